// All checks of a peer, and the stage that they run on.
import type { RunOptions, Stage } from '../run.js';
import { atRegistryChecks } from './at-registry.js';
import { chatChecks } from './chats.js';
import { crowdChecks } from './crowds.js';
import { deliveryChecks } from './deliveries.js';
import { exchangeChecks } from './exchanges.js';
import { handshakeChecks } from './handshakes.js';
import { historyChecks } from './history.js';
import { messageChecks } from './messages.js';
import { pairChecks } from './pairs.js';
import { stayingChecks } from './staying.js';
import type { StartSubject } from './subject.js';
import { type PeerCheck, type PeerPatience, PeerTrial, WorldKeeper } from './world.js';

/** Every check of a peer, in the order of the page. Their ids are apart from those of a registry. */
export const peerChecks: readonly PeerCheck[] = [
  ...handshakeChecks,
  ...atRegistryChecks,
  ...chatChecks,
  ...messageChecks,
  ...historyChecks,
  ...stayingChecks,
  ...deliveryChecks,
  ...pairChecks,
  ...exchangeChecks,
  ...crowdChecks,
].toSorted((one, other) => one.section.localeCompare(other.section, 'en', { numeric: true }));

/** One after the other: they share a peer. Those that need one for themselves run beside. */
export const peerRun: RunOptions = { atOnce: 1 };

/** Programs of the subject that start at once. */
const mostAtOnce = 3;

/** Opens trials; `end` ends the programs that checks share. */
export function peerStage(start: StartSubject, patience: PeerPatience): { readonly stage: Stage<PeerTrial>; end(): Promise<void> } {
  const worlds = new WorldKeeper(start, patience);
  let running = 0;
  const waiting: (() => void)[] = [];
  const alone = new Set<PeerTrial>();
  const stage: Stage<PeerTrial> = {
    open: async (check, transcript) => {
      const trial = new PeerTrial(worlds, transcript);
      if (check.phase === 'long') {
        while (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
        running++;
        alone.add(trial);
      }
      return trial;
    },
    close: async (trial) => {
      await trial.close();
      if (!alone.delete(trial)) return;
      running--;
      waiting.shift()?.();
    },
    tidy: async () => {},
  };
  return { stage, end: () => worlds.close() };
}

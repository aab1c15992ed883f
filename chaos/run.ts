// One run: start, faults by the plan, healing, settling, and then the evidence and its judgement.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { profileFile } from '../src/actors/peer/data-directory.js';
import { parseRegistryLink } from '../src/index.js';
import type { StoredMessage } from '../src/store/peer-store.js';
import { openPeerStore } from '../src/store/sqlite-peer-store.js';
import { breaches } from './checks.js';
import type { LastWords, UserEvidence } from './evidence.js';
import { lastWords, unsettled } from './last-words.js';
import type { PeerNode } from './peer-node.js';
import { denMembers, describe, makePlan, type PlanOptions } from './plan.js';
import { Guard } from './program.js';
import { World } from './world.js';

export interface ChaosOptions extends PlanOptions {
  /** Of the registry, seconds. */
  readonly keepAliveTimeout: number;
  /** After the faults everything must be settled in so many seconds. */
  readonly settleSeconds: number;
  /** Disks of a few MiB that are really filled, where they may be mounted. */
  readonly ownDisks?: boolean;
  readonly tell: (sentence: string) => void;
  /** Hears of every process of the run. */
  readonly started?: (pid: number) => void;
  /** Ends the run at once, with nothing left behind. */
  readonly signal?: AbortSignal;
}

export interface ChaosReport {
  readonly breaches: readonly string[];
  /** What was done, with its time. */
  readonly log: readonly string[];
  readonly messages: number;
  readonly faults: number;
  readonly settledAfter: number;
  /** Profiles and logs; `remove` takes it away. */
  readonly directory: string;
  remove(): void;
}

const settlePause = 300;
const everything = 1_000_000_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, peers, keepAliveTimeout, ownDisks = false, signal } = options;
  const directory = mkdtempSync(join(tmpdir(), `parley-chaos-${seed}-`));
  const begun = Date.now();
  const log: string[] = [];
  const tell = (sentence: string) => {
    const line = `${((Date.now() - begun) / 1000).toFixed(3).padStart(8)} ${sentence}`;
    log.push(line);
    appendFileSync(join(directory, 'actions.log'), `${line}\n`);
    options.tell(line);
  };
  const guard = new Guard(options.started);
  let world: World | undefined;
  try {
    world = await World.create({ seed, peers, keepAliveTimeout, ownDisks, directory, guard, tell });
    const interrupted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
      if (signal?.aborted) reject(new Error('interrupted'));
    });
    return await Promise.race([live({ ...options, tell }, world, { directory, log }), interrupted]);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Error(`${error instanceof Error ? error.message : String(error)}; logs are in ${directory}`, { cause: error });
  } finally {
    await world?.close();
    await guard.close();
    if (signal?.aborted) rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function live(options: ChaosOptions, world: World, kept: Pick<ChaosReport, 'directory' | 'log'>): Promise<ChaosReport> {
  const { tell, settleSeconds } = options;
  const plan = makePlan(options);
  await world.start();
  tell(`${world.peers.length} peers are online; ${plan.length} steps follow`);
  const begun = Date.now();
  for (const step of plan) {
    const wait = begun + step.at - Date.now();
    if (wait > 0) await pause(wait);
    if (step.do !== 'say') tell(describe(step));
    world.perform(step);
  }
  await pause(Math.max(0, begun + options.seconds * 1000 - Date.now()));
  tell('everything is healed');
  const healed = Date.now();
  await world.heal();
  const left = await settle(world.peers, Date.now() + settleSeconds * 1000, tell);
  const settledAfter = (Date.now() - healed) / 1000;
  tell(left.length === 0 ? 'all is settled; somebody new comes' : `not settled after ${settledAfter.toFixed(1)} s`);
  const newcomer = left.length > 0 ? undefined : await world.welcome();
  if (newcomer) await hearsAll(newcomer, world.peers, Date.now() + settleSeconds * 1000);
  const words = left.length > 0 ? [] : await Promise.all(world.peers.map(lastWords));
  const codes = await world.quit();
  const users: UserEvidence[] = [];
  for (const [index, peer] of world.peers.entries()) {
    const said = words[index];
    const last: LastWords | undefined = said && { ...said, exitCode: codes.get(peer.name) ?? null };
    const { name, lives, taken, shown } = peer;
    users.push({ name, lives, taken, shown, stored: await stored(peer), lastWords: last });
  }
  const names = world.peers.map(({ name }) => name);
  const rooms = new Map([
    ['lobby', names],
    // The newcomer is in the lobby alone.
    ['den', names.slice(0, denMembers)],
  ]);
  return {
    ...kept,
    breaches: breaches({ users, registry: world.registry.lives, rooms, unsettled: left }),
    messages: users.reduce((sum, { stored: all }) => sum + all.length, 0),
    faults: plan.filter((step) => step.do !== 'say').length,
    settledAfter,
    remove: () => rmSync(kept.directory, { recursive: true, force: true, maxRetries: 10 }),
  };
}

/** What is not settled at the deadline; ends as soon as everything is. */
async function settle(peers: readonly PeerNode[], deadline: number, tell: (sentence: string) => void): Promise<string[]> {
  let told = '';
  for (;;) {
    const late = pause(Math.max(0, deadline - Date.now()), undefined, { ref: false }).then(() => undefined);
    const answers = await Promise.all(
      peers.map((peer) => Promise.race([unsettled(peer), late.then(() => [`${peer.name} does not answer`])])),
    );
    const left = answers.flat();
    if (left.length === 0 || Date.now() >= deadline) return left;
    const now = left.join('; ');
    if (now !== told) tell(`waiting: ${now}`);
    told = now;
    await pause(settlePause);
  }
}

/** Until it has shown what was said in the lobby, or the deadline; whether it has got it is judged by what it keeps. */
async function hearsAll(newcomer: PeerNode, peers: readonly PeerNode[], deadline: number): Promise<void> {
  const said = peers.flatMap(({ taken }) => taken.flatMap(({ target, text }) => (target === '#lobby' ? [text] : [])));
  const heard = () => new Set(newcomer.shown.map(({ line }) => line.slice(line.indexOf(': ') + 2)));
  while (Date.now() < deadline) {
    const texts = heard();
    if (said.every((text) => texts.has(text))) return;
    await pause(settlePause);
  }
}

/** Read from the disk once the program is gone. */
async function stored(peer: PeerNode): Promise<readonly StoredMessage[]> {
  const fingerprint = parseRegistryLink(peer.link)?.fingerprint ?? '';
  const store = await openPeerStore(profileFile(peer.data, fingerprint, peer.name));
  try {
    return await store.history(undefined, everything);
  } finally {
    await store.close();
  }
}

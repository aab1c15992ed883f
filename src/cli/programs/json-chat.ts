// A chat that programs drive: one JSON object a line in both directions (docs/programs.md).
import { ParleyError, type Peer } from '../../index.js';
import type { ChosenRegistry } from '../choose-registry.js';
import type { Io } from '../io.js';
import type { LineReader } from '../script.js';
import { refusalSentence } from '../sentences.js';
import { type Ending, Session } from '../session.js';
import { elapsed, online } from '../sign-in.js';
import { patience } from '../take-leave.js';
import { eventOf, type WriteEvent, writeEvents } from './json-events.js';
import { type ReadCommand, readCommand } from './read-command.js';
import { inOrder, type Json, jsonLine } from './shapes.js';
import { silentView } from './silent-view.js';

const never = new Promise<void>(() => {});

export interface JsonChatParts {
  readonly peer: Peer;
  /** Undefined: no commands are read; it ends by a signal. */
  readonly reader: LineReader | undefined;
  readonly registry: ChosenRegistry;
  readonly io: Pick<Io, 'output' | 'onSignal'>;
  /** Listens to the peer besides; gives back what stops that. */
  readonly attend?: (session: Session) => () => void;
  /** Does what is to be done first; called when this user is online. */
  readonly prepare?: (session: Session) => Promise<void>;
}

/** Gives the exit code. The last line is the event `end`. */
export async function jsonChat({ peer, reader, registry, io, attend, prepare }: JsonChatParts): Promise<number> {
  const write: WriteEvent = (event, values) => io.output.write(jsonLine(eventOf(event, values)));
  const session = new Session({ peer, view: silentView, isScript: true });
  const stops = [writeEvents(peer, write), io.onSignal(() => session.end({ how: 'signal' })), endWhenSignedOut(session), attend?.(session)];
  try {
    const impatience = reader ? reader.isOver.then(() => elapsed(patience)) : never;
    return await online(session, registry, impatience, async (isStarted) => {
      if (isStarted) await prepare?.(session);
      if (isStarted && reader) await Promise.race([performAll(session, reader, write), session.ended]);
      return end(session, await session.ended, write);
    });
  } catch (error) {
    write('end', { how: 'failure', exitCode: 1, owed: [], ...refusal(error) });
    await peer.close();
    return 1;
  } finally {
    reader?.close();
    for (const stop of stops) stop?.();
  }
}

/** Performs in order; a slow command alone keeps nobody waiting, but the end of the input waits for its answer. */
async function performAll(session: Session, reader: LineReader, write: WriteEvent): Promise<void> {
  const slow = new Set<Promise<void>>();
  while (!session.isOver) {
    const line = await reader.next();
    if (line === undefined) break;
    if (line.trim() === '') continue;
    const read = readCommand(line);
    const performed = perform(session, read, write);
    if (read.command?.isSlow) slow.add(performed.finally(() => slow.delete(performed)));
    else await performed;
  }
  await Promise.race([Promise.all(slow), elapsed(patience), session.ended]);
  session.end({ how: 'quit' });
}

async function perform(session: Session, { name, ref, command, given, fault }: ReadCommand, write: WriteEvent): Promise<void> {
  const answer = (values: Readonly<Record<string, Json | undefined>>) => write('result', { command: name, ref, ...values });
  if (!command || !given) return answer({ ok: false, reason: 'invalid', message: fault });
  try {
    if (command.needsRegistry) await session.registryIsThere();
    answer({ ok: true, value: inOrder(command.gives, await command.run(session, given)) });
  } catch (error) {
    answer({ ok: false, ...refusal(error) });
  }
}

async function end(session: Session, { how, sentence }: Ending, write: WriteEvent): Promise<number> {
  const { peer } = session;
  session.isUnderWay = false;
  if (how === 'quit') await peer.flush(patience);
  const owed = peer.status.owed.map(({ recipient, count }) => ({ name: recipient, count }));
  await peer.close();
  const exitCode = how === 'signed-out' ? 1 : 0;
  write('end', { how, exitCode, owed, message: sentence });
  return exitCode;
}

/** Being logged out from elsewhere ends it. */
function endWhenSignedOut(session: Session): () => void {
  const { peer } = session;
  const look = () => {
    if (peer.state.state === 'signed-out' && session.isUnderWay) session.end({ how: 'signed-out' });
  };
  peer.on('state', look);
  return () => peer.off('state', look);
}

function refusal(error: unknown): { readonly reason: string; readonly message: string } {
  return { reason: error instanceof ParleyError ? error.reason : 'internal', message: refusalSentence(error) };
}

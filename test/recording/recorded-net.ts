// What replay, redaction and the recorder are tested with: a registry and three peers with a chat and a room over memory links,
// recorded from the first moment to the last.
import type { Peer, PeerEvents } from '../../src/index.js';
import type { RecordingEntry, RecordingHeader } from '../../src/recording/format.js';
import type { Recording } from '../../src/recording/reading.js';
import { Recorder, type RecorderOptions } from '../../src/recording/recorder.js';
import { testNet } from '../helpers/test-net.js';

/** What was said and given, and must not be read in a recording that hides it. */
export const said = {
  direct: 'the eagle has landed at noon',
  back: 'so it is me who brings the rope',
  broadcast: 'we meet behind the old mill',
  description: 'plans for the big heist',
  roomPassword: 'swordfish-and-chips',
} as const;

export const names = ['Alice', 'Bob', 'Carol'] as const;
export const passwordOf = (name: string): string => `${name}'s password`;

export interface Recorded {
  readonly header: RecordingHeader;
  /** The past that is still known: before it, of those who live, how they were made and their last state. */
  readonly base: readonly RecordingEntry[];
  readonly entries: readonly RecordingEntry[];
  readonly recorder: Recorder;
}

export async function recordedNet(options: Partial<RecorderOptions> = {}): Promise<Recorded> {
  const recorder = new Recorder({ program: '0.1.0', capacity: 100_000, ...options });
  const undo: (() => Promise<void>)[] = [];
  const net = await testNet({ teardown: (each) => undo.push(each) }, 'memory', { inspect: recorder.inspectorOf('registry') });
  try {
    const enter = (name: string): Promise<Peer> => net.peer(name, { inspect: recorder.inspectorOf(name) });
    const alice = await enter('Alice');
    const bob = await enter('Bob');
    const carol = await enter('Carol');
    bob.on('chat-request', ({ from }) => void bob.accept(from));
    await net.pass(alice.chat('bob'));
    await net.pass(Promise.all([heard(bob, 'message'), alice.sendDirect('bob', said.direct)]));
    await net.pass(Promise.all([heard(alice, 'message'), bob.sendDirect('alice', said.back)]));
    await net.pass(alice.createRoom('den', { capacity: 5, password: said.roomPassword, description: said.description }));
    await net.pass(bob.joinRoom('den', said.roomPassword));
    await net.pass(Promise.all([heard(bob, 'message'), alice.sendRoom('den', said.broadcast)]));
    // What was said before she came is handed on to her.
    await net.pass(Promise.all([heard(carol, 'message'), carol.joinRoom('den', said.roomPassword)]));
    await net.pass(bob.leaveRoom('den'));
  } finally {
    for (const each of undo) await each();
  }
  return { header: recorder.header, base: recorder.base, entries: recorder.entries, recorder };
}

/** As it is when it was written and read again. */
export function asRecording({ header, base, entries }: Pick<Recorded, 'header' | 'base' | 'entries'>): Recording {
  return { header, entries: JSON.parse(JSON.stringify([...base, ...entries])), isCut: false };
}

function heard(peer: Peer, event: keyof PeerEvents): Promise<void> {
  return new Promise((resolve) => {
    peer.once(event, () => resolve());
  });
}

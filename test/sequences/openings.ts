// What a recorded sequence is, and how several of them begin.
import type { Peer } from '../../src/index.js';
import { next, type TestNet } from '../helpers/test-net.js';

export interface Sequence {
  /** The file's name, without its ending. */
  readonly name: string;
  readonly title: string;
  /** What one sees, in a few sentences. */
  readonly text: string;
  /** Verbs that are drawn. */
  readonly verbs: readonly string[];
  /** Begins to record when `record` is called. */
  readonly run: (net: TestNet, record: () => void) => Promise<void>;
}

/** Waits for a call that is refused, as it should be. */
export const refused = async (call: Promise<unknown>): Promise<void> => {
  await call.then(
    () => Promise.reject(new Error('not refused')),
    () => undefined,
  );
};

/** Two who may write to each other. */
export async function openChat(net: TestNet): Promise<readonly [Peer, Peer]> {
  const hussien = await net.peer('hussien103');
  const aly = await net.peer('aly103');
  aly.on('chat-request', ({ from }) => void aly.accept(from));
  await net.until(hussien.chat('aly103'));
  return [hussien, aly];
}

/** Three in the room chat1, of whom hussien103 is the host. */
export async function openRoom(net: TestNet): Promise<readonly [Peer, Peer, Peer]> {
  const hussien = await net.peer('hussien103');
  const aly = await net.peer('aly103');
  const mahmoud = await net.peer('mahmoud103');
  await net.until(hussien.createRoom('chat1'));
  for (const peer of [aly, mahmoud]) {
    const told = next(hussien, 'room-join');
    await net.until(peer.joinRoom('chat1'));
    await net.until(told);
  }
  return [hussien, aly, mahmoud];
}

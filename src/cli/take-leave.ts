// How a chat ends: what can be delivered is, unless it was ended by force, and the rest is told.
import type { Ending, Session } from './session.js';

/** What was sent may take so long to be delivered when a chat ends, ms. */
export const patience = 10_000;

export interface Outcome {
  /** Why there was no logging in. */
  readonly failure?: unknown;
  readonly exitCode: number;
}

/** Delivers what can be delivered, and says goodbye. */
export async function finish(session: Session, { how, sentence }: Ending): Promise<Outcome> {
  const { peer, say, view } = session;
  session.isUnderWay = false;
  if (sentence) view.notice(sentence);
  if (how === 'quit') {
    await peer.flush(patience);
    const owed = peer.status.owed.map(({ recipient, count }) => `${recipient} (${count})`);
    if (owed.length > 0) view.notice(say('notDelivered', { names: owed.join(', ') }));
  }
  await peer.close();
  return { exitCode: how === 'signed-out' ? 1 : 0 };
}

// What takes more than a second is seen to go on: the next attempt at the registry is counted down, and what was said before one
// came into a room is counted as it comes in. Where lines are read aloud nothing is counted: it is said once.
import type { ChatMessage, Clock } from '../../index.js';
import type { Session } from '../session.js';
import { targetName, targetOf } from '../target.js';
import { noticeable, quietClock } from './slow.js';

/** Between two words about the same, ms. */
const interval = 2000;
/** So long without another message from before: they have all come, ms. */
const quietTime = 700;

/** Watches until the function given back is called. */
export function watchProgress(session: Session, clock: Clock = quietClock): () => void {
  const stops = [countDown(session, clock), countHistory(session, clock)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The prompt says in how many seconds the registry is dialled again: drawn anew every second until then. */
function countDown({ peer, settings, view }: Session, clock: Clock): () => void {
  let timer: unknown;
  const next = () => {
    timer = clock.setTimeout(() => {
      view.refresh();
      next();
    }, 1000);
  };
  const look = () => {
    clock.clearTimeout(timer);
    if (peer.state.state === 'offline' && !settings.get('screen-reader')) next();
  };
  peer.on('state', look);
  return () => {
    clock.clearTimeout(timer);
    peer.off('state', look);
  };
}

interface Coming {
  count: number;
  /** Undefined: nothing was told yet. */
  toldAt: number | undefined;
  timer: unknown;
}

/** A first exchange of history that takes noticeably long is told as it goes on, and when it is done. */
function countHistory({ peer, say, settings, view, now }: Session, clock: Clock): () => void {
  const coming = new Map<string, Coming & { readonly since: number }>();
  const look = (message: ChatMessage) => {
    if (!message.isHistory) return;
    const where = targetName(targetOf(message));
    const state = coming.get(where) ?? { since: now(), count: 0, toldAt: undefined, timer: undefined };
    coming.set(where, state);
    state.count += 1;
    const isDue = state.toldAt === undefined ? now() - state.since >= noticeable : now() - state.toldAt >= interval;
    if (isDue && !(state.toldAt !== undefined && settings.get('screen-reader'))) {
      view.notice(say('historyComing', { count: state.count, where }));
      state.toldAt = now();
    }
    clock.clearTimeout(state.timer);
    state.timer = clock.setTimeout(() => {
      coming.delete(where);
      if (state.toldAt !== undefined) view.notice(say('historyCame', { count: state.count, where }));
    }, quietTime);
  };
  peer.on('message', look);
  return () => {
    peer.off('message', look);
    for (const { timer } of coming.values()) clock.clearTimeout(timer);
  };
}

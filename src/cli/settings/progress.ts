// What takes more than a second is seen to go on: the next attempt at the registry is counted down, and what was said before one
// came into a room is counted as it comes in. Where lines are read aloud nothing is counted: it is said once.
import type { ChatMessage } from '../../index.js';
import { type Session, targetName, targetOf } from '../session.js';

/** ms; what is quicker needs no word. */
const patience = 1000;
/** So long without another message from before: they have all come, ms. */
const quietTime = 700;

/** Watches until the function given back is called. Its timers keep no process alive. */
export function watchProgress(session: Session): () => void {
  const stops = [countDown(session), countHistory(session)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The prompt says in how many seconds the registry is dialled again: drawn anew every second until then. */
function countDown({ peer, settings, view }: Session): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(timer);
  const look = () => {
    stop();
    if (peer.state.state !== 'offline' || settings.get('screen-reader')) return;
    timer = setInterval(() => view.refresh(), patience);
    timer.unref();
  };
  peer.on('state', look);
  return () => {
    stop();
    peer.off('state', look);
  };
}

interface Coming {
  count: number;
  isTold: boolean;
  toldAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** A first exchange of history that takes longer than a second is told as it goes on, every two seconds, and when it is done. */
function countHistory(session: Session): () => void {
  const { peer, say, settings, view, now } = session;
  const coming = new Map<string, Coming>();
  const look = (message: ChatMessage) => {
    if (!message.isHistory) return;
    const where = targetName(targetOf(message));
    const state: Coming = coming.get(where) ?? { count: 0, isTold: false, toldAt: now(), timer: undefined };
    coming.set(where, state);
    state.count += 1;
    if (now() - state.toldAt >= patience * (state.isTold ? 2 : 1) && !(state.isTold && settings.get('screen-reader'))) {
      view.notice(say('historyComing', { count: state.count, where }));
      state.isTold = true;
      state.toldAt = now();
    }
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      coming.delete(where);
      if (state.isTold) view.notice(say('historyCame', { count: state.count, where }));
    }, quietTime);
    state.timer.unref();
  };
  peer.on('message', look);
  return () => {
    peer.off('message', look);
    for (const { timer } of coming.values()) clearTimeout(timer);
  };
}

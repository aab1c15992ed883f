// The prompt: where text goes to, what is unread elsewhere, and whether the registry is away: `#lobby [bob 2, carol 1]> `.
import type { Style } from '../ansi.js';
import { widthOf } from '../reading/graphemes.js';
import { harmless } from '../reading/harmless.js';
import type { Session } from '../session.js';
import { targetName } from '../target.js';

/** The share of a row that unread counts may take. */
const share = 0.5;

export function promptOf(session: Session, style: Style, columns = 80): string {
  const { away: absence, marks, target, unread, say } = session;
  const all = [...unread.values()].map((other) => `${harmless(targetName(other.target))} ${other.count}`);
  const counts = all.length > 0 ? ` [${asFit(all, Math.floor(columns * share))}]` : '';
  const standing = standingWords(session);
  const away = standing && ` (${standing})`;
  const gone = absence.isAway ? ` (${say('promptAway')})` : '';
  const mark = target ? marks.of(target) : '';
  const where = target ? harmless(targetName(target)) : 'parley';
  return `${style.bold(where)}${style.dim(`${mark && ` ${mark}`}${counts}${gone}${away}`)}> `;
}

/** How this user stands with the registry, and in how many seconds it is dialled again. */
function standingWords({ hasBeenOnline, now, peer: { state }, say }: Session): string {
  if (state.state === 'online') return '';
  // Before the first time nobody was logged in: that comes.
  if (state.state !== 'offline') return say(state.state === 'signed-out' && hasBeenOnline ? 'promptSignedOut' : 'promptConnecting');
  const seconds = Math.ceil((state.retryAt - now()) / 1000);
  return seconds > 0 ? say('promptOfflineIn', { seconds }) : say('promptOffline');
}

/** As many as fit, the first at least; of the others how many they are. */
function asFit(all: readonly string[], width: number): string {
  for (let count = all.length; count > 1; count--) {
    const text = [...all.slice(0, count), ...(count < all.length ? [`+${all.length - count}`] : [])].join(', ');
    if (widthOf(text) <= width) return text;
  }
  return [...all.slice(0, 1), ...(all.length > 1 ? [`+${all.length - 1}`] : [])].join(', ');
}

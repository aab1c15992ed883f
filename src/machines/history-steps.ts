// What changes in a history exchange with each step: what is still to come, what may be sent, what an answer settles.
import { passingReasons } from '../protocol/reasons.js';
import type { Forward, HistoryExchangeContext, Missing, Place, SummaryRequest } from './history-events.js';

/** Nobody has more streams in a room than so many pages hold. */
export const mostLines = 65_536;

/** The ranges without one Seq. */
export function without(missing: readonly Missing[], { author, stream, seq }: Place): readonly Missing[] {
  return missing.flatMap((range) => {
    const isIn = range.stream === stream && range.author === author && range.from <= seq && seq <= range.to;
    if (!isIn) return [range];
    return [
      { ...range, to: seq - 1 },
      { ...range, from: seq + 1 },
    ].filter(({ from, to }) => from <= to);
  });
}

/** What the link may carry now: so many unanswered, and no more bytes than leave room for what else goes by it. */
export function nextToForward({ limits, queue, flying, isStopped }: HistoryExchangeContext): readonly Forward[] {
  if (isStopped) return [];
  let bytes = limits.unsentBytes / 4 - flying.reduce((sum, { size }) => sum + size, 0);
  const next: Forward[] = [];
  for (const each of queue.slice(0, Math.max(0, limits.unanswered - flying.length))) {
    bytes -= each.size;
    if (bytes < 0 && flying.length + next.length > 0) break;
    next.push(each);
  }
  return next;
}

/** DIRECT_BROADCAST_NOTIFICATION, as far as it matters here. */
export interface SettledMessage {
  readonly messageId: string;
  readonly sender: string;
  readonly status: string;
  readonly reason?: string | undefined;
}

/** A message is taken, refused for good, or refused for now; after the last nothing more is forwarded in this exchange. */
export function settled(
  context: HistoryExchangeContext,
  { id }: Forward,
  { status, reason = 'refused' }: SettledMessage,
): Pick<HistoryExchangeContext, 'flying' | 'isStopped' | 'given' | 'refused'> {
  const isTaken = status === 'SUCCESS';
  const isPassing = !isTaken && passingReasons.has(reason);
  return {
    flying: context.flying.filter((each) => each.id !== id),
    isStopped: context.isStopped || isPassing,
    given: isPassing ? context.given : [...context.given, id],
    refused: isTaken || isPassing ? context.refused : [...context.refused, id],
  };
}

/** Where the pages go on after that one. */
export function tokenAfter(pages: readonly unknown[], page: number): string | undefined {
  return page + 1 < pages.length ? String(page + 1) : undefined;
}

/** What the exchange began with; only one that is answering has it. */
export function requestOf({ request }: HistoryExchangeContext): SummaryRequest {
  if (!request) throw new Error('answering, but nothing was asked'); // `isAnswering` has said so
  return request;
}

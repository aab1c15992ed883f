// (b) The order in which a stream is shown (docs/protocol.md, 5.7), also of what others hand on. A message is shown after a later
// one of its stream only where it came when that had been shown; and the first later one that came had to wait for it: 2 s, or
// until the exchange of history on its link was over. What is from before the first one seen is not waited for.
import { nameKey } from '../src/protocol/names.js';
import { hostileName } from './hostile.js';
import { answerKey, type Ledger } from './ledger.js';
import { type Profiles, storedOfOthers } from './profiles.js';

/** A message as its receiver has stored and shown it. */
export interface Seen {
  /** Its place in the order of storing. */
  readonly id: number;
  readonly seq: number;
  readonly text: string;
  /** Who brought it, in lower case: its author, or who handed it on. */
  readonly bringer: string;
  /** ms of the simulation when it was answered; `undefined` when that was not seen. */
  readonly storedAt: number | undefined;
}

export interface ShownOnce {
  /** The key of `stream` below. */
  readonly messageId: string;
  readonly at: number;
}

/** What excuses that somebody did not wait. */
export interface Excuses {
  /** ms that a message waits for its predecessor. */
  readonly holdBack: number;
  /** Whether history was being exchanged with that one then. */
  isExchanging(bringer: string, from: number, to: number): boolean;
  /** Whether the receiver's clock was set, or its machine slept. */
  hasJumped(from: number, to: number): boolean;
}

/** What was shown out of order of one stream in one life of a program, each as a sentence. `stream`: all that is stored of it. */
export function disorder(stream: ReadonlyMap<string, Seen>, shown: readonly ShownOnce[], excuses: Excuses): readonly string[] {
  const stored = [...stream.values()].sort((one, other) => one.id - other.id);
  const first = stored[0]?.seq ?? 0;
  const found: string[] = [];
  const before: { readonly seen: Seen; readonly at: number }[] = [];
  for (const { messageId, at } of shown) {
    const late = stream.get(messageId);
    if (!late) continue;
    for (const { seen, at: shownAt } of before) {
      if (seen.seq < late.seq) continue;
      if (late.id < seen.id) found.push(`${late.text} came first, and was shown after ${seen.text}`);
      else if (late.seq > first && !mayPass(seen, shownAt, late, stored, excuses)) found.push(`${seen.text} did not wait for ${late.text}`);
    }
    before.push({ seen: late, at });
  }
  return found;
}

/** Only the first that came after the gap had to wait. */
function mayPass(seen: Seen, shownAt: number, late: Seen, stored: readonly Seen[], excuses: Excuses): boolean {
  const { holdBack, hasJumped, isExchanging } = excuses;
  const { storedAt, bringer } = seen;
  if (stored.find(({ seq }) => seq > late.seq) !== seen || storedAt === undefined) return true;
  return shownAt - storedAt >= holdBack || isExchanging(bringer, storedAt, shownAt) || hasJumped(storedAt, shownAt);
}

/** ms: less than a message waits, by what a turn of a simulation takes. */
export const holdBack = 1990;
/** ms that an exchange of history goes on at most after its last summary, where nothing comes. */
const exchangeTime = 60_000;
/** ms in which a program has noticed that it slept. */
const noticing = 10_000;

/** Of one user. */
export function excusesOf({ summaries, jumps }: Ledger, name: string): Excuses {
  const key = nameKey(name);
  return {
    holdBack,
    isExchanging: (bringer, from, to) =>
      summaries.some(({ between, at }) => between.has(bringer) && between.has(key) && at > from - exchangeTime && at <= to),
    hasJumped: (from, to) => jumps.some(({ who, at }) => who === name && at > from - noticing && at <= to),
  };
}

export function checkOrder({ ledger, peers }: Profiles): void {
  for (const peer of peers) {
    const { name } = peer;
    const streams = new Map<string, Map<string, Seen>>();
    const places = new Map<string, string>();
    for (const row of storedOfOthers(peer)) {
      if (row.author === nameKey(hostileName)) continue;
      const stream = streams.get(row.place) ?? new Map<string, Seen>();
      streams.set(row.place, stream);
      // Somebody who obeys no rule may give its message another one's id.
      const messageId = `${nameKey(row.author)} ${row.message_id}`;
      places.set(messageId, row.place);
      stream.set(messageId, { ...row, storedAt: ledger.storedAt.get(answerKey(name, row.author, row.message_id)) });
    }
    const excuses = excusesOf(ledger, name);
    const lives = new Map<string, ShownOnce[]>();
    for (const { message, life, at } of ledger.shown.get(name) ?? []) {
      const messageId = `${nameKey(message.from)} ${message.id}`;
      const place = places.get(messageId);
      if (place === undefined) continue;
      const key = `${life} ${place}`;
      const shown = lives.get(key) ?? [];
      lives.set(key, shown);
      shown.push({ messageId, at });
    }
    for (const [key, shown] of lives) {
      const stream = streams.get(key.slice(key.indexOf(' ') + 1));
      for (const what of stream ? disorder(stream, shown, excuses) : []) ledger.problem(`(b) ${name} was shown out of order: ${what}`);
    }
  }
}

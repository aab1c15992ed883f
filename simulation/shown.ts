// What is stored of others was shown to its user in one of the lives of the program. Excused is what a program that was killed
// was still holding back: it was being stored, or waited for one that is missing before it, for the time that it may.
import { nameKey } from '../src/protocol/names.js';
import { answerKey, type Known, type Ledger } from './ledger.js';
import { epoch } from './life.js';
import { excusesOf, holdBack } from './order.js';
import { type Profile, type Profiles, type Stored, storedOfOthers } from './profiles.js';
import type { Surroundings } from './surroundings.js';

/** ms that a message may wait on a slow disk, from when it came until it is answered. */
const storing = 30_000;
/** ms that a message waits at most, and a turn of a simulation. */
const holding = holdBack + 20;

/** The program of a user was just killed: notes what it had stored and not shown, and had a reason for it. */
export function noteKilled({ clock, ledger }: Surroundings, peer: Profile): void {
  const { name, wall } = peer;
  const rows = storedOfOthers(peer);
  const known = ledger.killedWith.get(name) ?? [];
  ledger.killedWith.set(name, known);
  const unseen = unshown(rows, [...shownTo(name, ledger), ...known]);
  const { isExchanging, hasJumped } = excusesOf(ledger, name);
  const answeredAt = ({ author, message_id }: Stored) => ledger.storedAt.get(answerKey(name, author, message_id));
  const answered = rows.filter((row) => answeredAt(row) !== undefined);
  for (const row of unseen) {
    const since = answeredAt(row);
    const from = since ?? row.stored_at - epoch - wall.offset;
    const age = clock.time - from;
    const isInTime = hasJumped(from, clock.time) || (since === undefined ? age <= storing : age <= holding);
    const mayWait = since === undefined || isHeldBack(row, unseen, answered);
    if (mayWait && (isInTime || (since !== undefined && isExchanging(row.bringer, from, clock.time)))) {
      known.push({ from: row.author, id: row.message_id });
    }
  }
}

/** (a), (b) */
export function checkShown({ ledger, peers }: Profiles): void {
  for (const peer of peers) {
    const { name } = peer;
    const excused = [...shownTo(name, ledger), ...(ledger.killedWith.get(name) ?? [])];
    for (const { text } of unshown(storedOfOthers(peer), excused)) {
      ledger.problem(`(b) ${name} was never shown what it has stored: ${text}`);
    }
  }
}

const shownTo = (name: string, { shown }: Ledger): readonly Known[] => (shown.get(name) ?? []).map(({ message }) => message);

/** Those that were not shown as often as they are there: somebody who obeys no rule may give two messages one id. */
function unshown(rows: readonly Stored[], shown: readonly Known[]): readonly Stored[] {
  const counts = new Map<string, number>();
  for (const { from, id } of shown) {
    const key = `${nameKey(from)} ${id}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return rows.filter(({ author, message_id }) => {
    const key = `${author} ${message_id}`;
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left <= 0;
  });
}

/** Whether the one before it is missing, or held back as well for such a one. What is from before the first one is not waited for. */
function isHeldBack({ place, seq }: Stored, unseen: readonly Stored[], answered: readonly Stored[]): boolean {
  const inStream = (rows: readonly Stored[]) => rows.filter((each) => each.place === place).map((each) => each.seq);
  const held = new Set(inStream(unseen));
  const there = inStream(answered);
  let before = seq - 1;
  while (held.has(before) && there.includes(before)) before--;
  return before >= (there[0] ?? seq) && !there.includes(before);
}

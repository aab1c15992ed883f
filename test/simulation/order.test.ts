// When messages of a stream that were shown in another order are held to be out of order.
import test from 'ava';
import { Ledger } from '../../simulation/ledger.js';
import { checkOrder, disorder, type Excuses, type Seen } from '../../simulation/order.js';
import type { Stored } from '../../simulation/profiles.js';

const strict: Excuses = { holdBack: 2000, isExchanging: () => false, hasJumped: () => false };

/** Seqs in the order in which they were stored, each with when. */
function stored(...places: (readonly [seq: number, storedAt: number | undefined])[]): ReadonlyMap<string, Seen> {
  return new Map(places.map(([seq, storedAt], id) => [`m${seq}`, { id, seq, text: `#${seq}`, bringer: 'carol', storedAt }]));
}

const shown = (...places: (readonly [seq: number, at: number])[]) => places.map(([seq, at]) => ({ messageId: `m${seq}`, at }));

test('order: as written, or with gaps that nobody has filled → in order', (t) => {
  t.deepEqual(disorder(stored([1, 10], [2, 20], [5, 30]), shown([1, 10], [2, 20], [5, 2030]), strict), []);
});

test('order: stored first, and shown later → out of order, live or handed on', (t) => {
  t.deepEqual(disorder(stored([1, 10], [2, 20]), shown([2, 20], [1, 21]), strict), ['#1 came first, and was shown after #2']);
});

test('order: a gap + the next one does not wait 2 s → out of order; it waits → in order', (t) => {
  const gap = stored([1, 10], [3, 20], [2, 2500]);
  t.deepEqual(disorder(gap, shown([1, 10], [3, 500], [2, 2500]), strict), ['#3 did not wait for #2']);
  t.deepEqual(disorder(gap, shown([1, 10], [3, 2020], [2, 2500]), strict), []);
});

test('order: a gap + the wait was for the end of an exchange, or the clock was set → in order', (t) => {
  const gap = stored([1, 10], [3, 20], [2, 2500]);
  const early = shown([1, 10], [3, 500], [2, 2500]);
  const asked: unknown[] = [];
  const isExchanging = (...given: unknown[]) => asked.push(given) > 0;
  t.deepEqual(disorder(gap, early, { ...strict, isExchanging }), []);
  t.deepEqual(asked, [['carol', 20, 500]]);
  t.deepEqual(disorder(gap, early, { ...strict, hasJumped: () => true }), []);
});

test('order: only the first that came after the gap waits; what is from before the first one seen is not waited for', (t) => {
  t.deepEqual(disorder(stored([1, 10], [3, 20], [4, 2100], [2, 2500]), shown([1, 10], [3, 2020], [4, 2100], [2, 2500]), strict), []);
  t.deepEqual(disorder(stored([5, 10], [1, 20], [2, 30]), shown([5, 10], [1, 20], [2, 30]), strict), []);
});

test('order: shown in another life of the program, or not answered for → nothing to say', (t) => {
  t.deepEqual(disorder(stored([1, 10], [3, undefined], [2, 40]), shown([1, 10], [3, 30], [2, 40]), strict), []);
  t.deepEqual(disorder(stored([1, 10], [3, 20], [2, 2500]), shown([2, 2500]), strict), []);
});

test('order: somebody else gives its message the id of one that was shown → that one is not out of order; its author does → it is', (t) => {
  const rows = [1, 2].map((seq): Stored => {
    return { id: seq, author: 'bob', place: 'lobby bob s', seq, message_id: `m${seq}`, text: `#${seq}`, stored_at: 0, bringer: 'bob' };
  });
  // Whatever is asked, these are the rows.
  const messageRows = <Row>() => rows as readonly unknown[] as readonly Row[];
  const problemsOf = (last: string) => {
    const ledger = new Ledger();
    const peers = [{ name: 'alice', wall: { offset: 0, asleepUntil: 0 }, messageRows }];
    for (const [from, id] of [['Bob', 'm2'] as const, [last, 'm1'] as const]) {
      const message = { id, conversation: { kind: 'direct', peer: from } as const, from, text: '', sentAt: 0, isHistory: false };
      ledger.show('alice', { message, at: 1, life: 1 });
    }
    checkOrder({ ledger, peers });
    return ledger.problems;
  };
  t.deepEqual(problemsOf('mallory'), []);
  t.deepEqual(problemsOf('Bob'), ['(b) alice was shown out of order: #1 came first, and was shown after #2']);
});

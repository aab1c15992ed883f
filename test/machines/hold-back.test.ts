// The order of one stream, by pure transitions.
import test from 'ava';
import { initialTransition, transition } from 'xstate';
import { type HoldBackEvent, holdBackMachine } from '../../src/machines/hold-back.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import { emittedBy } from './emitted.js';

function run(next: number, events: readonly HoldBackEvent[]) {
  let [snapshot] = initialTransition(holdBackMachine, { limits: limitsFrom(peerSettings), next });
  const shown: unknown[] = [];
  for (const event of events) {
    const [after, actions] = transition(holdBackMachine, snapshot, event);
    snapshot = after;
    shown.push(...emittedBy<{ parcel: { seq: number } }>(actions).map(({ parcel }) => parcel.seq));
  }
  return { value: snapshot.value, status: snapshot.status, shown };
}

const stored = (seq: number, isPatient = false): HoldBackEvent => ({ type: 'inbox.stored', seq, parcel: { seq }, isPatient });
const over = (seq: number): HoldBackEvent => ({ type: 'wait.over', seq });

test('hold-back: empty + a message after a gap → waits for the one before', (t) => {
  t.deepEqual(run(2, [stored(4)]), { value: 'waiting', status: 'active', shown: [] });
});

test('hold-back: waiting + what was missing → all in order, done', (t) => {
  t.deepEqual(run(2, [stored(4), stored(3), stored(2)]), { value: 'shown', status: 'done', shown: [2, 3, 4] });
});

test('hold-back: waiting + 2 s → shown up to there, the later ones wait on', (t) => {
  t.deepEqual(run(2, [stored(4), stored(5), stored(8), over(4)]), { value: 'waiting', status: 'active', shown: [4, 5] });
  t.deepEqual(run(2, [stored(4), stored(8), over(4), over(8)]), { value: 'shown', status: 'done', shown: [4, 8] });
});

test('hold-back: waiting + what comes after its time → shown at once', (t) => {
  t.deepEqual(run(2, [stored(4), stored(8), over(4), stored(3)]).shown, [4, 3]);
});

test('hold-back: waiting + the missing one was refused for good → its place is used up', (t) => {
  t.deepEqual(run(2, [stored(3), { type: 'inbox.refused', seq: 2 }]), { value: 'shown', status: 'done', shown: [3] });
  t.deepEqual(run(2, [stored(5), { type: 'inbox.refused', seq: 3 }, stored(2)]).shown, [2]);
});

test('hold-back: waiting for a history exchange + its end → all that there is, in order', (t) => {
  const waiting = [stored(8, true), stored(5, true), stored(4, true)];
  t.deepEqual(run(2, waiting), { value: 'waiting', status: 'active', shown: [] });
  t.deepEqual(run(2, [...waiting, { type: 'history.ended' }]), { value: 'shown', status: 'done', shown: [4, 5, 8] });
  t.deepEqual(run(2, [...waiting, stored(2), stored(3)]).shown, [2, 3, 4, 5]);
});

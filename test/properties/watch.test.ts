// The watch of the properties sees each of them broken: told of machines that do what ours do not.
import test from 'ava';
import type { InspectionEvent } from 'xstate';
import { frame } from '../../src/protocol/frame.js';
import { WireLog } from '../helpers/wire-tap.js';
import { Watch } from './watch.js';

/** A machine as inspection shows it. */
const machine = (id: string, parent?: object) => ({ logic: { id }, _parent: parent });
const isIn = (actorRef: object, value: unknown, status = 'active') =>
  ({ type: '@xstate.snapshot', actorRef, snapshot: { value, status }, event: { type: 'x' } }) as unknown as InspectionEvent; // as much as is looked at
const hears = (actorRef: object, event: object) => ({ type: '@xstate.event', actorRef, event }) as unknown as InspectionEvent; // as above

test('watch: a keep-alive whose session is not online → broken', (t) => {
  const watch = new Watch(() => 0);
  const session = machine('registrySession');
  watch.inspect('ali')(isIn(session, { linked: { online: { link: 'quiet' } } }));
  watch.inspect('ali')(isIn(machine('keepAlive', session), 'overTls'));
  watch.look();
  t.is(watch.broken, undefined);
  watch.inspect('ali')(isIn(session, 'backingOff'));
  watch.look();
  t.is(watch.broken, "ali's keep-alive outlives its session, which is backingOff");
});

test('watch: a KEEP_ALIVE that is sent without a session → broken', (t) => {
  const watch = new Watch(() => 0);
  watch.sent('ali', frame('SEARCH_USER', ['bob']));
  t.is(watch.broken, undefined);
  watch.sent('ali', frame('KEEP_ALIVE', ['ali', '10']));
  t.is(watch.broken, 'ali sends a KEEP_ALIVE while its session is no more');
});

/** Two links of a pair are up; `at` looks at that time. */
function twoLinks() {
  let now = 0;
  const watch = new Watch(() => now);
  const way = machine('peerLink');
  const [one, other] = [machine('peerConnection', way), machine('peerConnection', way)];
  for (const link of [one, other]) watch.inspect('ali')(isIn(link, { up: 'reading' }));
  watch.look();
  const at = (ms: number) => {
    now = ms;
    watch.look();
  };
  return { watch, other, at };
}

test('watch: two live links of a pair → broken when they stay', (t) => {
  const { watch, at } = twoLinks();
  at(20_000);
  t.is(watch.broken, undefined);
  at(20_001);
  t.is(watch.broken, 'two live links of a pair for 20001 ms');
});

test('watch: two links of a pair, of which one closes in time → fine', (t) => {
  const { watch, other, at } = twoLinks();
  at(10_000);
  watch.inspect('ali')(isIn(other, 'ending'));
  at(10_000);
  watch.inspect('ali')(isIn(other, { up: 'reading' }));
  at(25_000);
  t.is(watch.broken, undefined);
});

test('watch: somebody is let into a room → broken where nobody has logged in', (t) => {
  const joined = { type: 'desk.answered', frame: frame('JOIN', ['SUCCESS', '200']) };
  const proper = new Watch(() => 0);
  const link = machine('registry-connection');
  proper.inspect('R')(hears(link, { type: 'desk.loggedIn' }));
  proper.inspect('R')(hears(link, joined));
  t.is(proper.broken, undefined);
  proper.inspect('R')(hears(link, { type: 'desk.loggedOut' }));
  proper.inspect('R')(hears(link, joined));
  t.is(proper.broken, 'R lets somebody into a room who has not logged in');
});

test('watch: a message that counts as delivered → broken where it was not sent, or not taken', (t) => {
  const log = new WireLog();
  log.place('bob', '10.0.0.2');
  log.place('ali', '10.0.0.1');
  const unsent = new Watch(() => 0);
  unsent.delivered('ali', 'bob', 'm1', log);
  t.is(unsent.broken, 'ali counts m1 as delivered to bob, and never sent it there');
  log.add('ali', '10.0.0.2', frame('DIRECT_MESSAGE', ['ali', 'bob'], { 'Message-Id': 'm1' }, 'hello'));
  const untaken = new Watch(() => 0);
  untaken.delivered('ali', 'bob', 'm1', log);
  t.is(untaken.broken, 'ali counts m1 as delivered to bob, who never said so');
  log.add('bob', '10.0.0.1', frame('DIRECT_UNICAST_NOTIFICATION', ['SUCCESS', '200', 'ali', 'm1']));
  const fine = new Watch(() => 0);
  fine.delivered('ali', 'bob', 'm1', log);
  t.is(fine.broken, undefined);
});

test('watch: machines that run on when everything is closed → named', (t) => {
  const watch = new Watch(() => 0);
  const delivery = machine('delivery');
  watch.inspect('ali')(isIn(delivery, 'held'));
  t.deepEqual(watch.left, ["ali's delivery in held"]);
  watch.inspect('ali')(isIn(delivery, 'held', 'stopped'));
  t.deepEqual(watch.left, []);
});

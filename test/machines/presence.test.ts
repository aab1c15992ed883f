// The chart of a session by pure transitions (XIII, XIV; section 3, "Sessions").
import test from 'ava';
import { presenceMachine } from '../../src/machines/presence.js';
import { notice, Steps, somebody } from './registry-steps.js';

const from = { host: '192.0.2.1', port: 5000 };

function started() {
  const input = { session: 7, name: 'alice', timeout: 10_000, connection: somebody('connection'), datagrams: somebody('datagrams') };
  return new Steps(presenceMachine, input);
}

const keepAlive = (counter: string, at = from) => ({ type: 'wire.KEEP_ALIVE', counter, from: at, requestId: undefined }) as const;

test('presence: alive + KEEP_ALIVE → answered, counter and source remembered', (t) => {
  const steps = started();
  t.deepEqual(steps.first, { value: 'alive', did: [] });
  t.deepEqual(steps.send(keepAlive('1')), { value: 'alive', did: ['datagrams: datagram.confirm 1'] });
  t.deepEqual(steps.send(keepAlive('5', { host: '192.0.2.2', port: 1 })), { value: 'alive', did: ['datagrams: datagram.confirm 5'] });
  t.like(steps.context, { counter: '5', source: { host: '192.0.2.2', port: 1 } });
});

test('presence: alive + an old or equal counter → nothing changes, no answer', (t) => {
  const steps = started();
  steps.send(keepAlive('10'));
  const elsewhere = { host: '192.0.2.66', port: 66 };
  for (const old of ['10', '9', '0010', '1']) t.deepEqual(steps.send(keepAlive(old, elsewhere)), { value: 'alive', did: [] });
  t.like(steps.context, { counter: '10', source: from });
  t.deepEqual(steps.send(keepAlive('9999999999999999')).did, ['datagrams: datagram.confirm 9999999999999999']);
  t.deepEqual(steps.send(keepAlive('9999999999999998')).did, []);
});

test('presence: alive + counter 0 first → it counts, once', (t) => {
  const steps = started();
  t.deepEqual(steps.send(keepAlive('0')).did, ['datagrams: datagram.confirm 0']);
  t.deepEqual(steps.send(keepAlive('0')).did, []);
});

test('presence: alive + silence → TIMEOUT to the last source, GOODBYE, the session is ended', (t) => {
  const steps = started();
  steps.send(keepAlive('3'));
  t.deepEqual(steps.pass('keepAliveTimeout'), {
    value: 'ending',
    did: ['datagrams: datagram.timeout 3', 'connection: presence.timedOut', 'start 0.presence.ending'],
  });
  t.deepEqual(steps.settle('0.presence.ending', 'done').value, 'over');
});

test('presence: alive + silence without any KEEP_ALIVE → no datagram', (t) => {
  const steps = started();
  t.deepEqual(steps.pass('keepAliveTimeout').did, ['connection: presence.timedOut', 'start 0.presence.ending']);
});

test('presence: ending + the store fails → tried again', (t) => {
  const steps = started();
  steps.pass('keepAliveTimeout');
  t.is(steps.settle('0.presence.ending', 'error').value, 'endingLater');
  t.deepEqual(steps.pass('endRetry'), { value: 'ending', did: ['start 0.presence.ending'] });
});

test('presence: alive + the same change by two rooms → told once', (t) => {
  const steps = started();
  const login = notice('USER_LOGIN', 'bob', '1', '192.0.2.9');
  t.deepEqual(steps.send({ type: 'membership.told', notice: login }).did, ['connection: presence.told USER_LOGIN <bob> <1> <192.0.2.9>']);
  t.deepEqual(steps.send({ type: 'membership.told', notice: login }).did, []);
  const logout = notice('USER_LOGOUT', 'bob');
  t.deepEqual(steps.send({ type: 'membership.told', notice: logout }).did, ['connection: presence.told USER_LOGOUT <bob>']);
});

test('presence: alive + link lost → pending, suspended; then silence → ended without a TIMEOUT', (t) => {
  const steps = started();
  steps.send(keepAlive('3'));
  t.deepEqual(steps.send({ type: 'connection.lost' }), { value: 'pending', did: ['start 0.presence.pending'] });
  t.deepEqual(steps.settle('0.presence.pending', 'done'), { value: 'pending', did: [] });
  t.deepEqual(steps.pass('keepAliveTimeout').did, ['stop 0.presence.pending', 'start 0.presence.ending']);
});

test('presence: pending + KEEP_ALIVE → FAILURE, and nothing is prolonged', (t) => {
  const steps = started();
  steps.send(keepAlive('3'), { type: 'connection.lost' });
  t.deepEqual(steps.send(keepAlive('4')), { value: 'pending', did: ['datagrams: datagram.refuse 4'] });
  t.deepEqual(steps.send(keepAlive('3')), { value: 'pending', did: [] });
  t.deepEqual(steps.send({ type: 'membership.told', notice: notice('USER_LOGOUT', 'bob') }).did, []);
  t.deepEqual(steps.settle('0.presence.pending', 'error').value, 'pending');
});

test('presence: alive + taken over → the old link is told; any other state + taken over → over in silence', (t) => {
  t.deepEqual(started().send({ type: 'session.replaced' }), { value: 'over', did: ['connection: presence.replaced'] });
  t.is(started().send({ type: 'connection.lost' }, { type: 'session.replaced' }).value, 'over');
  const ending = started();
  ending.pass('keepAliveTimeout');
  t.is(ending.send({ type: 'session.replaced' }).value, 'over');
  const later = started();
  later.pass('keepAliveTimeout');
  later.settle('0.presence.ending', 'error');
  t.is(later.send({ type: 'session.replaced' }).value, 'over');
});

test('presence: LOGOUT in any state → over', (t) => {
  t.deepEqual(started().send({ type: 'session.closed' }), { value: 'over', did: [] });
  t.is(started().send({ type: 'connection.lost' }, { type: 'session.closed' }).value, 'over');
});

test('presence: alive + a frame on the link → alive anew', (t) => {
  t.deepEqual(started().send({ type: 'sign.seen' }), { value: 'alive', did: [] });
});

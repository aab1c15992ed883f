// The keep-alive chart by pure transitions (XIII, XIV).
import test from 'ava';
import { keepAliveMachine } from '../../src/machines/keep-alive.js';
import { noPayload } from '../../src/protocol/frame.js';
import { pureSteps } from './pure-steps.js';

function started(now: () => number = () => 0) {
  const registry = { host: '10.0.0.1', port: 7070 };
  const steps = pureSteps(keepAliveMachine, { name: 'alice', timeout: 9, registry, now });
  return { steps, bound: steps.send({ type: 'datagrams.bound' }) };
}

const message = { requestId: undefined, payload: noPayload } as const;
const answer = (counter: number, isSigned = true) =>
  ({
    type: 'wire.KEEP_ALIVE_RESPONSE',
    verb: 'KEEP_ALIVE_RESPONSE',
    isSigned,
    message: { ...message, status: 'SUCCESS', counter },
  }) as const;
const failure = {
  type: 'wire.KEEP_ALIVE_RESPONSE',
  verb: 'KEEP_ALIVE_RESPONSE',
  isSigned: false,
  message: { ...message, status: 'FAILURE' },
} as const;
const timeout = (counter: number, isSigned = true) =>
  ({ type: 'wire.TIMEOUT', verb: 'TIMEOUT', isSigned, message: { ...message, username: 'alice', counter } }) as const;

const sent = 'datagrams: datagrams.send';

test('keep-alive: port bound → the first datagram at once, the next after a third of the timeout', (t) => {
  const { steps, bound } = started();
  t.deepEqual(steps.first, { value: 'opening', did: ['start datagrams'] });
  t.deepEqual(bound, { value: { overUdp: 'awaiting' }, did: [sent] });
  t.is(steps.delay('interval'), 3000);
  t.deepEqual(steps.send(answer(1)), { value: { overUdp: 'answered' }, did: [] });
  t.deepEqual(steps.pass('interval'), { value: { overUdp: 'awaiting' }, did: [sent] });
  t.is(steps.snapshot().context.counter, 2);
});

test('keep-alive: two in a row unanswered → the TLS link at the same rhythm, and UDP is still tried', (t) => {
  const { steps } = started();
  t.deepEqual(steps.pass('interval'), { value: { overUdp: 'awaiting' }, did: [sent] });
  t.deepEqual(steps.pass('interval'), { value: 'overTls', did: ['tellDegraded', 'tellFallback', sent] });
  t.deepEqual(steps.pass('interval'), { value: 'overTls', did: ['tellFallback', sent] });
});

test('keep-alive: unanswered, answered, unanswered → still over UDP', (t) => {
  const { steps } = started();
  steps.pass('interval');
  steps.send(answer(2));
  steps.pass('interval');
  t.deepEqual(steps.pass('interval').value, { overUdp: 'awaiting' });
});

test('keep-alive: over TLS + a valid answer → back over UDP', (t) => {
  const { steps } = started();
  steps.pass('interval');
  steps.pass('interval');
  t.deepEqual(steps.send(answer(3)), { value: { overUdp: 'answered' }, did: ['tellRecovered'] });
});

test('keep-alive: an answer that is forged, old or of a counter never sent → ignored', (t) => {
  const { steps } = started();
  for (const wrong of [answer(1, false), answer(0), answer(2)]) {
    t.deepEqual(steps.send(wrong), { value: { overUdp: 'awaiting' }, did: [] });
  }
  steps.send(answer(1));
  steps.pass('interval');
  t.deepEqual(steps.send(answer(1)), { value: { overUdp: 'awaiting' }, did: [] });
  t.deepEqual(steps.send(answer(2)).value, { overUdp: 'answered' });
});

test('keep-alive: FAILURE → a doubt, once a beat', (t) => {
  const { steps } = started();
  t.deepEqual(steps.send(failure).did, ['tellDoubted']);
  t.deepEqual(steps.send(failure).did, []);
  steps.pass('interval');
  t.deepEqual(steps.send(failure).did, ['tellDoubted']);
});

test('keep-alive: TIMEOUT signed → timed out; unsigned → ignored', (t) => {
  const { steps } = started();
  t.deepEqual(steps.send(timeout(1, false)), { value: { overUdp: 'awaiting' }, did: [] });
  t.deepEqual(steps.send(timeout(1)).value, 'timedOut');
});

test('keep-alive: no port to be had → over TLS', (t) => {
  const steps = pureSteps(keepAliveMachine, { name: 'a', timeout: 9, registry: { host: '10.0.0.1', port: 1 }, now: () => 0 });
  t.deepEqual(steps.send({ type: 'datagrams.failed' }).value, 'overTls');
});

test('keep-alive: the machine slept → the link is doubted, and no miss is counted', (t) => {
  let now = 0;
  const { steps } = started(() => now);
  now = 60_000;
  t.deepEqual(steps.pass('interval'), { value: { overUdp: 'awaiting' }, did: ['tellDoubted', sent] });
  t.is(steps.snapshot().context.misses, 0);
});

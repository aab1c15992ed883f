// One link to another peer, by pure transitions: what it takes, answers and says when it ends.
import test from 'ava';
import { initialTransition, transition } from 'xstate';
import { peerConnectionMachine } from '../../src/machines/peer-connection.js';
import type { PeerConnectionEvent } from '../../src/machines/peer-connection-events.js';
import type { Dialler } from '../../src/machines/peer-wire.js';
import { type Frame, frame } from '../../src/protocol/frame.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import type { Listed } from './emitted.js';

const info = { remote: { host: '10.0.0.2', port: 5000 }, chain: [] };
const certificate = new Uint8Array([1]);
/** The end of a child's work is an event of xstate's own. */
const judged = (output: unknown) => ({ type: 'xstate.done.actor.0.peerConnection.checking', output }) as unknown as PeerConnectionEvent;
const opening: PeerConnectionEvent[] = [{ type: 'link.up', info }, judged({ verdict: 'trusted', certificate, lifetime: 1000 })];

function run(events: readonly PeerConnectionEvent[], dialledBy: Dialler = 'self', given = {}) {
  const limits = { ...limitsFrom(peerSettings), frameBurst: 3, unanswered: 2, ...given };
  // A pure transition has no parent to send to.
  const reports = ['reportUp', 'reportChange', 'reportMessage', 'reportDown'];
  const pure = peerConnectionMachine.provide({ actions: Object.fromEntries(reports.map((name) => [name, () => {}])) });
  let [snapshot] = initialTransition(pure, { id: '1', dialledBy, source: { open: undefined }, limits });
  const toLink: string[] = [];
  const told: string[] = [];
  const delays: number[] = [];
  for (const event of events) {
    const [after, actions] = transition(pure, snapshot, event);
    snapshot = after;
    for (const { type, params } of actions as readonly Listed[]) {
      if (reports.includes(type)) told.push(type);
      if (type === 'xstate.raise') delays.push((params as { delay?: number }).delay ?? 0); // xstate's own
      if (type !== 'xstate.sendTo') continue;
      const { event: sent } = params as { event: { type: string; frame?: Frame } }; // xstate's own
      toLink.push([sent.type, sent.frame?.verb, sent.frame?.headers['reason']].filter((part) => part !== undefined).join(' '));
    }
  }
  return { value: snapshot.value, status: snapshot.status, context: snapshot.context, toLink, told, delays };
}

const arrives = (arrived: Frame): PeerConnectionEvent => ({ type: 'link.frame', frame: arrived });
const strange = arrives(frame('DANCE', [], { 'request-id': '1' }));
const message = arrives(
  frame('DIRECT_MESSAGE', ['bob', 'alice'], {
    'message-id': '0190a7c0-0000-7000-8000-000000000001',
    stream: '0'.repeat(16),
    seq: '1',
    'sent-at': '2026-01-01T00:00:00.000Z',
  }),
);
const answer: PeerConnectionEvent = { type: 'circle.send', frame: frame('DIRECT_UNICAST_NOTIFICATION'), isAnswer: true };

test('peer-connection: handshaking + up → checking; trusted → up, reported, and the first frame is asked for', (t) => {
  t.is(run([]).value, 'handshaking');
  t.is(run(opening.slice(0, 1)).value, 'checking');
  const { value, toLink, told } = run(opening);
  t.deepEqual(value, { up: 'reading' });
  t.deepEqual(toLink, ['link.take']);
  t.deepEqual(told, ['reportUp']);
});

test('peer-connection: checking + another key → reported, closed without a word', (t) => {
  const { value, toLink, told } = run([opening[0] ?? t.fail(), judged({ verdict: 'changed', remembered: 'a', shown: 'b' })]);
  t.is(value, 'ending');
  t.deepEqual(toLink, ['link.end']);
  t.deepEqual(told, ['reportChange']);
});

test('peer-connection: up + frames → one at a time, as many as may come at once; then one for each refill', (t) => {
  const response = arrives(frame('CHAT_REQUEST_RESPONSE', ['ACCEPT', '200', 'bob']));
  const flooded = run([...opening, response, response, response]);
  t.deepEqual(flooded.value, { up: 'pacing' });
  t.is(flooded.toLink.length, 3);
  t.deepEqual(run([...opening, response, response, response, { type: 'pace.refill' }]).value, { up: 'reading' });
});

test('peer-connection: up + as many messages as may wait → nothing is taken until one is answered', (t) => {
  t.deepEqual(run([...opening, message, message]).value, { up: 'pacing' });
  t.deepEqual(run([...opening, message, message, answer]).value, { up: 'reading' });
});

test('peer-connection: up + requests that are not allowed → answered; the tenth in a minute → GOODBYE', (t) => {
  const nine = Array.from({ length: 9 }, () => strange);
  const many = { frameBurst: 100 };
  t.deepEqual(run([...opening, ...nine], 'self', many).value, { up: 'reading' });
  t.deepEqual(run([...opening, ...nine, { type: 'error.forgotten' }, strange], 'self', many).value, { up: 'reading' });
  const { value, toLink } = run([...opening, ...nine, strange], 'self', many);
  t.is(value, 'ending');
  t.deepEqual(toLink.slice(-3), ['link.send ERROR unknown-verb', 'link.take', 'link.end GOODBYE too-many-errors']);
});

test('peer-connection: up + superseded → its dialler closes it once its answers are given; the other waits', (t) => {
  t.is(run([...opening, { type: 'circle.supersede' }]).value, 'ending');
  const busy = run([...opening, message, { type: 'circle.supersede' }]);
  t.deepEqual(busy.value, { up: 'reading' });
  t.is(run([...opening, message, { type: 'circle.supersede' }, answer]).toLink.at(-1), 'link.end GOODBYE replaced');
  t.deepEqual(run([...opening, { type: 'circle.supersede' }], 'peer').value, { up: 'reading' });
});

test('peer-connection: up + GOODBYE, ERROR BAD_REQUEST or a lost framing → closed without a word', (t) => {
  const goodbye = run([...opening, arrives(frame('GOODBYE', [], { reason: 'closing', 'retry-after': '5' }))]);
  t.deepEqual(goodbye.context.end, { cause: 'goodbye', detail: 'closing', retryAfter: 5 });
  t.is(goodbye.toLink.at(-1), 'link.end');
  t.is(run([...opening, arrives(frame('ERROR', ['BAD_REQUEST', '400']))]).toLink.at(-1), 'link.end');
  t.is(run([...opening, { type: 'link.fault', reason: 'malformed-frame', detail: '' }]).toLink.at(-1), 'link.end');
  t.deepEqual(run([...opening, arrives(frame('ERROR', ['NOT_ALLOWED', '400']))]).value, { up: 'reading' });
});

test('peer-connection: up + unused, expired, closed → GOODBYE closing', (t) => {
  for (const type of ['use.ended', 'certificate.expired', 'circle.close'] as const) {
    t.is(run([...opening, { type }]).toLink.at(-1), 'link.end GOODBYE closing');
  }
});

test('peer-connection: its link is closed → reported with what ended it first', (t) => {
  const closed = { type: 'link.closed', end: { cause: 'closed', detail: '' } } as const;
  const { value, told, context } = run([...opening, { type: 'circle.drop' }, closed]);
  t.is(value, 'closed');
  t.deepEqual(told, ['reportUp', 'reportDown']);
  t.deepEqual(context.end, { cause: 'unanswered', detail: 'a message had no answer' });
  t.deepEqual(run([closed]).context.end, closed.end);
});

test('peer-connection: a certificate of years → the link ends when the longest timer does, not at once', (t) => {
  for (const dialledBy of ['self', 'peer'] as const) {
    const years = judged({ verdict: 'trusted', certificate, lifetime: 1e11 });
    const { value, delays } = run([opening[0] ?? t.fail(), years], dialledBy);
    t.deepEqual(value, { up: 'reading' });
    t.is(Math.max(...delays), 2 ** 31 - 1);
  }
});

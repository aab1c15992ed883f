// A chat with one other peer, by pure transitions (IX).
import test from 'ava';
import { initialTransition, transition } from 'xstate';
import { type ConversationEvent, conversationMachine } from '../../src/machines/conversation.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import { emittedBy } from './emitted.js';

const noPayload = new Uint8Array();

function run(events: readonly (ConversationEvent | { type: `xstate.after.${string}` })[], given = {}) {
  const input = { limits: limitsFrom(peerSettings), isAccepted: false, hasAccepted: false, ...given };
  let [snapshot, actions] = initialTransition(conversationMachine, input);
  const told: unknown[] = [];
  told.push(...emittedBy(actions));
  for (const event of events) {
    [snapshot, actions] = transition(conversationMachine, snapshot, event as ConversationEvent); // a timer's event is xstate's own
    told.push(...emittedBy(actions));
  }
  return { value: snapshot.value, context: snapshot.context, told };
}

const link: ConversationEvent = { type: 'peerLink.chosen', connection: 'c' };
const gone: ConversationEvent = { type: 'peerLink.disconnected', connection: 'c' };
const request = (requestId?: string): ConversationEvent => ({
  type: 'wire.CHAT_REQUEST',
  verb: 'CHAT_REQUEST',
  connection: 'c',
  message: { recipient: 'alice', requestId, payload: noPayload },
});
const response = (status: 'ACCEPT' | 'REJECT', requestId?: string, reason?: string): ConversationEvent => ({
  type: 'wire.CHAT_REQUEST_RESPONSE',
  verb: 'CHAT_REQUEST_RESPONSE',
  connection: 'c',
  message: { status, answerer: 'bob', reason, requestId, payload: noPayload },
});
const timeout = { type: 'xstate.after.chatRequestTimeout.conversation.requested.sent' } as const;
const ask: ConversationEvent = { type: 'user.ask' };
const asks = { type: 'ask', connection: 'c', requestId: '1' };
const answers = (status: string, requestId: string | undefined, reason?: string) => ({
  type: 'answer',
  connection: 'c',
  requestId,
  status,
  reason,
});
const both = { type: 'accepted', isAccepted: true, hasAccepted: true };
const mine = { type: 'accepted', isAccepted: true, hasAccepted: false };

test('conversation: closed + this user asks → requested; asking is accepting', (t) => {
  const waiting = run([ask]);
  t.deepEqual(waiting.value, { requested: 'unsent' });
  t.deepEqual(waiting.told, [mine]);
  const sent = run([ask, link]);
  t.deepEqual(sent.value, { requested: 'sent' });
  t.deepEqual(sent.told, [mine, asks]);
});

test('conversation: requested + ACCEPT → open', (t) => {
  const { value, told } = run([link, ask, response('ACCEPT', '1')]);
  t.is(value, 'open');
  t.deepEqual(told, [mine, asks, both, { type: 'opened' }]);
});

test('conversation: requested + REJECT of another request → still requested', (t) => {
  t.deepEqual(run([link, ask, response('REJECT', '7', 'rejected')]).value, { requested: 'sent' });
});

test('conversation: requested + REJECT → rejected; a late ACCEPT still counts', (t) => {
  const rejected = run([link, ask, response('REJECT', '1', 'rejected')]);
  t.is(rejected.value, 'rejected');
  t.deepEqual(rejected.told.at(-1), { type: 'refused', reason: 'rejected' });
  t.is(run([link, ask, response('REJECT'), response('ACCEPT')]).value, 'open');
});

test('conversation: requested + its link is lost, another comes → asked once more, by the new one', (t) => {
  const lost = run([link, ask, gone]);
  t.deepEqual(lost.value, { requested: 'unsent' });
  t.deepEqual(lost.told, [mine, asks]);
  const { value, told } = run([link, ask, gone, { type: 'peerLink.chosen', connection: 'd' }]);
  t.deepEqual(value, { requested: 'sent' });
  t.deepEqual(told, [mine, asks, { type: 'ask', connection: 'd', requestId: '2' }]);
});

test('conversation: requested + 60 s → unanswered; a late answer counts', (t) => {
  const unanswered = run([link, ask, timeout]);
  t.is(unanswered.value, 'unanswered');
  t.deepEqual(unanswered.told.at(-1), { type: 'refused', reason: 'no-answer' });
  t.is(run([link, ask, timeout, response('ACCEPT', '1')]).value, 'open');
  t.is(run([link, ask, timeout, response('REJECT', '1')]).value, 'rejected');
  t.deepEqual(run([link, ask, timeout, { type: 'delivery.waiting' }]).value, { requested: 'sent' });
});

test('conversation: requested + its link is gone → asked again on the next', (t) => {
  const away: ConversationEvent = { type: 'peerLink.chosen', connection: undefined };
  t.deepEqual(run([link, ask, away, gone]).value, { requested: 'unsent' });
  t.deepEqual(run([link, ask, away, gone, link]).told, [mine, asks, { ...asks, requestId: '2' }]);
  t.deepEqual(run([link, ask, { type: 'peerLink.disconnected', connection: 'other' }]).value, { requested: 'sent' });
});

test('conversation: requests that cross → they accept each other', (t) => {
  const { value, told } = run([link, ask, request('9')]);
  t.is(value, 'open');
  t.deepEqual(told, [mine, asks, answers('ACCEPT', '9'), both, { type: 'opened' }]);
});

test('conversation: asked + a person accepts → every request is answered, open', (t) => {
  const { value, told } = run([link, request('1'), request(), { type: 'user.accept' }]);
  t.is(value, 'open');
  t.deepEqual(told, [{ type: 'requested' }, answers('ACCEPT', '1'), answers('ACCEPT', undefined), both, { type: 'opened' }]);
});

test('conversation: asked + a person rejects → rate-limited for 60 s, then asked again', (t) => {
  const rejected = run([link, request('1'), { type: 'user.reject' }, request('2')]);
  t.is(rejected.value, 'refusing');
  t.deepEqual(rejected.told, [{ type: 'requested' }, answers('REJECT', '1', 'rejected'), answers('REJECT', '2', 'rate-limited')]);
  const later = { type: 'xstate.after.chatRequestTimeout.conversation.refusing' } as const;
  t.is(run([link, request('1'), { type: 'user.reject' }, later, request('3')]).value, 'asked');
});

test('conversation: asked, the link is gone + a person accepts → asks back by the next link', (t) => {
  t.deepEqual(run([link, request('1'), gone, { type: 'user.accept' }]).value, { requested: 'unsent' });
  const { value, told } = run([link, request('1'), gone, { type: 'user.accept' }, link]);
  t.deepEqual(value, { requested: 'sent' });
  t.deepEqual(told, [{ type: 'requested' }, mine, asks]);
});

test('conversation: asked 33 times before the answer → the last is rejected at once', (t) => {
  const { told } = run(Array.from({ length: 33 }, (_, index) => request(String(index))));
  t.deepEqual(told, [{ type: 'requested' }, answers('REJECT', '32', 'rate-limited')]);
});

test('conversation: accepted before → open, or answered without a person', (t) => {
  t.is(run([], { isAccepted: true, hasAccepted: true }).value, 'open');
  const { value, told } = run([link, request('1')], { isAccepted: true });
  t.is(value, 'open');
  t.deepEqual(told, [answers('ACCEPT', '1'), both, { type: 'opened' }]);
});

test('conversation: open + the other has forgotten → asks again', (t) => {
  const { value, told } = run([link, { type: 'delivery.notAccepted' }], { isAccepted: true, hasAccepted: true });
  t.deepEqual(value, { requested: 'sent' });
  t.deepEqual(told, [mine, asks]);
});

test('conversation: closed by this user → a new request is needed, from either', (t) => {
  const { value, told } = run([link, { type: 'user.close' }, request('1')], { isAccepted: true, hasAccepted: true });
  t.is(value, 'asked');
  t.deepEqual(told, [{ type: 'accepted', isAccepted: false, hasAccepted: false }, { type: 'requested' }]);
});

test('conversation: an answer that nobody asked for → ignored', (t) => {
  t.is(run([link, response('ACCEPT')]).value, 'closed');
});

// What is owed to one peer, by pure transitions.
import test from 'ava';
import { initialTransition, transition } from 'xstate';
import { deliveryMachine, outboxPage } from '../../src/machines/delivery.js';
import type { DeliveryEvent, DeliveryNotice } from '../../src/machines/delivery-events.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import { emittedBy } from './emitted.js';

const owed = (messageId: string, lane = 'direct') => ({ messageId, lane, size: 100, parcel: {} });

type Step = DeliveryEvent | { readonly read: readonly ReturnType<typeof owed>[] };

function run(steps: readonly Step[], isChatOpen = true) {
  const input = { limits: { ...limitsFrom(peerSettings), unanswered: 2 }, random: () => 0.5, isChatOpen };
  let [snapshot] = initialTransition(deliveryMachine, input);
  const told: DeliveryNotice[] = [];
  const delays: Record<string, number> = {};
  for (const step of steps) {
    // The end of a child's work is an event of xstate's own.
    const event = 'read' in step ? ({ type: 'xstate.done.actor.0.delivery.reading', output: step.read } as unknown as DeliveryEvent) : step;
    const [after, actions] = transition(deliveryMachine, snapshot, event);
    snapshot = after;
    told.push(...emittedBy<DeliveryNotice>(actions));
    for (const { type, params } of actions) {
      const raised = params as { id?: string; delay?: number } | undefined; // xstate's own
      if (type === 'xstate.raise' && raised?.id !== undefined) delays[raised.id] = raised.delay ?? 0;
    }
  }
  const sent = told.filter((each) => each.type === 'transmit').map((each) => `${each.connection} ${each.owed.messageId}`);
  return { value: snapshot.value, context: snapshot.context, told, sent, delays };
}

const link = (connection: string | undefined): DeliveryEvent => ({ type: 'peerLink.chosen', connection });
const answer = (messageId: string, reason?: string, isDirect = true): DeliveryEvent => {
  const message = {
    status: reason === undefined ? ('SUCCESS' as const) : ('FAILURE' as const),
    sender: 'alice',
    messageId,
    reason,
    requestId: undefined,
    payload: new Uint8Array(),
  };
  return isDirect
    ? { type: 'wire.DIRECT_UNICAST_NOTIFICATION', verb: 'DIRECT_UNICAST_NOTIFICATION', message }
    : { type: 'wire.DIRECT_BROADCAST_NOTIFICATION', verb: 'DIRECT_BROADCAST_NOTIFICATION', message };
};

test('delivery: reading + an empty outbox → settled', (t) => {
  t.is(run([]).value, 'reading');
  t.is(run([{ read: [] }]).value, 'settled');
});

test('delivery: reading + owed messages, no link → queued; a link → in flight, as many as may be', (t) => {
  const outbox = { read: [owed('1'), owed('2'), owed('3')] };
  t.is(run([outbox]).value, 'queued');
  const { value, sent, delays } = run([outbox, link('a')]);
  t.is(value, 'inFlight');
  t.deepEqual(sent, ['a 1', 'a 2']);
  t.deepEqual(delays, { 'answer 1': 15_000, 'answer 2': 15_000, 'xstate.after.messageDoubt.delivery.inFlight': 5000 });
});

test('delivery: large messages → no more under way than the link may hold unsent', (t) => {
  const large = (messageId: string) => ({ ...owed(messageId), size: 400_000 });
  const steps = [{ read: [large('1'), large('2')] }, link('a')];
  t.deepEqual(run(steps).sent, ['a 1']);
  t.deepEqual(run([...steps, answer('1')]).sent, ['a 1', 'a 2']);
});

test('delivery: in flight + SUCCESS → the next goes; the last → settled', (t) => {
  const first = run([{ read: [owed('1'), owed('2'), owed('3')] }, link('a'), answer('1')]);
  t.deepEqual(first.sent, ['a 1', 'a 2', 'a 3']);
  t.deepEqual(first.told.at(-2), { type: 'changed', messageId: '1', lane: 'direct', state: 'delivered', reason: undefined });
  t.is(run([{ read: [owed('1')] }, link('a'), answer('1')]).value, 'settled');
});

test('delivery: in flight + an answer to something else, or of the other kind → still in flight', (t) => {
  t.is(run([{ read: [owed('1')] }, link('a'), answer('2'), answer('1', undefined, false)]).value, 'inFlight');
});

test('delivery: in flight + no answer for a while → doubtful, once until an answer comes', (t) => {
  const silence = { type: 'xstate.after.messageDoubt.delivery.inFlight' } as unknown as DeliveryEvent; // of xstate's own
  const doubts = (...steps: Parameters<typeof run>[0]) => run(steps).told.filter(({ type }) => type === 'doubtful').length;
  const sent = [{ read: [owed('1'), owed('2'), owed('3')] }, link('a')];
  t.is(doubts(...sent), 0);
  t.is(doubts(...sent, silence, silence, link('b'), silence), 1);
  t.is(doubts(...sent, answer('1'), silence), 0);
  t.is(doubts(...sent, answer('1'), silence, silence), 1);
  t.is(doubts(...sent, silence, answer('1'), silence, silence), 2);
});

test('delivery: in flight + the link is gone → queued; the next link gets it again, in order', (t) => {
  const lost: DeliveryEvent = { type: 'peerLink.disconnected', connection: 'a' };
  const steps = [{ read: [owed('1'), owed('2'), owed('3')] }, link('a'), lost, link(undefined)];
  const { value, context, told } = run(steps);
  t.is(value, 'queued');
  t.deepEqual(
    context.queue.map(({ messageId }) => messageId),
    ['1', '2', '3'],
  );
  t.deepEqual(
    told.filter(({ type }) => type === 'changed'),
    ['1', '2'].map((messageId) => ({ type: 'changed', messageId, lane: 'direct', state: 'queued', reason: undefined })),
  );
  t.deepEqual(run([...steps, link('b')]).sent, ['a 1', 'a 2', 'b 1', 'b 2']);
});

test('delivery: in flight on a superseded link → goes again by the new one, before what is new, once', (t) => {
  const steps = [{ read: [owed('1'), owed('2'), owed('3')] }, link('a'), link('b')];
  t.deepEqual(run(steps).sent, ['a 1', 'a 2', 'b 1', 'b 2']);
  const gone: DeliveryEvent = { type: 'peerLink.disconnected', connection: 'a' };
  const { sent, value } = run([...steps, gone, answer('1'), answer('2'), answer('3')]);
  t.deepEqual(sent, ['a 1', 'a 2', 'b 1', 'b 2', 'b 3']);
  t.is(value, 'settled');
});

test('delivery: in flight on a superseded link + its answer comes there after all → settled', (t) => {
  const { value, told } = run([{ read: [owed('1')] }, link('a'), link('b'), answer('1'), answer('1')]);
  t.is(value, 'settled');
  t.is(told.filter((each) => each.type === 'changed').length, 1);
});

test('delivery: in flight + no answer in time → the link is reported', (t) => {
  const { told } = run([{ read: [owed('1')] }, link('a'), { type: 'answer.late', connection: 'a' }]);
  t.deepEqual(told.at(-1), { type: 'unanswered', connection: 'a' });
});

test('delivery: in flight + a final FAILURE → refused and told', (t) => {
  const { value, told } = run([{ read: [owed('1')] }, link('a'), answer('1', 'too-large')]);
  t.is(value, 'settled');
  t.deepEqual(told.at(-1), { type: 'changed', messageId: '1', lane: 'direct', state: 'refused', reason: 'too-large' });
});

test('delivery: in flight + a passing FAILURE → its lane is held, others go on; tried again with back-off', (t) => {
  const steps = [{ read: [owed('1', 'room'), owed('2', 'room'), owed('3')] }, link('a'), answer('1', 'not-a-member', false)];
  const { value, sent, told, delays } = run(steps);
  t.is(value, 'inFlight');
  t.deepEqual(sent, ['a 1', 'a 2', 'a 3']);
  t.deepEqual(
    told.find(({ type }) => type === 'changed'),
    { type: 'changed', messageId: '1', lane: 'room', state: 'queued', reason: 'not-a-member' },
  );
  t.is(delays['lane room'], 250);
  const held = [...steps, answer('2', 'not-a-member', false), answer('3')];
  t.is(run(held).value, 'held');
  const again = run([...held, { type: 'lane.retry', lane: 'room' } as const]);
  t.is(again.value, 'reading');
  t.is(again.context.after, undefined);
  const refusedAgain = run([
    ...held,
    { type: 'lane.retry', lane: 'room' } as const,
    { read: [owed('1', 'room')] },
    answer('1', 'not-a-member', false),
  ]);
  t.is(refusedAgain.delays['lane room'], 500);
  t.is(run([...held, { type: 'outbox.looked' }]).value, 'reading');
});

test('delivery: in flight + seq-conflict → its place is to be changed; changed → read again', (t) => {
  const steps = [{ read: [owed('1'), owed('2')] }, link('a'), answer('1', 'seq-conflict')];
  const { told, value } = run(steps);
  t.deepEqual(told.at(-1), { type: 'conflict', owed: owed('1') });
  t.is(value, 'inFlight');
  const again = run([...steps, { type: 'outbox.moved' }, { read: [owed('1'), owed('2')] }]);
  t.deepEqual(again.sent, ['a 1', 'a 2', 'a 1']);
});

test('delivery: a chat that is not open → direct messages wait, and say so; open → read again', (t) => {
  const closed = run([{ read: [owed('1')] }, link('a')], false);
  t.is(closed.value, 'held');
  t.deepEqual(closed.told, [{ type: 'waiting' }, { type: 'waiting' }]);
  const opened = run([{ read: [owed('1')] }, link('a'), { type: 'conversation.opened' }, { read: [owed('1')] }], false);
  t.deepEqual(opened.sent, ['a 1']);
});

test('delivery: in flight + not-accepted → told, for the chat to be asked for', (t) => {
  const { told } = run([{ read: [owed('1')] }, link('a'), answer('1', 'not-accepted')]);
  t.deepEqual(told.at(-1), { type: 'notAccepted' });
});

test('delivery: settled + a message is added → in flight at once', (t) => {
  const { sent, value } = run([{ read: [] }, link('a'), { type: 'outbox.added', owed: owed('1') }]);
  t.is(value, 'inFlight');
  t.deepEqual(sent, ['a 1']);
});

test('delivery: reading + a message is added meanwhile → read once more, sent once', (t) => {
  const steps = [link('a'), { type: 'outbox.added', owed: owed('1') } as const, { read: [owed('1')] }];
  t.is(run(steps).value, 'reading');
  t.deepEqual(run([...steps, { read: [] }]).sent, ['a 1']);
});

test('delivery: a long outbox → read page by page', (t) => {
  const page = Array.from({ length: outboxPage }, (_, index) => owed(String(index)));
  const { value, context } = run([{ read: page }]);
  t.is(value, 'queued');
  t.true(context.isMore);
  t.is(context.after, String(outboxPage - 1));
});

test('delivery: in flight + the recipient left the room → nothing is waited for there', (t) => {
  const { value, context } = run([{ read: [owed('1', 'room')] }, link('a'), { type: 'outbox.ended', lane: 'room' }, { read: [] }]);
  t.is(value, 'settled');
  t.deepEqual(context.flying, []);
});

test('delivery: the outbox cannot be read → stuck, then read again', (t) => {
  const failed = { type: 'xstate.error.actor.0.delivery.reading', error: new Error('disk') } as unknown as DeliveryEvent; // xstate's own
  t.is(run([failed]).value, 'stuck');
  t.is(run([failed, { type: 'xstate.after.storeRetry.delivery.stuck' } as unknown as DeliveryEvent]).value, 'reading'); // as above
});

// One exchange of history, by pure transitions.
import test from 'ava';
import { initialTransition, transition } from 'xstate';
import type { Forward, HistoryExchangeEvent, HistoryExchangeInput, HistoryNotice, SummaryLine } from '../../src/machines/history-events.js';
import { historyExchangeMachine } from '../../src/machines/history-exchange.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import { emittedBy } from './emitted.js';

const payload = new Uint8Array();
const line = (author: string | undefined, through: number): SummaryLine => ({ author, stream: 's', through });
const forward = (id: number, size = 100): Forward => ({ id, author: 'carol', messageId: `m${id}`, size, parcel: {} });

type Step =
  | HistoryExchangeEvent
  | { readonly did: string; readonly output: unknown }
  | { readonly failed: string }
  | { readonly late: string };

function run(steps: readonly Step[], given: Partial<HistoryExchangeInput> = {}) {
  let requests = 0;
  const limits = { ...limitsFrom(peerSettings), unanswered: 2 };
  const newRequestId = () => String(++requests);
  let [snapshot] = initialTransition(historyExchangeMachine, { limits, request: undefined, isSmaller: true, newRequestId, ...given });
  const told: HistoryNotice[] = [];
  for (const step of steps) {
    const [after, actions] = transition(historyExchangeMachine, snapshot, eventOf(step));
    snapshot = after;
    told.push(...emittedBy<HistoryNotice>(actions));
  }
  return { value: snapshot.value, context: snapshot.context, output: snapshot.output, told, types: told.map(({ type }) => type) };
}

/** The end of a child's work, or of a delay, is an event of xstate's own. */
function eventOf(step: Step): HistoryExchangeEvent {
  if ('did' in step)
    return { type: `xstate.done.actor.0.historyExchange.${step.did}`, output: step.output } as unknown as HistoryExchangeEvent;
  if ('failed' in step)
    return { type: `xstate.error.actor.0.historyExchange.${step.failed}`, error: 'disk' } as unknown as HistoryExchangeEvent;
  if ('late' in step) return { type: `xstate.after.messageTimeout.historyExchange.${step.late}` } as unknown as HistoryExchangeEvent;
  return step;
}

const summed = (...pages: (readonly SummaryLine[])[]): Step => ({ did: 'summing', output: pages });
const response = (lines: readonly SummaryLine[], next?: string, requestId = '1', reason?: string): HistoryExchangeEvent => ({
  type: 'wire.HISTORY_SUMMARY_RESPONSE',
  verb: 'HISTORY_SUMMARY_RESPONSE',
  message: { status: reason === undefined ? 'SUCCESS' : 'FAILURE', room: 'hall', next, reason, requestId, payload },
  lines,
});
const request = (lines: readonly SummaryLine[], place: { from?: string; next?: string } = {}) =>
  ({
    type: 'wire.HISTORY_SUMMARY',
    verb: 'HISTORY_SUMMARY',
    message: { room: 'hall', roomId: '0'.repeat(16), requestId: '9', payload, ...place },
    lines,
  }) as const;
const compared = (ids: readonly number[], missing: readonly unknown[] = []): Step => ({
  did: 'comparing',
  output: { forward: ids, missing },
});
const read = (...messages: Forward[]): Step => ({ did: 'forwarding.reading', output: messages });
const answer = (id: number, reason?: string): HistoryExchangeEvent => ({
  type: 'wire.DIRECT_BROADCAST_NOTIFICATION',
  verb: 'DIRECT_BROADCAST_NOTIFICATION',
  message: {
    status: reason === undefined ? 'SUCCESS' : 'FAILURE',
    sender: 'Carol',
    messageId: `m${id}`,
    reason,
    requestId: undefined,
    payload,
  },
});
const turn: Step = { type: 'history.turn' };
const noted: Step = { did: 'noting', output: undefined };
const arrived = (seq: number): HistoryExchangeEvent => ({ type: 'inbox.arrived', author: 'carol', stream: 's', seq });

test('history-exchange: asking + an answer, and nothing lacks on either side → ended', (t) => {
  const steps = [summed([line(undefined, 1)])];
  t.is(run([]).value, 'summing');
  t.is(run(steps).value, 'asking');
  const { output, told, value } = run([...steps, response([line('carol', 2)]), compared([])]);
  t.is(value, 'ended');
  t.deepEqual(output, { isComplete: true, postponed: undefined });
  t.deepEqual(told, [
    { type: 'ask', requestId: '1', from: undefined, next: undefined, lines: [line(undefined, 1)] },
    { type: 'received' },
    { type: 'received' },
  ]);
});

test('history-exchange: asking + FAILURE, an ERROR, no answer → broken; an answer to something else → asking', (t) => {
  const steps = [summed([])];
  const error = { status: 'NOT_ALLOWED', reason: 'unknown-verb', requestId: '1', payload } as const;
  for (const end of [
    response([], undefined, '1', 'room-unknown'),
    { type: 'wire.ERROR', verb: 'ERROR', message: error } as const,
    { late: 'asking' },
    { type: 'circle.stop' } as const,
  ]) {
    t.is(run([...steps, end]).output?.isComplete, false);
  }
  t.is(run([...steps, response([], undefined, '7')]).value, 'asking');
  t.is(run([{ failed: 'summing' }]).value, 'broken');
});

test('history-exchange: long lists on both sides → page by page, this side’s own too', (t) => {
  const pages = [[line('a', 1)], [line('b', 2)], [line('c', 3)]];
  const { told, value, context } = run([
    summed(...pages),
    response([line('x', 1)], 'theirs'),
    response([line('y', 2)], undefined, '2'),
    response([], undefined, '3'),
  ]);
  t.is(value, 'comparing');
  t.deepEqual(told, [
    { type: 'ask', requestId: '1', from: undefined, next: '1', lines: [line('a', 1)] },
    { type: 'ask', requestId: '2', from: 'theirs', next: '2', lines: [line('b', 2)] },
    { type: 'ask', requestId: '3', from: '2', next: undefined, lines: [line('c', 3)] },
  ]);
  t.deepEqual(context.theirs, [line('x', 1), line('y', 2)]);
});

test('history-exchange: asked + long lists on both sides → answered page by page; from nowhere → refused', (t) => {
  const steps = [
    summed([line('a', 1)], [line('b', 2)], [line('c', 3)]),
    request([line('y', 2)], { from: '1', next: 'more' }),
    request([], { from: 'nowhere' }),
  ];
  const asked = { request: request([line('x', 1)], { next: 'more' }) };
  const { told, value } = run(steps, asked);
  t.is(value, 'awaitingRequest');
  t.deepEqual(told, [
    { type: 'answer', requestId: '9', next: '1', lines: [line('a', 1)] },
    { type: 'answer', requestId: '9', next: '2', lines: [line('b', 2)] },
    { type: 'refuse', requestId: '9' },
  ]);
  const last = run([...steps, request([line('z', 3)], { from: 'more' })], asked);
  t.is(last.value, 'comparing');
  t.deepEqual(last.context.theirs, [line('x', 1), line('y', 2), line('z', 3)]);
  t.is(run([...steps, { late: 'awaitingRequest' }], asked).value, 'broken');
});

test('history-exchange: both ask at once → the smaller name’s request goes on, the other is only answered', (t) => {
  const steps = [summed([line('a', 1)]), request([line('x', 1)])];
  const smaller = run(steps);
  t.is(smaller.value, 'asking');
  t.deepEqual(smaller.types, ['ask', 'answer']);
  const larger = run(steps, { isSmaller: false });
  t.is(larger.value, 'comparing');
  t.deepEqual(larger.context.theirs, [line('x', 1)]);
  t.deepEqual(larger.types, ['ask', 'answer']);
  t.is(run([request([line('x', 1)]), summed([])]).value, 'comparing');
});

const ready = [summed([]), response([])];

test('history-exchange: something to forward → waits for its turn, then so many unanswered; all answered → noted, ended', (t) => {
  t.is(run([...ready, compared([1, 2, 3])]).value, 'awaitingTurn');
  const steps = [...ready, compared([1, 2, 3]), turn, read(forward(1), forward(2), forward(3))];
  const sent = (more: readonly Step[]) =>
    run([...steps, ...more]).told.flatMap((each) => (each.type === 'forward' ? [each.forward.id] : []));
  t.deepEqual(sent([]), [1, 2]);
  t.deepEqual(sent([answer(2)]), [1, 2, 3]);
  const all = run([...steps, answer(2), answer(1), answer(3, 'bad-signature')]);
  t.is(all.value, 'noting');
  t.deepEqual([all.context.given, all.context.refused], [[2, 1, 3], [3]]);
  const end = run([...steps, answer(2), answer(1), answer(3), noted]);
  t.is(end.output?.isComplete, true);
  t.deepEqual(
    end.types.filter((type) => type === 'ready' || type === 'forwarded'),
    ['ready', 'forwarded'],
  );
});

test('history-exchange: large messages → no more under way than leave room for others', (t) => {
  const steps = [...ready, compared([1, 2]), turn, read(forward(1, 200_000), forward(2, 200_000))];
  t.is(run(steps).context.flying.length, 1);
  t.is(run([...steps, answer(1)]).context.flying.length, 1);
});

test('history-exchange: forwarding + a passing refusal → nothing more is forwarded, and nothing noted', (t) => {
  const steps = [...ready, compared([1, 2, 3]), turn, read(forward(1), forward(2), forward(3)), answer(1, 'room-unknown')];
  t.deepEqual(run(steps).value, { forwarding: 'sending' });
  const end = run([...steps, answer(2)]);
  t.is(end.value, 'broken');
  t.is(end.output?.isComplete, false);
});

test('history-exchange: forwarding + no answer in time → the link is reported', (t) => {
  const { types, value } = run([...ready, compared([1]), turn, read(forward(1)), { type: 'answer.late' }]);
  t.is(value, 'broken');
  t.true(types.includes('unanswered'));
});

test('history-exchange: what is missing comes → received and ended; nothing comes for 15 s → ended all the same', (t) => {
  const missing = [{ author: 'carol', stream: 's', from: 1, to: 3 }];
  const steps = [...ready, compared([], missing)];
  t.is(run(steps).value, 'receiving');
  t.is(run([...steps, arrived(2), arrived(1), arrived(9)]).value, 'receiving');
  t.deepEqual(run([...steps, arrived(2)]).context.missing, [
    { author: 'carol', stream: 's', from: 1, to: 1 },
    { author: 'carol', stream: 's', from: 3, to: 3 },
  ]);
  t.is(run([...steps, arrived(2), arrived(1), arrived(3)]).output?.isComplete, true);
  t.is(run([...steps, { late: 'receiving' }]).output?.isComplete, true);
});

test('history-exchange: comparing + messages come or are refused → they are not waited for', (t) => {
  const missing = [{ author: 'carol', stream: 's', from: 1, to: 2 }];
  const steps = [...ready, arrived(2)];
  t.deepEqual(run([...steps, compared([], missing)]).context.missing, [{ author: 'carol', stream: 's', from: 1, to: 1 }]);
  const { types, value } = run([...steps, arrived(1), compared([], missing)]);
  t.is(value, 'ended');
  t.deepEqual(types, ['ask', 'received', 'received']);
});

test('history-exchange: the other side begins anew → its turn is when this side has done its part, whatever lacks still', (t) => {
  const missing = [{ author: 'carol', stream: 's', from: 1, to: 2 }];
  const anew = request([line('carol', 2)]);
  t.deepEqual(run([...ready, compared([], missing), anew]).output, { isComplete: true, postponed: anew });
  t.deepEqual(run([...ready, anew, compared([], missing)]).output, { isComplete: true, postponed: anew });
  const forwarding = [...ready, compared([1], missing), turn, read(forward(1))];
  t.deepEqual(run([...forwarding, anew]).value, { forwarding: 'sending' });
  t.deepEqual(run([...forwarding, anew, answer(1), noted]).output, { isComplete: true, postponed: anew });
  t.deepEqual(run([...forwarding, anew, { type: 'circle.stop' }]).output, { isComplete: false, postponed: anew });
});

test('history-exchange: the other side begins anew twice → the earlier of them is refused, the later has its turn', (t) => {
  const missing = [{ author: 'carol', stream: 's', from: 1, to: 2 }];
  const [first, second] = [request([]), request([line('carol', 2)])];
  const { told, output } = run([...ready, first, second, compared([], missing)]);
  t.deepEqual(
    told.filter(({ type }) => type === 'refuse'),
    [{ type: 'refuse', requestId: '9' }],
  );
  t.is(output?.postponed, second);
  const quicker = run([first, second, summed([])]);
  t.is(quicker.value, 'comparing');
  t.is(quicker.context.postponed, second);
});

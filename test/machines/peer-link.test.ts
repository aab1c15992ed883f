// The way to one other peer, by pure transitions: locating, backing off, crossing dials.
import test from 'ava';
import { createActor, fromPromise, initialTransition, transition } from 'xstate';
import { peerLinkMachine } from '../../src/machines/peer-link.js';
import type { Location, PeerLinkEvent, PeerLinkNotice } from '../../src/machines/peer-wire.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import type { Endpoint } from '../../src/protocol/link-events.js';
import { emittedBy } from './emitted.js';

const source = { open: undefined };
const info = { remote: { host: '10.0.0.2', port: 5000 }, chain: [] };
const certificate = new Uint8Array([1]);

function makeInput(given: { isSmaller?: boolean; hasChangedKey?: boolean } = {}) {
  return {
    name: 'bob',
    isSmaller: () => given.isSmaller ?? true,
    limits: limitsFrom(peerSettings),
    random: () => 0.5,
    hasChangedKey: given.hasChangedKey ?? false,
  };
}

function run(events: readonly PeerLinkEvent[], given = {}) {
  const [first, firstActions] = initialTransition(peerLinkMachine, makeInput(given));
  let snapshot = first;
  const actions = [...firstActions];
  for (const event of events) {
    const [next, done] = transition(peerLinkMachine, snapshot, event);
    snapshot = next;
    actions.push(...done);
  }
  const told = emittedBy<PeerLinkNotice>(actions);
  const sent = actions
    .filter(({ type }) => type === 'xstate.sendTo')
    .map(({ params }) => params as { targetId: string; event: { type: string } }) // xstate's own
    .map(({ targetId, event }) => `${targetId} ${event.type}`);
  return { snapshot, value: snapshot.value, told, sent, actions };
}

const up = (connection: string): PeerLinkEvent => ({ type: 'connection.up', connection, info, certificate });
const offer: PeerLinkEvent = { type: 'circle.offer', source };
const want: PeerLinkEvent = { type: 'circle.want', isWanted: true };
const down = (connection: string, cause: 'lost' | 'expired' = 'lost', retryAfter?: number): PeerLinkEvent => ({
  type: 'connection.down',
  connection,
  end: { cause, detail: cause, retryAfter },
});

/** The end of a child's work, or of a delay, is an event of xstate's own. */
const located = (output: Location): PeerLinkEvent =>
  ({ type: 'xstate.done.actor.0.peerLink.locating', output }) as unknown as PeerLinkEvent;
const turn = { type: 'xstate.after.turn.peerLink.awaitingTurn' } as unknown as PeerLinkEvent;

test('peer-link: resting + somebody has something to say → locating', (t) => {
  t.is(run([]).value, 'resting');
  t.is(run([want]).value, 'locating');
});

test('peer-link: resting + an accepted link is up → up, and chosen', (t) => {
  const { value, told } = run([offer, up('1')]);
  t.is(value, 'up');
  t.deepEqual(told, [
    { type: 'connected', connection: '1', dialledBy: 'peer', certificate, remote: info.remote },
    { type: 'chosen', connection: '1' },
  ]);
});

test('peer-link: up + the link is lost → nowhere; dialled again only if wanted', (t) => {
  const { value, told } = run([offer, up('1'), down('1')]);
  t.is(value, 'resting');
  t.deepEqual(told.slice(2), [
    { type: 'disconnected', connection: '1' },
    { type: 'chosen', connection: undefined },
  ]);
  t.is(run([offer, up('1'), want, down('1')]).value, 'backingOff');
});

test('peer-link: a link dialled here has expired + nobody has anything to say → dialled anew once, and left alone when it is unused', (t) => {
  const found = { found: 'address', source, wait: 0 } satisfies Location;
  const made = [want, located(found), turn, up('1'), { ...want, isWanted: false }];
  const dialled: PeerLinkEvent[] = [...made, { type: 'path.settled', id: '1' }];
  t.is(run([...dialled, down('1', 'expired')]).value, 'locating');
  // A moment after it was made: it would be no better the next time.
  t.is(run([...made, down('1', 'expired')]).value, 'resting');
  const again = [...dialled, down('1', 'expired'), located(found), turn];
  t.is(run(again).value, 'dialling');
  t.is(run([...again, up('2'), down('2')]).value, 'resting');
  t.is(run([...again, down('2')]).value, 'resting');
  t.is(run([offer, up('1'), down('1', 'expired')]).value, 'resting');
});

test('peer-link: up + the link is doubted → another is dialled beside it, and the newer is chosen; it cannot be → all stays', (t) => {
  const found = { found: 'address', source, wait: 0 } satisfies Location;
  const nowhere = { found: 'nothing', reason: 'user-offline', isTold: true } satisfies Location;
  const doubt: PeerLinkEvent = { type: 'circle.doubt' };
  const doubted = [offer, up('1'), want, doubt];
  t.is(run(doubted).value, 'locating');
  t.is(run(doubted).snapshot.context.chosen, '1');
  t.is(run([...doubted, located(nowhere)]).value, 'up');
  const again = [...doubted, located(found), turn];
  t.is(run(again).value, 'dialling');
  t.is(run([...again, down('2')]).value, 'up');
  t.is(run([...again, down('1')]).value, 'dialling');
  const { snapshot, value } = run([...again, { type: 'path.settled', id: '1' }, up('2')]);
  t.deepEqual([value, snapshot.context.chosen], ['up', '2']);
});

test('peer-link: up + a second link of the same dialler → the newer is chosen', (t) => {
  const { snapshot, sent } = run([offer, up('1'), offer, up('2')]);
  t.is(snapshot.context.chosen, '2');
  t.deepEqual(sent, ['1 circle.supersede']);
});

/** A link that this side dialled, and one that it accepted: both up. */
function cross(isSmaller: boolean, isLate = false) {
  const locate = fromPromise<Location, { readonly name: string; readonly address: Endpoint | undefined }>(async () => ({
    found: 'address',
    source,
    wait: 0,
  }));
  const timers: (() => void)[] = [];
  const clock = { setTimeout: (task: () => void) => timers.push(task), clearTimeout: () => {} };
  const actor = createActor(peerLinkMachine.provide({ actors: { locate } }), { clock, input: makeInput({ isSmaller }) });
  const chosen: (string | undefined)[] = [];
  actor.on('chosen', ({ connection }) => chosen.push(connection));
  actor.start();
  actor.send(want);
  return new Promise<(string | undefined)[]>((resolve) => {
    actor.subscribe((snapshot) => {
      if (snapshot.matches('awaitingTurn')) queueMicrotask(() => timers.at(-1)?.());
      if (!snapshot.matches('dialling')) return;
      queueMicrotask(() => {
        actor.send(up('1'));
        if (isLate) actor.send({ type: 'path.settled', id: '1' });
        actor.send(offer);
        actor.send(up('2'));
        actor.stop();
        resolve(chosen);
      });
    });
  });
}

test('peer-link: crossing dials, this name is smaller → its own stays', async (t) => {
  t.deepEqual(await cross(true), ['1']);
});

test('peer-link: crossing dials, this name is larger → the accepted one stays', async (t) => {
  t.deepEqual(await cross(false), ['1', '2']);
});

test('peer-link: dials more than 5 s apart → the newer stays', async (t) => {
  t.deepEqual(await cross(true, true), ['1', '2']);
});

test('peer-link: up + the chosen of two links is lost → the other is chosen', (t) => {
  const { snapshot, told } = run([offer, up('1'), offer, up('2'), down('2')]);
  t.is(snapshot.value, 'up');
  t.deepEqual(told.at(-1), { type: 'chosen', connection: '1' });
});

test('peer-link: three links + another offer → surplus', (t) => {
  const { snapshot, told } = run([offer, offer, offer, offer]);
  t.is(snapshot.context.paths.length, 3);
  t.deepEqual(told, [{ type: 'surplus', source }]);
});

test('peer-link: backing off → random(0, min(30 s, 0.5 s · 2^n)); after a Retry-After at least that', (t) => {
  const delay = (events: readonly PeerLinkEvent[]) => {
    const raised = run(events).actions.findLast(({ params }) =>
      (params as { event?: { type: string } } | undefined)?.event?.type.includes('backOff'),
    ); // xstate's own
    return (raised?.params as { delay: number } | undefined)?.delay; // xstate's own
  };
  const lost = [offer, up('1'), want, down('1')];
  t.is(delay(lost), 250);
  t.is(delay([offer, up('1'), want, down('1', 'lost', 10)]), 15_000);
});

test('peer-link: backing off + the registry says where it is → locating with that address', (t) => {
  const address = { host: '10.0.0.9', port: 6000 };
  const { value, snapshot } = run([offer, up('1'), want, down('1'), { type: 'circle.seen', address }]);
  t.is(value, 'locating');
  t.deepEqual(snapshot.context.address, address);
});

test('peer-link: another key was shown → not dialled until it is accepted', (t) => {
  t.is(run([want], { hasChangedKey: true }).value, 'distrusting');
  t.is(run([want, { type: 'circle.acceptKey' }], { hasChangedKey: true }).value, 'locating');
  t.is(run([want, offer, up('1')], { hasChangedKey: true }).value, 'up');
});

test('peer-link: an event for a link that is gone → nothing', (t) => {
  const { sent } = run([{ type: 'circle.drop', connection: '7' }]);
  t.deepEqual(sent, []);
});

test('peer-link: the other asks for the patience of months → dialled again when the longest timer ends, not at once', (t) => {
  const { value, actions } = run([offer, up('1'), want, down('1', 'lost', 9_000_000)], { random: () => 0.5 });
  t.is(value, 'backingOff');
  const raised = actions.filter(({ type }) => type === 'xstate.raise').map(({ params }) => params as { id?: string; delay?: number }); // xstate's own
  t.is(raised.find(({ id }) => id === 'xstate.after.backOff.peerLink.backingOff')?.delay, 2 ** 31 - 1);
});

test('peer-link: closing + the last link is down → closed', (t) => {
  const { snapshot, sent } = run([offer, up('1'), { type: 'circle.close' }]);
  t.is(snapshot.value, 'closing');
  t.deepEqual(sent, ['1 circle.close']);
  t.is(transition(peerLinkMachine, snapshot, down('1'))[0].status, 'done');
  t.is(run([{ type: 'circle.close' }]).snapshot.status, 'done');
});

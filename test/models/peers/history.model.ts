// An exchange of history: how each stimulus of its charts is done.
import { type Frame, frame } from '../../../src/protocol/frame.js';
import type { Model, Place } from '../engine/model.js';
import { historyChart, longHistoryChart, many, smallerChart } from './history.chart.js';
import { PeerWorld } from './peer-world.js';
import { type RawPeer, streamOf } from './raw-peer.js';
import type { ScriptedRoom } from './scripted-registry.js';
import { stimuliOf } from './stimuli.js';

interface HistoryWorld extends PeerWorld {
  /** The other member, whatever the name. */
  bob: RawPeer;
  carl: RawPeer;
  readonly garden: ScriptedRoom;
}

const second = 1000;
const statements = {
  summing: /count\(\*\) AS held/,
  comparing: /SELECT up_to FROM forwarded/,
  reading: /FROM json_each\(\?\) AS wanted/,
  noting: /SELECT id, author, stream, seq FROM message WHERE id IN/,
};
/** More lines than are believed: a page of as many as fit, again and again. */
const fullPage = Array.from({ length: 2400 }, () => `<a> <${streamOf(3)}> <1>`);

async function open(place: Place, name = 'bob', messages = 1): Promise<HistoryWorld> {
  const world = await PeerWorld.open(place, {
    machine: 'history-exchange',
    // Nobody is asked again by itself.
    limits: { catchUpRetry: 86_400, catchUpRetryLongest: 86_400, frameBurst: 10_000, linkIdle: 86_400 },
    hidesIds: true,
    watching: /^(bob|zoe): (HISTORY|DIRECT|ERROR)|^user: message/,
  });
  const [bob, carl] = [await world.other(name), await world.other('carl')];
  world.registry.users.set(name, undefined).set('carl', undefined);
  const garden = world.registry.makeRoom('garden', [name, 'carl']);
  await world.start();
  await world.until(world.peer.joinRoom('garden'));
  await world.dials(carl);
  for (let seq = 1; seq <= messages; seq++) carl.send(carl.broadcast(garden, { text: String(seq) }));
  await world.see(() => carl.links.some(({ frames }) => frames.length === messages));
  carl.last.link.destroy();
  garden.members = [name, 'mia'];
  world.registry.tell('USER_EXIT', 'carl', 'garden');
  world.registry.users.set(name, bob.address);
  world.registry.tellOf('USER_LOGIN', name);
  await world.settle();
  world.seen();
  return Object.assign(world, { bob, carl, garden });
}

async function openLinked(place: Place, name?: string, messages?: number): Promise<HistoryWorld> {
  const world = await open(place, name, messages);
  await world.dials(world.bob);
  return world;
}

/** The session with the registry breaks and comes back: members who are there are asked what was missed. */
async function begins(world: HistoryWorld): Promise<void> {
  world.registry.drop();
  await world.see(() => world.peer.state.state !== 'online');
  for (let ms = 0; world.peer.state.state !== 'online' && ms < 40 * second; ms += 100) await world.pass(100);
}

interface Summary {
  readonly lines?: readonly string[];
  readonly id?: string;
  readonly from?: string;
  readonly next?: string;
}

function ask({ bob, garden }: HistoryWorld, { lines = [], id = '50', from, next }: Summary = {}): void {
  const headers = { 'request-id': id, 'room-id': garden.roomId, from, next };
  bob.send(frame('HISTORY_SUMMARY', ['garden'], headers, lines.map((line) => `${line}\n`).join('')));
}

function answer({ bob }: HistoryWorld, lines: readonly string[] = [], next?: string): void {
  bob.send(bob.summaryAnswer(asked(bob), lines, next));
}

function asked(bob: RawPeer): Frame {
  const found = bob.received('HISTORY_SUMMARY');
  if (!found) throw new Error('nothing was asked');
  return found;
}

const has = (through: number) => [`<carl> <${streamOf(1)}> <${through}>`];

/** All that was handed on and not answered. */
function settle(world: HistoryWorld, reason?: string): void {
  const { bob } = world;
  const done = new Set(answered.get(world));
  const left = bob.links.flatMap(({ frames }) => frames).filter((each) => each.verb === 'DIRECT_BROADCAST' && !done.has(each));
  answered.set(world, [...done, ...left]);
  for (const each of left) bob.send(bob.receipt(each, reason));
}

const answered = new WeakMap<HistoryWorld, readonly Frame[]>();

const beginsWhile = (fault: 'fail' | 'hold', statement: RegExp) => (world: HistoryWorld) => {
  world.store[fault](statement);
  ask(world);
};

const executors = {
  'bob.dials': (world: HistoryWorld) => world.dials(world.bob),
  'bob.goes': ({ bob }: HistoryWorld) => bob.last.link.destroy(),
  'bob.begins': (world: HistoryWorld) => {
    world.store.fail(undefined);
    ask(world);
  },
  'bob.beginsAgain': (world: HistoryWorld) => ask(world, { lines: has(1) }),
  'bob.beginsHavingAll': (world: HistoryWorld) => ask(world, { lines: has(1) }),
  'bob.beginsHavingMore': (world: HistoryWorld) => ask(world, { lines: has(2) }),
  'bob.beginsInPages': (world: HistoryWorld) => ask(world, { next: 'more' }),
  'bob.beginsEndlessly': async (world: HistoryWorld) => {
    const { respond } = world.bob;
    const watching = world.watch(/^user: message/);
    world.bob.respond = (received) => {
      if (received.verb !== 'HISTORY_SUMMARY_RESPONSE') return undefined;
      const headers = { 'request-id': '51', 'room-id': world.garden.roomId, from: 'more', next: 'more' };
      return frame('HISTORY_SUMMARY', ['garden'], headers, fullPage.map((line) => `${line}\n`).join(''));
    };
    ask(world, { lines: fullPage, next: 'more' });
    const before = world.bob.count('HISTORY_SUMMARY_RESPONSE');
    await world.see(() => world.bob.count('HISTORY_SUMMARY_RESPONSE') > before + 26);
    await world.see(() => world.states().includes('gone'));
    await world.settle();
    world.bob.respond = respond;
    world.watch(watching);
  },
  'bob.beginsWhileCompareFails': beginsWhile('fail', statements.comparing),
  'bob.beginsWhileCompareIsSlow': beginsWhile('hold', statements.comparing),
  'bob.beginsWhileDiskIsSlow': beginsWhile('hold', statements.summing),
  'bob.beginsWhileNoteFails': beginsWhile('fail', statements.noting),
  'bob.beginsWhileReadFails': beginsWhile('fail', statements.reading),
  'bob.continues': (world: HistoryWorld) => ask(world, { from: 'more', id: '51' }),
  'bob.continuesElsewhere': (world: HistoryWorld) => ask(world, { from: 'nowhere', id: '51' }),
  'bob.answersHavingAll': (world: HistoryWorld) => answer(world, has(1)),
  'bob.answersHavingMore': (world: HistoryWorld) => answer(world, has(2)),
  'bob.answersHavingNothing': (world: HistoryWorld) => answer(world),
  'bob.answersInPages': (world: HistoryWorld) => answer(world, [], 'more'),
  'bob.answersEndlessly': async (world: HistoryWorld) => {
    const { bob } = world;
    const { respond } = bob;
    bob.respond = (received) => (received.verb === 'HISTORY_SUMMARY' ? bob.summaryAnswer(received, fullPage, 'more') : undefined);
    answer(world, fullPage, 'more');
    await world.see(() => world.states().includes('gone'));
    bob.respond = respond;
  },
  'bob.answersOther': ({ bob }: HistoryWorld) => bob.send(bob.summaryAnswer({ ...asked(bob), headers: { 'request-id': '999' } }, has(2))),
  'bob.refuses': ({ bob }: HistoryWorld) => bob.send(bob.summaryRefusal(asked(bob), 'room-unknown')),
  'bob.errs': ({ bob }: HistoryWorld) => {
    const id = asked(bob).headers['request-id'];
    bob.send(frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': id, reason: 'unknown-verb' }));
  },
  'bob.errsOther': ({ bob }: HistoryWorld) =>
    bob.send(frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': '999', reason: 'unknown-verb' })),
  'bob.says': ({ bob, garden }: HistoryWorld) => bob.send(bob.broadcast(garden, { text: 'by the way' })),
  'bob.handsOn': ({ bob, carl, garden }: HistoryWorld) =>
    bob.send(bob.forwarded(carl.broadcast(garden, { seq: 2, text: '2' }), carl.identity)),
  'bob.spoils': ({ bob, carl, garden }: HistoryWorld) => {
    const written = bob.forwarded(carl.broadcast(garden, { seq: 2, text: '2' }), carl.identity);
    bob.send({ ...written, payload: Buffer.from('3') });
  },
  'bob.takes': (world: HistoryWorld) => settle(world),
  'bob.takesOther': ({ bob }: HistoryWorld) => bob.send(bob.receipt({ ...bob.direct(), verb: 'DIRECT_BROADCAST' })),
  'bob.refusesForGood': (world: HistoryWorld) => settle(world, 'bad-signature'),
  'bob.refusesForNow': (world: HistoryWorld) => settle(world, 'not-a-member'),
  'disk.recovers': ({ store }: HistoryWorld) => store.heal(),
  'user.begins': begins,
  'user.beginsWhileDiskFails': async (world: HistoryWorld) => {
    world.store.fail(statements.summing);
    await begins(world);
    await world.settle();
    world.store.heal();
  },
  'user.beginsWhileDiskIsSlow': (world: HistoryWorld) => {
    world.store.hold(statements.summing);
    return begins(world);
  },
  'user.leavesRoom': (world: HistoryWorld) => world.call('leaveRoom', world.peer.leaveRoom('garden')),
  'quarter.passes': (world: HistoryWorld) => world.pass(15 * second),
};

export const historyModel: Model<HistoryWorld> = {
  name: 'history-exchange',
  covers: ['history-exchange'],
  chart: historyChart,
  bound: 4,
  events: stimuliOf(historyChart),
  open: (place) => open(place),
  executors,
};

export const longHistoryModel: Model<HistoryWorld> = {
  ...historyModel,
  name: 'history-exchange of much',
  chart: longHistoryChart,
  events: stimuliOf(longHistoryChart),
  open: (place) => openLinked(place, 'bob', many),
};

export const smallerModel: Model<HistoryWorld> = {
  ...historyModel,
  name: 'history-exchange with a larger name',
  chart: smallerChart,
  events: stimuliOf(smallerChart),
  open: (place) => openLinked(place, 'zoe'),
};

// What is explored: a registry's connection and a peer's session; the links of two peers; three members of a room.
import type { Peer } from '../../src/index.js';
import { type Stage, stage } from '../helpers/stage.js';
import { next } from '../helpers/test-net.js';
import type { Sent } from '../helpers/wire-tap.js';
import { type Deviation, Schedule } from './explorer.js';
import { Watch } from './watch.js';

export interface Composition {
  readonly name: string;
  /** Between whom links are cut. */
  readonly ends: readonly [string, string];
  /** s */
  readonly keepAliveTimeout: number;
  /** Comes as far as where exploring begins. */
  readonly open: (net: Stage) => Promise<readonly Peer[]>;
  /** What is explored; nothing in it needs to succeed. */
  readonly act: (net: Stage, peers: readonly Peer[]) => readonly Promise<unknown>[];
  /** ms until everything has settled, whatever came late. */
  readonly patience: number;
  /** ms of it, the last, in which everything comes at once: whoever was cut off just then has to come back. */
  readonly calm: number;
  /** What must be so in the end; gives what is not. */
  readonly end: (shown: ReadonlyMap<string, readonly string[]>, peers: readonly Peer[]) => string | undefined;
}

export interface Run {
  readonly deliveries: number;
  readonly broken: string | undefined;
  /** What was sent since exploring began. */
  readonly sends: readonly Sent[];
}

/** ms that closing everything may take. */
const closingTime = 60_000;

/** Runs a composition once. */
export async function runOnce(composition: Composition, deviations: readonly Deviation[]): Promise<Run> {
  const undo: (() => Promise<void>)[] = [];
  let net: Stage | undefined;
  const schedule = new Schedule(deviations, () => net?.cut(...composition.ends));
  const watch = new Watch(() => net?.time ?? 0);
  const shown = new Map<string, string[]>();
  try {
    net = await stage(
      { teardown: (step) => undo.push(step) },
      { limits: { keepAliveTimeout: composition.keepAliveTimeout }, inspect: watch.inspect, latency: schedule.latency },
    );
    const { log } = net;
    log.heard = ({ from, frame }) => watch.sent(from, frame);
    const peers = await composition.open(net);
    for (const peer of peers) {
      shown.set(peer.name, []);
      peer.on('message', ({ from, text }) => shown.get(peer.name)?.push(`${from}: ${text}`));
      peer.on('delivery', ({ state, recipient, messageId }) => {
        if (state === 'delivered') watch.delivered(peer.name, recipient, messageId, log);
      });
    }
    const start = log.sends.length;
    schedule.begin();
    const calls = composition.act(net, peers).map((call) => call.catch(() => undefined));
    for (let waited = 0; waited < composition.patience && watch.broken === undefined; waited += 500) {
      if (waited === composition.patience - composition.calm) schedule.end();
      await net.wait(500);
      watch.look();
    }
    schedule.end();
    let broken = watch.broken ?? composition.end(shown, peers);
    const begun = net.time;
    await net.close();
    await Promise.all(calls);
    if (net.time - begun > closingTime) broken ??= `it took ${net.time - begun} ms to close everything`;
    if (net.pending > 0) broken ??= `${net.pending} timers are left when everything is closed`;
    if (watch.left.length > 0) broken ??= `left when everything is closed: ${watch.left.join(', ')}`;
    return { deliveries: schedule.deliveries, broken, sends: log.sends.slice(start) };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

const differ = (who: string, is: readonly string[], wanted: readonly string[]) =>
  is.join('\n') === wanted.join('\n') ? undefined : `${who} was shown [${is.join(' | ')}], not [${wanted.join(' | ')}]`;

/** Each of these once, in whatever order among different authors. */
const eachOnce = (who: string, is: readonly string[] = [], wanted: readonly string[]) => differ(who, [...is].sort(), [...wanted].sort());

export const compositions: readonly Composition[] = [
  {
    name: "a registry's connection and a peer's session",
    ends: ['hussien103', 'R'],
    keepAliveTimeout: 3,
    open: async (net) => {
      const hussien = await net.peer('hussien103');
      return [hussien];
    },
    act: (net, [hussien]) => {
      if (!hussien) return [];
      net.cut('hussien103', 'R');
      const online = next(hussien, 'state', ({ state }) => state === 'online');
      return [online.then(() => hussien.createRoom('chat1')).then(() => hussien.leaveRoom('chat1'))];
    },
    patience: 30_000,
    calm: 10_000,
    end: (_, [hussien]) => (hussien?.state.state === 'online' ? undefined : `the session is ${hussien?.state.state}`),
  },
  {
    name: 'the links of two peers',
    ends: ['hussien103', 'aly103'],
    keepAliveTimeout: 30,
    open: async (net) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      for (const peer of [hussien, aly]) peer.on('chat-request', ({ from }) => void peer.accept(from));
      return [hussien, aly];
    },
    act: (_, [hussien, aly]) => (hussien && aly ? [hussien.sendDirect('aly103', 'one'), aly.sendDirect('hussien103', 'two')] : []),
    patience: 60_000,
    calm: 10_000,
    end: (shown) =>
      eachOnce('aly103', shown.get('aly103'), ['hussien103: one']) ?? eachOnce('hussien103', shown.get('hussien103'), ['aly103: two']),
  },
  {
    name: 'three members of a room',
    ends: ['hussien103', 'aly103'],
    keepAliveTimeout: 30,
    open: async (net) => {
      const hussien = await net.peer('hussien103');
      await net.until(hussien.createRoom('chat1'));
      const others: Peer[] = [];
      for (const name of ['aly103', 'mahmoud103']) {
        const peer = await net.peer(name);
        await net.until(peer.joinRoom('chat1'));
        others.push(peer);
      }
      await net.wait(5000);
      return [hussien, ...others];
    },
    act: (_, peers) => peers.map((peer) => peer.sendRoom('chat1', `of ${peer.name}`)),
    patience: 60_000,
    calm: 10_000,
    end: (shown, peers) => {
      const names = peers.map(({ name }) => name);
      for (const who of names) {
        const wanted = names.filter((name) => name !== who).map((name) => `${name}: of ${name}`);
        const wrong = eachOnce(who, shown.get(who), wanted);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  },
];

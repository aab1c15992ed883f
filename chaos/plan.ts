// What is going to happen in a run: who says what, and every fault, with its time. Made from the seed alone, before anything
// starts, so that the same seed does the same things in the same order. Real time decides what they hit.
import { Random } from './random.js';

/** A peer by its number from 0, or the registry. */
export type NodeId = number | 'registry';

/** One proxied way: to the registry from that peer, or from all others to that peer. */
export interface PathId {
  readonly to: 'registry' | 'peer';
  readonly peer: number;
}

export type Action =
  /** A message to another peer or a room. `number` is unique in the plan. */
  | { readonly do: 'say'; readonly peer: number; readonly to: number | 'lobby' | 'den'; readonly number: number }
  | { readonly do: 'enter' | 'leave'; readonly peer: number }
  /** kill -9, and started anew after `ms`. */
  | { readonly do: 'kill'; readonly node: NodeId; readonly ms: number }
  /** SIGSTOP, and SIGCONT after `ms`: as a laptop that was closed. */
  | { readonly do: 'stop'; readonly node: NodeId; readonly ms: number }
  /** Ended in good order, and started anew after `ms`. */
  | { readonly do: 'quit'; readonly peer: number; readonly ms: number }
  /** Whatever connection carries the `bytes`-th byte from now on ends there. */
  | { readonly do: 'cut'; readonly path: PathId; readonly bytes: number; readonly how: CutKind }
  /** Connections stay and carry nothing. */
  | { readonly do: 'stall'; readonly path: PathId; readonly ms: number }
  | { readonly do: 'refuse'; readonly path: PathId; readonly ms: number }
  | { readonly do: 'delay'; readonly path: PathId; readonly by: number; readonly ms: number }
  /** All ways to these peers and from them to the registry stall, with their datagrams. */
  | { readonly do: 'isolate'; readonly peers: readonly number[]; readonly ms: number }
  /** Probabilities of losing, doubling and holding back a datagram. */
  | {
      readonly do: 'datagrams';
      readonly peer: number;
      readonly lost: number;
      readonly doubled: number;
      readonly late: number;
      readonly ms: number;
    }
  /** The peer's datagrams come from another port from now on, as after a NAT has forgotten it. */
  | { readonly do: 'rebind'; readonly peer: number }
  /** No file of the node may grow beyond this many bytes. */
  | { readonly do: 'fill'; readonly node: NodeId; readonly bytes: number; readonly ms: number };

/** In good order, by a reset, or without a word to the one side that is left behind (`half`). */
export type CutKind = 'end' | 'reset' | 'half';

export interface PlanOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly peers: number;
}

/** `at` is ms from the beginning of the faults. */
export type Step = Action & { readonly at: number };

/** The first peers are members of the den; the lobby is everybody's, the closet's members change. */
export const denMembers = 3;
export const closetCapacity = 3;

/** Messages a second of one peer. */
const sayRate = 1.5;
const longestFault = 20_000;

export function makePlan({ seed, seconds, peers }: PlanOptions): Step[] {
  const random = new Random(seed);
  const end = seconds * 1000;
  const steps = [...conversations(random, end, peers), ...faults(random, end, peers)];
  return steps.sort((one, other) => one.at - other.at);
}

function conversations(random: Random, end: number, peers: number): Step[] {
  const steps: Step[] = [];
  const gap = 1000 / (sayRate * peers);
  let number = 0;
  for (let at = 0; at < end; at += random.whole(1, Math.ceil(2 * gap))) {
    const peer = random.whole(0, peers - 1);
    const where = random.next();
    const room = where < 0.45 || (where < 0.6 && peer >= denMembers) ? 'lobby' : where < 0.6 ? 'den' : undefined;
    const other = (peer + random.whole(1, peers - 1)) % peers;
    number += 1;
    steps.push({ at, do: 'say', peer, to: room ?? other, number });
    if (random.chance(0.05)) steps.push({ at, do: random.chance(0.6) ? 'enter' : 'leave', peer: random.whole(0, peers - 1) });
  }
  return steps;
}

function faults(random: Random, end: number, peers: number): Step[] {
  const steps: Step[] = [];
  const gap = Math.min(1500, Math.max(250, end / 20));
  const makers: readonly [Maker, ...Maker[]] = [
    kill,
    kill,
    stop,
    stop,
    quit,
    cut,
    cut,
    cut,
    cut,
    stall,
    refuse,
    delay,
    isolate,
    datagrams,
    rebind,
    fill,
  ];
  for (let at = random.whole(0, gap); at < end; at += random.whole(1, 2 * gap)) {
    // Most are short; some outlast every time-out.
    const ms = Math.round(50 + random.next() ** 2 * Math.min(longestFault, end / 2));
    steps.push({ at, ...random.pick(makers)({ random, peers, ms }) });
  }
  return steps;
}

type Maker = (scope: { readonly random: Random; readonly peers: number; readonly ms: number }) => Action;

const anyPeer = (random: Random, peers: number): number => random.whole(0, peers - 1);
const anyNode = (random: Random, peers: number): NodeId => (random.chance(1 / (peers + 1)) ? 'registry' : anyPeer(random, peers));
const anyPath = (random: Random, peers: number): PathId => ({ to: random.chance(0.4) ? 'registry' : 'peer', peer: anyPeer(random, peers) });

const kill: Maker = ({ random, peers, ms }) => ({ do: 'kill', node: anyNode(random, peers), ms });
const stop: Maker = ({ random, peers, ms }) => ({ do: 'stop', node: anyNode(random, peers), ms });
const quit: Maker = ({ random, peers, ms }) => ({ do: 'quit', peer: anyPeer(random, peers), ms });
const cut: Maker = ({ random, peers }) => ({
  do: 'cut',
  path: anyPath(random, peers),
  bytes: Math.floor(random.next() ** 2 * 8000),
  how: random.pick(['end', 'reset', 'half'] as const),
});
const stall: Maker = ({ random, peers, ms }) => ({ do: 'stall', path: anyPath(random, peers), ms });
const refuse: Maker = ({ random, peers, ms }) => ({ do: 'refuse', path: anyPath(random, peers), ms });
const delay: Maker = ({ random, peers, ms }) => ({ do: 'delay', path: anyPath(random, peers), by: random.whole(10, 800), ms });
const isolate: Maker = ({ random, peers, ms }) => ({ do: 'isolate', peers: random.some(random.whole(1, Math.ceil(peers / 2)), peers), ms });
const datagrams: Maker = ({ random, peers, ms }) => ({
  do: 'datagrams',
  peer: anyPeer(random, peers),
  lost: random.pick([0.1, 0.5, 1] as const),
  doubled: random.pick([0, 0.3] as const),
  late: random.pick([0, 0.5] as const),
  ms,
});
const rebind: Maker = ({ random, peers }) => ({ do: 'rebind', peer: anyPeer(random, peers) });
const fill: Maker = ({ random, peers, ms }) => ({
  do: 'fill',
  node: anyNode(random, peers),
  bytes: random.pick([0, 4096, 20_000, 200_000] as const),
  ms,
});

/** One line for the log of what was done. */
export function describe(action: Action): string {
  const { do: what, ...rest } = action;
  const details = Object.entries(rest).filter(([name]) => name !== 'at');
  return [what, ...details.map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)].join(' ');
}

// The faults of a simulation, their kinds, and one of them drawn by chance.
import type { Chance } from './chance.js';

/** What goes wrong. `ms` is how long; `node` a user's name or `registry`. */
export type Fault =
  | { readonly kind: 'crash'; readonly node: string; readonly ms: number }
  | { readonly kind: 'partition'; readonly group: readonly string[]; readonly ms: number }
  | { readonly kind: 'cut'; readonly node: string; readonly other: string }
  | { readonly kind: 'cut-after'; readonly node: string; readonly other: string; readonly bytes: number }
  | { readonly kind: 'loss' | 'doubling'; readonly rate: number; readonly ms: number }
  | { readonly kind: 'latency'; readonly most: number; readonly ms: number }
  | { readonly kind: 'clock'; readonly node: string; readonly offset: number }
  | { readonly kind: 'sleep'; readonly node: string; readonly ms: number }
  | { readonly kind: 'disk'; readonly node: string; readonly trouble: 'full' | 'read-only' | 'slow'; readonly ms: number }
  | { readonly kind: 'forget'; readonly node: string }
  | { readonly kind: 'nonsense'; readonly to: string; readonly seed: number };

export const faultKinds = ['latency', 'loss', 'doubling', 'cut', 'partition', 'crash', 'clock', 'disk', 'hostile', 'certificates'] as const;

/** What no promise covers, so that it is seen what a broken one looks like: a disk that forgets a message which it had confirmed. */
export const unpromisedKinds = ['forgetting'] as const;

/**
 * What `--faults` names. `cut`: also at any byte; `clock`: also a node that sleeps; `disk`: slow, full, or read-only;
 * `certificates`: they last for minutes, so that they are renewed, expire, and links are made anew.
 */
export type FaultKind = (typeof faultKinds | typeof unpromisedKinds)[number];

/** `undefined` when it names something else. */
export function readFaultKinds(list: string): readonly FaultKind[] | undefined {
  if (list === 'all') return faultKinds;
  if (list === 'none' || list === '') return [];
  const all = [...faultKinds, ...unpromisedKinds];
  const kinds = list.split(',').map((each) => all.find((kind) => kind === each.trim()));
  const known = kinds.filter((kind) => kind !== undefined);
  return known.length === kinds.length ? known : undefined;
}

/** The most that a clock is wrong, ms: certificates allow 5 minutes between any two (section 1). */
const mostSkew = 140_000;

/** Those that befall somebody at some time. */
export type Mishap = Exclude<FaultKind, 'certificates'>;

export function faultAt(chance: Chance, kinds: readonly Mishap[], names: readonly string[]): Fault {
  const node = chance.happens(0.25) ? 'registry' : chance.pick(names);
  const other = chance.pick(['registry', ...names].filter((name) => name !== node));
  const ms = Math.floor(chance.between(500, 45_000));
  switch (chance.pick(kinds)) {
    case 'latency':
      return { kind: 'latency', most: Math.floor(chance.between(100, 3000)), ms };
    case 'loss':
      return { kind: 'loss', rate: chance.between(0.1, 1), ms };
    case 'doubling':
      return { kind: 'doubling', rate: chance.between(0.1, 1), ms };
    case 'cut':
      return chance.happens(0.3) ? { kind: 'cut', node, other } : { kind: 'cut-after', node, other, bytes: chance.below(4000) };
    case 'partition': {
      const group = ['registry', ...names].filter(() => chance.happens(0.4));
      return { kind: 'partition', group, ms };
    }
    case 'crash':
      return { kind: 'crash', node, ms: Math.floor(chance.happens(0.5) ? chance.between(1, 2000) : ms) };
    case 'clock':
      if (chance.happens(0.4)) return { kind: 'sleep', node, ms };
      return { kind: 'clock', node, offset: Math.floor(chance.between(-mostSkew, mostSkew)) };
    case 'disk':
      return { kind: 'disk', node, trouble: chance.pick(['slow', 'full', 'read-only']), ms };
    case 'forgetting':
      return { kind: 'forget', node: chance.pick(names) };
    case 'hostile':
      return { kind: 'nonsense', to: node, seed: chance.below(1_000_000) };
  }
}

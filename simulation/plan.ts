// What is to happen in a simulation: what its users do, and what goes wrong, each at its time. Made of a seed before anything
// runs, so that a failure can be looked for with ever fewer of these.
import { Chance } from './chance.js';
import { type Fault, type FaultKind, faultAt, type Mishap } from './faults.js';

/** What a user does, through the library's calls. */
export type UserAct =
  | { readonly kind: 'create'; readonly who: string; readonly room: string; readonly capacity: number }
  | { readonly kind: 'join' | 'leave'; readonly who: string; readonly room: string }
  | { readonly kind: 'say-room'; readonly who: string; readonly room: string; readonly text: string }
  | { readonly kind: 'say'; readonly who: string; readonly to: string; readonly text: string }
  | { readonly kind: 'close-chat'; readonly who: string; readonly to: string }
  | { readonly kind: 'look'; readonly who: string; readonly room: string }
  /** Ends the program in order, and starts it again after so many ms. */
  | { readonly kind: 'quit'; readonly who: string; readonly ms: number };

export type Happening = { readonly at: number } & (UserAct | Fault);

export interface PlanOptions {
  readonly seed: number;
  readonly peers: number;
  readonly minutes: number;
  readonly faults: readonly FaultKind[];
  readonly pace?: Pace;
}

/** ms between what one user does, and between faults, on average. */
export interface Pace {
  readonly act: number;
  readonly fault: number;
}

const usualPace: Pace = { act: 25_000, fault: 20_000 };
const rooms = ['lobby', 'garden', 'attic'] as const;

const firstNames = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];

export function userNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => firstNames[index] ?? `user${index + 1}`);
}

export function planFor({ seed, peers, minutes, faults, pace = usualPace }: PlanOptions): readonly Happening[] {
  const chance = new Chance(`plan ${seed}`);
  const names = userNames(peers);
  const end = minutes * 60_000;
  const plan: Happening[] = [];
  for (const who of names) {
    for (let at = chance.between(0, pace.act); at < end; at += chance.between(0, 2 * pace.act)) {
      plan.push({ at: Math.floor(at), ...actOf(who, names, chance, plan.length) });
    }
  }
  const mishaps = faults.filter((kind): kind is Mishap => kind !== 'certificates');
  if (mishaps.length > 0) {
    for (let at = chance.between(0, pace.fault); at < end; at += chance.between(0, 2 * pace.fault)) {
      plan.push({ at: Math.floor(at), ...faultAt(chance, mishaps, names) });
    }
  }
  return plan.sort((one, other) => one.at - other.at);
}

function actOf(who: string, names: readonly string[], chance: Chance, number: number): UserAct {
  const room = chance.pick(rooms);
  const to = chance.pick(names.filter((name) => name !== who).concat(names.length === 1 ? [who] : []));
  const text = `${who} #${number}`;
  const choice = chance.below(100);
  if (choice < 35) return { kind: 'say-room', who, room, text };
  if (choice < 60) return { kind: 'say', who, to, text };
  if (choice < 68) return { kind: 'create', who, room, capacity: chance.happens(0.2) ? 2 + chance.below(3) : 1000 };
  if (choice < 85) return { kind: 'join', who, room };
  if (choice < 89) return { kind: 'leave', who, room };
  if (choice < 94) return { kind: 'look', who, room };
  if (choice < 96) return { kind: 'close-chat', who, to };
  return { kind: 'quit', who, ms: Math.floor(chance.between(500, 40_000)) };
}

// Which states, transitions and sides of guards the production actors have taken, counted from XState's inspection events.
import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition, InspectionEvent } from 'xstate';
import type { Inspector } from '../../../src/actors/inspection.js';
import { catalogue } from '../../../src/machines/catalogue.js';
import { candidatesOf, definitionsOf, nameOf, pathOf } from './definitions.js';

interface Taken {
  readonly states: Set<string>;
  readonly transitions: Set<string>;
  /** Transitions whose guard has once said no. */
  readonly refused: Set<string>;
}

/** `state ready`, `transition idle: wire.HELLO`, `guard idle: wire.HELLO (1) said no`. */
export type Part = string;

export class Coverage {
  readonly #taken = new Map<string, Taken>(catalogue.map(({ name }) => [name, newTaken()]));
  /** A machine that was given other implementations still has its configuration. */
  readonly #names = new Map<unknown, string>(catalogue.map(({ name, machine }) => [machine.config, name]));
  readonly #last = new WeakMap<object, AnyMachineSnapshot>();

  /** To be handed to every production program. */
  readonly inspect: Inspector = (event) => {
    if (event.type === '@xstate.microstep') this.#step(event);
    else if (event.type === '@xstate.snapshot' && isOfMachine(event.snapshot)) this.#rest(event.actorRef, event.snapshot);
  };

  /** All that a machine has. */
  partsOf(name: string): readonly Part[] {
    const { states, transitions, guarded } = definitionsOf(machineOf(name));
    return [
      ...states.map((state) => `state ${state}`),
      ...transitions.map((transition) => `transition ${transition}`),
      ...guarded.map((transition) => `guard ${transition} said no`),
    ];
  }

  /** What of it no path has taken yet. */
  missing(name: string): readonly Part[] {
    const { states, transitions, refused } = this.#of(name);
    const taken = new Set<Part>([
      ...[...states].map((state) => `state ${state}`),
      ...[...transitions].map((transition) => `transition ${transition}`),
      ...[...refused].map((transition) => `guard ${transition} said no`),
    ]);
    return this.partsOf(name).filter((part) => !taken.has(part));
  }

  #of(name: string): Taken {
    const taken = this.#taken.get(name);
    if (!taken) throw new Error(`the catalogue has no ${name}`);
    return taken;
  }

  #step({ actorRef, event, snapshot, _transitions: transitions }: Microstep): void {
    if (!isOfMachine(snapshot)) return;
    const name = this.#names.get(snapshot.machine.config);
    if (name === undefined) return;
    const taken = this.#of(name);
    const before = this.#last.get(actorRef);
    for (const transition of transitions) {
      taken.transitions.add(nameOf(transition));
      for (const refused of passedOver(transition)) taken.refused.add(nameOf(refused));
      for (let node: AnyStateNode | undefined = transition.source; node?.parent; node = node.parent) taken.states.add(pathOf(node));
    }
    if (before) for (const refused of refusedAt(before, event.type, transitions)) taken.refused.add(nameOf(refused));
    this.#enter(actorRef, snapshot);
  }

  /** Nothing more happens by itself: whatever eventless transition there is, its guard has said no. */
  #rest(actorRef: object, snapshot: AnyMachineSnapshot): void {
    this.#enter(actorRef, snapshot);
    const name = this.#names.get(snapshot.machine.config);
    if (name === undefined || snapshot.status !== 'active') return;
    const { refused } = this.#of(name);
    for (const { always } of nodesOf(snapshot)) {
      for (const transition of always ?? []) if (transition.guard !== undefined) refused.add(nameOf(transition));
    }
  }

  #enter(actorRef: object, snapshot: AnyMachineSnapshot): void {
    const name = this.#names.get(snapshot.machine.config);
    if (name === undefined) return;
    const { states } = this.#of(name);
    if (this.#last.get(actorRef) === snapshot) return;
    this.#last.set(actorRef, snapshot);
    for (const node of nodesOf(snapshot)) if (node.parent) states.add(pathOf(node));
  }
}

type Microstep = Extract<InspectionEvent, { type: '@xstate.microstep' }>;

/**
 * Transitions whose guard was asked and said no: in a state that was active, for this event or for none, before the one that
 * was taken there; of a state without one taken below it.
 */
function refusedAt(before: AnyMachineSnapshot, type: string, taken: readonly AnyTransitionDefinition[]): AnyTransitionDefinition[] {
  const isEventless = taken.some(({ eventType }) => eventType === '');
  const refused: AnyTransitionDefinition[] = [];
  for (const node of nodesOf(before)) {
    const candidates = isEventless ? (node.always ?? []) : (node.transitions.get(type) ?? []);
    const [first] = candidates;
    if (!first || taken.some(({ source }) => isBelow(source, node))) continue;
    const here = taken.find(({ source }) => source === node);
    const end = here ? candidatesOf(node, first).indexOf(here) : candidates.length;
    refused.push(...candidates.slice(0, end).filter(({ guard }) => guard !== undefined));
  }
  return refused;
}

/** Those that were asked before it in its own state; of an actor's first steps nothing else is known. */
function passedOver(taken: AnyTransitionDefinition): readonly AnyTransitionDefinition[] {
  const candidates = candidatesOf(taken.source, taken);
  return candidates.slice(0, Math.max(0, candidates.indexOf(taken))).filter(({ guard }) => guard !== undefined);
}

function isBelow(node: AnyStateNode, ancestor: AnyStateNode): boolean {
  for (let at = node.parent; at; at = at.parent) if (at === ancestor) return true;
  return false;
}

function nodesOf(snapshot: AnyMachineSnapshot): readonly AnyStateNode[] {
  return snapshot._nodes;
}

function isOfMachine(snapshot: object): snapshot is AnyMachineSnapshot {
  return 'machine' in snapshot && 'value' in snapshot;
}

function machineOf(name: string) {
  const entry = catalogue.find((each) => each.name === name);
  if (!entry) throw new Error(`the catalogue has no ${name}`);
  return entry.machine;
}

function newTaken(): Taken {
  return { states: new Set(), transitions: new Set(), refused: new Set() };
}

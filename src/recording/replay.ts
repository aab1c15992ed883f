// Runs a recording again on the production machines, offline: each recorded actor takes the events that it took, and must come to
// the states that it came to. What is no machine does nothing; only what it was recorded to say counts.
import type { AnyActorRef, AnyStateMachine } from 'xstate';
import { catalogue } from '../machines/catalogue.js';
import { Comparison } from './compare.js';
import type { ActorEntry, RecordingEntry, StateEntry } from './format.js';
import type { Recording } from './reading.js';
import { childless, ReplayedActor, type Taken } from './replayed-actor.js';
import { standInActor } from './revive.js';

export type { Difference } from './replayed-actor.js';

/** One event that one machine took. */
export interface Step extends Taken {
  readonly actor: ActorEntry;
  /** Of the recording: what it came to then. */
  readonly state: StateEntry;
  /** The state before; none at the beginning. */
  readonly before: StateEntry | undefined;
}

export interface ReplayOptions {
  /** Only of this actor: its `actor`, or its readable `id`. */
  readonly only?: string | undefined;
  /** In place of the production machines, by their names in the catalogue. */
  readonly machines?: ReadonlyMap<string, AnyStateMachine>;
}

export const productionMachines: ReadonlyMap<string, AnyStateMachine> = new Map(catalogue.map(({ name, machine }) => [name, machine]));

/** The steps in their order, one by one, as they are computed. */
export function* replay({ header, entries }: Recording, { only, machines = productionMachines }: ReplayOptions = {}): Generator<Step> {
  const prepared = new Map<string, AnyStateMachine>();
  const machineOf = (name: string): AnyStateMachine | undefined => {
    const machine = machines.get(name);
    if (machine && !prepared.has(name)) prepared.set(name, childless(machine));
    return prepared.get(name);
  };
  const began = Date.parse(header.began);
  const comparison = new Comparison();
  const standIns = new Map<string, AnyActorRef>();
  const actor = (key: string, id: string): AnyActorRef => {
    const known = standIns.get(`${key} ${id}`) ?? standInActor(id);
    standIns.set(`${key} ${id}`, known);
    return known;
  };
  const alive = new Map<string, ActorEntry>();
  const replayed = new Map<string, ReplayedActor>();
  const before = new Map<string, StateEntry>();
  const childrenOf = (parent: string): string[] => [...alive.values()].filter((each) => each.parent === parent).map(({ id }) => id);

  for (const entry of entries) {
    switch (entry.type) {
      case 'actor': {
        alive.set(entry.actor, entry);
        const machine = machineOf(entry.machine ?? '');
        const isWanted = only === undefined || entry.actor === only || entry.id === only;
        if (machine && isWanted) replayed.set(entry.actor, new ReplayedActor(entry, machine, { texts: header.texts, comparison, actor }));
        break;
      }
      case 'event':
        replayed.get(entry.actor)?.hear(entry);
        break;
      case 'state': {
        const player = replayed.get(entry.actor);
        if (!player) break;
        const taken = player.take(entry, { now: Math.round(began + entry.at), children: childrenOf(entry.actor) });
        yield { ...taken, actor: player.entry, state: entry, before: before.get(entry.actor) };
        before.set(entry.actor, entry);
        break;
      }
      case 'end':
        alive.delete(entry.actor);
        replayed.delete(entry.actor);
        before.delete(entry.actor);
    }
  }
}

export interface Summary {
  readonly entries: number;
  readonly actors: number;
  /** Actors that were replayed, and the states that they were compared by. */
  readonly machines: number;
  readonly states: number;
  /** Taken as they stood: the recording begins after their actor did. */
  readonly adopted: number;
  /** Machines that this program does not have: their actors were not replayed. */
  readonly strange: readonly string[];
  readonly different: readonly Step[];
}

/** All of it. */
export function replayWhole(recording: Recording, options: ReplayOptions = {}): Summary {
  const machines = new Set<string>();
  const different: Step[] = [];
  let states = 0;
  let adopted = 0;
  for (const step of replay(recording, options)) {
    machines.add(step.actor.actor);
    if (step.outcome === 'adopted') adopted++;
    else states++;
    if (step.outcome === 'different') different.push(step);
  }
  const actors = recording.entries.filter((entry: RecordingEntry) => entry.type === 'actor');
  const known = options.machines ?? productionMachines;
  const strange = [...new Set(actors.flatMap(({ machine }) => (machine === undefined || known.has(machine) ? [] : [machine])))];
  return { entries: recording.entries.length, actors: actors.length, machines: machines.size, states, adopted, strange, different };
}

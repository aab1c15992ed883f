// One recorded actor on its production machine: only its transitions are computed. Nothing runs, nothing is sent, no time passes.
import type { AnyActorRef, AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { type Comparison, type PlaceOfDifference, replayedPlaceholders } from './compare.js';
import type { ActorEntry, Answer, EventEntry, Plain, RecordingHeader, StateEntry } from './format.js';
import { Plainer } from './plain.js';
import { inertLogic, inertScope, revive, type Surroundings, standInActor } from './revive.js';

/** One thing in which a replay came to something else. */
export interface Difference {
  /**
   * `threw`: the machine did; `unasked`: it asked the world for what the recording has no answer to; `unknown`: the machine has no
   * such state as the recorded one.
   */
  readonly what: 'value' | 'status' | 'context' | 'threw' | 'unasked' | 'unknown';
  readonly path: string;
  readonly expected: Plain | undefined;
  readonly got: Plain | undefined;
}

/** What a recording knows around the actor at a moment. */
export interface Moment {
  /** ms since 1970. */
  readonly now: number;
  /** The readable ids of its children that have not ended. */
  readonly children: readonly string[];
}

/** An answer where the recording has none: replaying goes on with it, and tells. */
const invented: Readonly<Record<string, (now: number) => unknown>> = {
  now: (now) => now,
  random: () => 0.5,
  isSmaller: () => false,
  newRequestId: () => '1',
};

/** A machine whose children do nothing: only what was recorded of them counts. */
export function childless(machine: AnyStateMachine): AnyStateMachine {
  return machine.provide({ actors: Object.fromEntries(Object.keys(machine.implementations.actors).map((name) => [name, inertLogic])) });
}

export class ReplayedActor {
  readonly entry: ActorEntry;
  /** Sent and not taken yet, in their order. */
  readonly #waiting: EventEntry[] = [];
  readonly #machine: AnyStateMachine;
  readonly #comparison: Comparison;
  readonly #plainer: Plainer;
  readonly #surroundings: Surroundings;
  readonly #scope: AnyActorScope;
  #snapshot: AnyMachineSnapshot | undefined;
  #answers: Answer[] = [];
  #unasked: string[] = [];
  #now = 0;

  /** The machine is a `childless` one. */
  constructor(
    entry: ActorEntry,
    machine: AnyStateMachine,
    { texts, comparison, actor }: { texts: RecordingHeader['texts']; comparison: Comparison; actor: Surroundings['actor'] },
  ) {
    this.entry = entry;
    this.#machine = machine;
    this.#comparison = comparison;
    this.#plainer = new Plainer({ texts, placeholders: replayedPlaceholders, nameOf: (ref) => ({ actor: '', id: idOf(ref) }) });
    this.#scope = inertScope(entry.id);
    this.#surroundings = { actor, ask: (name) => this.#answer(name) };
  }

  hear(entry: EventEntry): void {
    this.#waiting.push(entry);
  }

  /** Takes what the recorded actor took, and says in what it came to something else. */
  take(state: StateEntry, moment: Moment): Taken {
    const index = this.#waiting.findIndex(({ event }) => event.type === state.on);
    const [event] = index < 0 ? [] : this.#waiting.splice(index, 1);
    const isBegun = this.#snapshot !== undefined || state.on === 'xstate.init';
    if (!isBegun || (!event && state.on !== 'xstate.stop')) {
      const impossible = this.#adopt(state, moment);
      return { event, outcome: impossible.length > 0 ? 'different' : 'adopted', differences: impossible, value: state.value };
    }
    this.#answers = [...(state.answers ?? [])];
    this.#unasked = [];
    this.#now = moment.now;
    const differences = this.#differences(state, event);
    const value = this.#snapshot?.value as Plain | undefined; // XState's StateValue: strings in objects
    // What follows is compared with what was, not with what came of the first difference.
    if (differences.length > 0) differences.push(...this.#adopt(state, moment));
    return { event, outcome: differences.length > 0 ? 'different' : 'same', differences, value: value ?? null };
  }

  #differences(state: StateEntry, event: EventEntry | undefined): Difference[] {
    try {
      const next = this.#step(state.on, event);
      this.#snapshot = next;
      return this.#compare(state, next);
    } catch (error) {
      return [{ what: 'threw', path: '', expected: undefined, got: error instanceof Error ? error.message : String(error) }];
    }
  }

  #step(on: string, event: EventEntry | undefined): AnyMachineSnapshot {
    const given = revive(event?.event, this.#surroundings);
    const happened = typeof given === 'object' && given !== null ? given : {};
    if (on === 'xstate.init') return this.#machine.getInitialSnapshot(this.#scope, 'input' in happened ? happened.input : undefined);
    if (!this.#snapshot) throw new TypeError('an event before the first state');
    return this.#machine.transition(this.#snapshot, { ...happened, type: on }, this.#scope);
  }

  #compare(state: StateEntry, got: AnyMachineSnapshot): Difference[] {
    if (got.status === 'error' && state.status !== 'error') {
      return [{ what: 'threw', path: '', expected: undefined, got: String(got.error) }];
    }
    const told = (what: Difference['what'], found: readonly PlaceOfDifference[]) => found.map((each) => ({ what, ...each }));
    return [
      ...told('value', this.#comparison.differences(state.value, got.value)),
      ...told('status', this.#comparison.differences(state.status, got.status)),
      ...told('context', this.#comparison.differences(state.context, this.#plainer.plain(got.context))),
      ...this.#unasked.map((name) => ({ what: 'unasked' as const, path: name, expected: undefined, got: undefined })),
    ];
  }

  /** Goes on from what was recorded, if there is such a state here. */
  #adopt(state: StateEntry, moment: Moment): Difference[] {
    this.#snapshot = undefined;
    try {
      this.#snapshot = this.#resolved(state, moment);
      return [];
    } catch {
      return [{ what: 'unknown', path: '', expected: state.value, got: undefined }];
    }
  }

  #resolved({ value, status, context }: StateEntry, { children }: Moment): AnyMachineSnapshot {
    const resolved = this.#machine.resolveState({ value, status, context: revive(context, this.#surroundings) } as never); // as recorded
    Object.assign(resolved.children, Object.fromEntries(children.map((id): [string, AnyActorRef] => [id, standInActor(id)])));
    return resolved;
  }

  #answer(name: string): unknown {
    const index = this.#answers.findIndex(([asked]) => asked === name);
    const [answer] = index < 0 ? [] : this.#answers.splice(index, 1);
    if (answer) return answer[1];
    this.#unasked.push(name);
    return invented[name]?.(this.#now);
  }
}

export interface Taken {
  /** What was taken; none when the recording does not have it. */
  readonly event: EventEntry | undefined;
  /** `adopted`: the recording begins after this actor did, so its state is taken as it stands. */
  readonly outcome: 'same' | 'different' | 'adopted';
  readonly differences: readonly Difference[];
  /** The state that it came to. */
  readonly value: Plain;
}

function idOf(ref: object): string {
  return 'id' in ref ? String(ref.id) : '';
}

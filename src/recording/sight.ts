// Makes sense of XState's inspection events of one node: what was sent to whom, and what each actor made of it. A machine's new
// state is known when its last microstep is done, though XState tells of it only after everything that it set off.
import type { AnyTransitionDefinition, InspectionEvent } from 'xstate';
import type { ActorBook, ActorRecord } from './actor-book.js';
import type { Plain, StateEntry } from './format.js';

/** An entry before it is made plain: with the actors' own objects, which do not change. */
export type Seen =
  | { readonly type: 'actor'; readonly of: ActorRecord }
  | { readonly type: 'event'; readonly of: ActorRecord; readonly source: ActorRecord | undefined; readonly event: AnyEvent }
  | {
      readonly type: 'state';
      readonly of: ActorRecord;
      readonly on: string;
      readonly snapshot: object;
      readonly taken: readonly AnyTransitionDefinition[];
      readonly answers: readonly Answered[];
    }
  | { readonly type: 'end'; readonly of: ActorRecord };

interface AnyEvent {
  readonly type: string;
}

type Answered = readonly [name: string, answer: number | boolean | string];

/** What there is to see of a snapshot. */
export interface Look {
  /** Names of states; `null` of what is no machine. */
  readonly value: Plain;
  readonly status: StateEntry['status'];
  readonly context: unknown;
  readonly error: unknown;
}

const nothing: readonly never[] = [];

interface Watched {
  readonly ref: Ref;
  readonly record: ActorRecord;
  /** Since the state that was told last. */
  taken: readonly AnyTransitionDefinition[];
  answers: readonly Answered[];
  /** The last microstep, while it may not have been told. */
  reached: object | undefined;
  /** What its first microstep was of; those that follow are of what was raised and of what needs no event. */
  on: string;
  told: object | undefined;
  /** The event that it was sent last. */
  heard: string;
  isOver: boolean;
}

interface Ref {
  getSnapshot(): object;
}

export class Sight {
  readonly #book: ActorBook;
  readonly #node: string;
  readonly #tell: (seen: Seen) => void;
  readonly #watched = new WeakMap<object, Watched>();
  /** Actors that are being made, the outermost first: while one is, it has no snapshot. */
  readonly #beingMade: Watched[] = [];
  /** The machine whose microstep was the last, until something else happens. */
  #stepping: Watched | undefined;
  /** Answers whose asker shows at its next microstep. */
  #answers: readonly Answered[] = nothing;

  constructor(book: ActorBook, node: string, tell: (seen: Seen) => void) {
    this.#book = book;
    this.#node = node;
    this.#tell = tell;
  }

  look(event: InspectionEvent): void {
    switch (event.type) {
      case '@xstate.actor':
        this.#made(event.actorRef);
        break;
      case '@xstate.microstep':
        this.#stepped(this.#of(event.actorRef), event.snapshot, event.event.type, event._transitions);
        break;
      case '@xstate.event':
        this.#settle();
        this.#sent(this.#of(event.actorRef), event.event, event.sourceRef);
        break;
      case '@xstate.snapshot':
        this.#settle();
        this.#arrived(this.#of(event.actorRef), event.snapshot, event.event.type);
    }
  }

  /** The world has answered whatever machine is computing now. */
  answered(name: string, answer: number | boolean | string): void {
    const maker = this.#maker();
    if (maker) maker.answers = [...maker.answers, [name, answer]];
    else this.#answers = [...this.#answers, [name, answer]];
  }

  #made(ref: Ref): void {
    const record = this.#book.enter(this.#node, ref);
    const watched = {
      ref,
      record,
      taken: nothing,
      answers: nothing,
      reached: undefined,
      on: '',
      told: undefined,
      heard: '',
      isOver: false,
    };
    this.#watched.set(ref, watched);
    this.#tell({ type: 'actor', of: record });
    this.#maker();
    this.#beingMade.push(watched);
  }

  /** The innermost actor that is being made. */
  #maker(): Watched | undefined {
    while (this.#beingMade.length > 0) {
      const last = this.#beingMade.at(-1);
      if (last && !hasSnapshot(last.ref)) return last;
      this.#beingMade.pop();
    }
    return undefined;
  }

  #stepped(watched: Watched, snapshot: object, on: string, transitions: readonly AnyTransitionDefinition[]): void {
    if (transitions.length > 0) watched.taken = watched.taken.length > 0 ? [...watched.taken, ...transitions] : transitions;
    if (this.#maker() === watched) return;
    if (!watched.reached) watched.on = on;
    watched.reached = snapshot;
    this.#stepping = watched;
    this.#assignAnswers(watched);
  }

  #assignAnswers(watched: Watched): void {
    if (this.#answers.length === 0) return;
    watched.answers = [...watched.answers, ...this.#answers];
    this.#answers = nothing;
  }

  /** Nothing more comes of the event that was being taken. */
  #settle(): void {
    const stepping = this.#stepping;
    this.#stepping = undefined;
    if (!stepping?.reached) return;
    this.#assignAnswers(stepping);
    this.#tellState(stepping, stepping.reached, stepping.on);
  }

  #sent(watched: Watched, event: AnyEvent, sourceRef: object | undefined): void {
    const source = sourceRef && this.#book.find(sourceRef);
    if (source && event.type.startsWith('xstate.error.actor.') && sourceRef) this.#failed(sourceRef);
    watched.heard = event.type;
    this.#tell({ type: 'event', of: watched.record, source: source ?? undefined, event });
    if (event.type === 'xstate.init') this.#tellState(watched, watched.ref.getSnapshot(), event.type);
  }

  #arrived(watched: Watched, snapshot: object, on: string): void {
    if (watched.told !== snapshot) this.#tellState(watched, snapshot, on);
    if (statusOf(snapshot) !== 'active') this.#over(watched);
  }

  /** XState tells its parent only. */
  #failed(ref: object): void {
    const watched = this.#watched.get(ref);
    if (!watched || watched.isOver) return;
    this.#tellState(watched, watched.ref.getSnapshot(), watched.heard);
    this.#over(watched);
  }

  #over(watched: Watched): void {
    if (watched.isOver) return;
    watched.isOver = true;
    this.#book.end(watched.record);
    this.#tell({ type: 'end', of: watched.record });
  }

  #tellState(watched: Watched, snapshot: object, on: string): void {
    const { record: of, taken, answers, told } = watched;
    watched.told = snapshot;
    watched.reached = undefined;
    // What is no machine has nothing to show but its status.
    if (!isMachines(snapshot) && (told ? statusOf(told) : 'active') === statusOf(snapshot)) return;
    watched.taken = nothing;
    watched.answers = nothing;
    this.#tell({ type: 'state', of, on, snapshot, taken, answers });
  }

  /** An actor that was there before it could be watched is entered as it is met. */
  #of(ref: Ref): Watched {
    const watched = this.#watched.get(ref);
    if (watched) return watched;
    this.#made(ref);
    return this.#of(ref);
  }
}

function hasSnapshot(ref: Ref): boolean {
  try {
    return ref.getSnapshot() !== undefined;
  } catch {
    return false; // XState throws while the actor is being made
  }
}

export function lookAt(snapshot: object): Look {
  const status = statusOf(snapshot);
  const error = 'error' in snapshot ? snapshot.error : undefined;
  // XState's StateValue: strings in objects.
  return isMachines(snapshot)
    ? { value: snapshot.value as Plain, context: snapshot.context, status, error }
    : { value: null, context: null, status, error };
}

function isMachines(snapshot: object): snapshot is { readonly value: unknown; readonly context: unknown } {
  return 'value' in snapshot && 'context' in snapshot;
}

function statusOf(snapshot: object): Look['status'] {
  return 'status' in snapshot ? (snapshot.status as Look['status']) : 'active'; // XState's four
}

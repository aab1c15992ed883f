// Steps of a registry's machine with no actor running: the state that it is in, and what it would do, in words.
import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  createActor,
  type EventFrom,
  fromCallback,
  type InputFrom,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate';
import type { Frame } from '../../src/protocol/frame.js';
import { frame } from '../../src/protocol/frame.js';

/** `link: link.send AUTH <SUCCESS> <200>` for an event to an actor, `start ID` and `stop ID` of one. */
export interface Step {
  readonly value: unknown;
  readonly did: readonly string[];
}

export class Steps<M extends AnyStateMachine> {
  #snapshot: AnyMachineSnapshot;
  readonly #machine: M;
  /** Running timers: their events by delay name, or by type for those that the machine raises itself. */
  readonly #timers = new Map<string, object>();
  readonly first: Step;

  constructor(machine: M, input: InputFrom<M>) {
    this.#machine = machine;
    const [snapshot, actions] = initialTransition(machine, input) as [AnyMachineSnapshot, Done[]];
    this.#snapshot = snapshot;
    this.first = this.#take(snapshot, actions);
  }

  get context(): ContextFrom<M> {
    return this.#snapshot.context;
  }

  send(...events: EventFrom<M>[]): Step {
    let step: Step = { value: this.#snapshot.value, did: [] };
    for (const event of events) step = this.#step(event);
    return step;
  }

  /** Lets a running delay pass. */
  pass(delay: string): Step {
    const event = this.#timers.get(delay);
    if (!event) throw new Error(`no delay ${delay} among ${[...this.#timers.keys()].join(', ')}`);
    return this.#step(event);
  }

  /** A child of this id is done, or has failed. */
  settle(child: string, outcome: 'done' | 'error'): Step {
    return this.#step({ type: `xstate.${outcome}.actor.${child}`, output: undefined, error: new Error('failed'), actorId: child });
  }

  #step(event: object): Step {
    const [snapshot, actions] = transition(
      this.#machine,
      this.#snapshot as SnapshotFrom<M>, // what this very machine gave
      event as EventFrom<M>, // also those that XState itself sends
    ) as [AnyMachineSnapshot, Done[]];
    return this.#take(snapshot, actions);
  }

  #take(snapshot: AnyMachineSnapshot, actions: readonly Done[]): Step {
    this.#snapshot = snapshot;
    return { value: snapshot.value, did: actions.flatMap((action) => this.#describe(action)) };
  }

  #describe({ type, params = {} }: Done): string[] {
    const { event, to, id, delay } = params;
    switch (type) {
      case 'xstate.sendTo':
        return [`${typeof to === 'string' ? to : to?.id}: ${event?.type}${wordsOf(event)}`];
      case 'xstate.raise':
        if (event) this.#timers.set(event.type.replace(/^xstate\.after\.([^.]+)\..*$/, '$1'), event);
        return event && delay !== undefined && !event.type.startsWith('xstate.after') ? [`in ${delay} ms: ${event.type}`] : [];
      case 'xstate.spawnChild':
        return [`start ${id}`];
      case 'xstate.stopChild':
        return [`stop ${id ?? ''}`.trim()];
      case 'xstate.emit':
        return [`emit ${event?.type}`];
      default:
        return type.startsWith('xstate.') ? [] : [type];
    }
  }
}

/** What XState says that a machine would do: its own actions carry these, by its types. */
interface Done {
  readonly type: string;
  readonly params?: {
    readonly event?: Told;
    readonly to?: AnyActorRef | string;
    readonly id?: string;
    readonly delay?: number;
  };
}

interface Told {
  readonly type: string;
  readonly frame?: Frame;
  readonly notice?: { readonly frame: Frame };
  readonly counter?: string;
}

function wordsOf(event: Told | undefined): string {
  const told = event?.frame ?? event?.notice?.frame;
  if (!told) return event?.counter === undefined ? '' : ` ${event.counter}`;
  const reason = told.headers['reason'] === undefined ? '' : ` (${told.headers['reason']})`;
  return ` ${[told.verb, ...told.fields.map((field) => `<${field}>`)].join(' ')}${reason}`;
}

/** Somebody to send to, who does nothing. */
export function somebody(id: string): AnyActorRef {
  return createActor(
    fromCallback(() => {}),
    { id },
  );
}

let lastChange = 0;

/** A notification of a change of its own. */
export function notice(verb: string, ...fields: string[]) {
  lastChange++;
  return { change: lastChange, frame: frame(verb, fields) };
}

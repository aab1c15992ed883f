// Where the production actors are: their last snapshots, by name, from XState's inspection events.
import type { AnyStateNode, InspectionEvent } from 'xstate';
import type { Inspector } from '../../../src/actors/inspection.js';

/** An actor of a state chart, as last seen. */
interface Seen {
  readonly status: string;
  readonly _nodes: readonly AnyStateNode[];
}

export class Actors {
  readonly #last = new Map<object, { readonly id: string; readonly snapshot: Seen }>();
  readonly #newest = new Map<string, object>();
  #whenNext: (() => void) | undefined;

  /** Hands on what it is told. */
  inspector(next: Inspector): Inspector {
    return (event) => {
      this.#note(event);
      next(event);
    };
  }

  /**
   * The active states of the newest actor of this id, dotted, parents too, each after `name`; `name gone` when it was stopped
   * or there was none.
   */
  states(id: string, name = id): readonly string[] {
    const actor = this.#newest.get(id);
    const snapshot = actor && this.#last.get(actor)?.snapshot;
    if (!snapshot || snapshot.status === 'stopped') return [`${name} gone`];
    const states = snapshot._nodes.filter(({ parent }) => parent).map(({ path }) => `${name} ${path.join('.')}`);
    return snapshot.status === 'error' ? [`${name} failed`, ...states] : states;
  }

  /** Calls this within the turn in which the next actor of a state chart is made. */
  whenNext(call: () => void): void {
    this.#whenNext = call;
  }

  #note(event: InspectionEvent): void {
    if (event.type !== '@xstate.snapshot' || !('_nodes' in event.snapshot)) return;
    const { actorRef } = event;
    const id = 'id' in actorRef && typeof actorRef.id === 'string' ? actorRef.id : '';
    if (!this.#last.has(actorRef)) {
      this.#newest.set(id, actorRef);
      this.#whenNext?.();
      this.#whenNext = undefined;
    }
    this.#last.set(actorRef, { id, snapshot: event.snapshot as unknown as Seen }); // of a machine: it has nodes
  }
}

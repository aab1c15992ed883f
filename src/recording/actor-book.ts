// Which actors there are: what each is called in the recording, who started it, and which machine it is.
import type { AnyTransitionDefinition } from 'xstate';
import type { TakenTransition } from './format.js';

export interface ActorRecord {
  readonly actor: string;
  readonly node: string;
  readonly id: string;
  readonly parent: ActorRecord | undefined;
  readonly machine: string | undefined;
}

export class ActorBook {
  readonly #records = new WeakMap<object, ActorRecord>();
  readonly #numbers = new Map<string, number>();
  readonly #places = new WeakMap<AnyTransitionDefinition, TakenTransition>();
  /** The actor that a node began with: those that XState knows no parent of are below it. */
  readonly #roots = new Map<string, { readonly record: ActorRecord; isOver: boolean }>();

  enter(node: string, ref: object): ActorRecord {
    const number = (this.#numbers.get(node) ?? 0) + 1;
    this.#numbers.set(node, number);
    const actor = `${node}:${number}`;
    const parent = this.#parentOf(node, ref);
    const id = 'id' in ref && typeof ref.id === 'string' ? ref.id : actor;
    // XState gives `x:12` to who was given no name; that number is of no use here.
    const record: ActorRecord = { actor, node, id: /^x:\d+$/.test(id) ? actor : id, parent, machine: machineOf(ref) };
    this.#records.set(ref, record);
    if (!parent) this.#roots.set(node, { record, isOver: false });
    return record;
  }

  find(ref: object): ActorRecord | undefined {
    return this.#records.get(ref);
  }

  /** The next one of its node without a parent begins the node anew. */
  end(record: ActorRecord): void {
    const root = this.#roots.get(record.node);
    if (root?.record === record) root.isOver = true;
  }

  /** Where a transition is drawn. */
  place(transition: AnyTransitionDefinition): TakenTransition {
    let place = this.#places.get(transition);
    if (!place) {
      const { source } = transition;
      const all = [...[...source.transitions.values()].flat(), ...(source.always ?? [])];
      place = { from: source.path.join('.'), index: all.indexOf(transition) };
      this.#places.set(transition, place);
    }
    return place;
  }

  #parentOf(node: string, ref: object): ActorRecord | undefined {
    const parent = '_parent' in ref ? ref._parent : undefined;
    if (typeof parent === 'object' && parent !== null) return this.#records.get(parent);
    const root = this.#roots.get(node);
    return root && !root.isOver ? root.record : undefined;
  }
}

/** `registrySession` → `registry-session`: the machines of the catalogue have their names as ids, and need not be loaded to know. */
function machineOf(ref: object): string | undefined {
  const logic: unknown = 'logic' in ref ? ref.logic : undefined;
  const isMachine = typeof logic === 'object' && logic !== null && 'config' in logic && 'id' in logic && typeof logic.id === 'string';
  return isMachine ? String(logic.id).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : undefined;
}

// The entries of a recording as events of `@statelyai/inspect`, for Stately's inspector. Its package makes them from actors as they
// are, secrets and all, and what it offers for others loses who started whom; so they are made here, from what is redacted.
import { catalogue } from '../machines/catalogue.js';
import type { Plain, RecordingEntry } from '../recording/format.js';

interface StatelyBase {
  /** The topmost actor of the node. */
  readonly rootId: string;
  readonly sessionId: string;
  /** ms since 1970. */
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
}

interface StatelySnapshot {
  readonly status: string;
  readonly value?: Plain;
  readonly context?: Plain;
  readonly error?: Plain;
}

/** As `StatelyInspectionEvent` of the package, whose parts are XState's own types of actors that run. */
export type StatelyEvent =
  | (StatelyBase & {
      readonly type: '@xstate.actor';
      readonly name: string;
      readonly parentId: string | undefined;
      /** The machine's configuration as JSON. */
      readonly definition: string;
      readonly snapshot: StatelySnapshot;
    })
  | (StatelyBase & { readonly type: '@xstate.event'; readonly sourceId: string | undefined; readonly event: Plain })
  | (StatelyBase & { readonly type: '@xstate.snapshot'; readonly event: Plain; readonly snapshot: StatelySnapshot });

/** The version of the package whose form this is; a test holds them together. */
export const statelyVersion = '0.7.2';

interface Known {
  readonly rootId: string;
  /** The last event that it was sent: its state tells only the type. */
  event: Plain;
}

/** For one reader: it is given every entry from the actors' beginnings on. */
export class StatelyForm {
  readonly #began: number;
  readonly #known = new Map<string, Known>();

  constructor({ began }: { readonly began: string }) {
    this.#began = Date.parse(began);
  }

  /** Undefined for what Stately's inspector has no word for. */
  convert(entry: RecordingEntry): StatelyEvent | undefined {
    const { actor } = entry;
    if (entry.type === 'end') {
      this.#known.delete(actor);
      return undefined;
    }
    if (entry.type === 'actor') {
      const parent = entry.parent === undefined ? undefined : this.#known.get(entry.parent);
      this.#known.set(actor, { rootId: parent?.rootId ?? actor, event: { type: '' } });
    }
    const known = this.#known.get(actor) ?? { rootId: actor, event: { type: '' } };
    const base: StatelyBase = {
      rootId: known.rootId,
      sessionId: actor,
      createdAt: String(Math.round(this.#began + entry.at)),
      id: null,
      _version: statelyVersion,
    };
    switch (entry.type) {
      case 'actor':
        return {
          type: '@xstate.actor',
          name: nameOf(entry),
          parentId: entry.parent,
          definition: definitionOf(entry.machine, nameOf(entry)),
          snapshot: { status: 'active' },
          ...base,
        };
      case 'event':
        known.event = entry.event;
        return { type: '@xstate.event', event: entry.event, sourceId: entry.source, ...base };
      case 'state': {
        const { value, status, context, error, on } = entry;
        const event = isOfType(known.event, on) ? known.event : { type: on };
        const snapshot = { status, ...(value !== null && { value }), context, ...(error !== undefined && { error }) };
        return { type: '@xstate.snapshot', event, snapshot, ...base };
      }
    }
  }
}

/** The root of a node is shown by the node's name: there may be three peers. */
function nameOf({ id, node, parent }: { readonly id: string; readonly node: string; readonly parent?: string }): string {
  return parent === undefined && id !== node ? `${node}: ${id}` : id;
}

function isOfType(event: Plain, type: string): boolean {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === type;
}

const definitions = new Map<string, string>();

/** A chart as the inspector draws it; of what is no machine of ours just a box with its name. */
function definitionOf(machine: string | undefined, name: string): string {
  const found = machine === undefined ? undefined : catalogue.find((entry) => entry.name === machine);
  if (!found) return JSON.stringify({ id: name });
  let definition = definitions.get(found.name);
  if (definition === undefined) {
    // A function is known by its name, as the package has it.
    definition = JSON.stringify(found.machine.config, (_, value: unknown) => (typeof value === 'function' ? { type: value.name } : value));
    definitions.set(found.name, definition);
  }
  return definition;
}

// The production actors of one machine, as they come and go.
import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import { catalogue } from '../../../src/machines/catalogue.js';

const names = new Map<unknown, string>(catalogue.map(({ name, machine }) => [machine.config, name]));

function nameOf(actor: AnyActorRef): string | undefined {
  const { logic } = actor as { readonly logic?: { readonly config?: unknown } }; // an actor of a machine has it
  return names.get(logic?.config);
}

function statesOf(snapshot: AnyMachineSnapshot): string[] {
  return snapshot._nodes.filter(({ parent }) => parent).map(({ path }) => path.join('.'));
}

export class WatchedActors {
  readonly #machine: string;
  readonly #actors: AnyActorRef[] = [];

  /** `machine`: its name in the catalogue. */
  constructor(machine: string) {
    this.#machine = machine;
  }

  note(event: InspectionEvent): void {
    if (event.type !== '@xstate.actor' || !('getSnapshot' in event.actorRef)) return;
    const actor = event.actorRef as AnyActorRef; // of which getSnapshot is one of the methods
    if (nameOf(actor) === this.#machine) this.#actors.push(actor);
  }

  /** Of the newest that is there. */
  get states(): readonly string[] {
    const newest = this.#actors.findLast((actor) => actor.getSnapshot().status === 'active');
    return newest ? statesOf(newest.getSnapshot()) : ['gone'];
  }
}

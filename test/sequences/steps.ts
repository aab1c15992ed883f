// What the charts did while a scenario ran: every change of state of every machine of one program after another.
import { type Inspector, readable } from '../../src/actors/inspection.js';
import { catalogue } from '../../src/machines/catalogue.js';

/** One change of state. */
export interface Step {
  /** Whose program: R is the registry's. */
  readonly who: string;
  /** As its page is called. */
  readonly chart: string;
  readonly on: string;
  readonly from: string;
  readonly to: string;
}

export type Steps = Step[];

/** Notes what the machines of `who` do. */
export function steps(who: string, noted: Steps): Inspector {
  const states = new WeakMap<object, string>();
  return (event) => {
    if (event.type !== '@xstate.snapshot' || !('value' in event.snapshot)) return;
    const to = readable(event.snapshot.value);
    const from = states.get(event.actorRef);
    if (from === to) return;
    states.set(event.actorRef, to);
    const chart = chartOf(event.actorRef);
    if (from !== undefined && chart !== undefined) noted.push({ who, chart, on: plain(event.event.type), from, to });
  };
}

const charts = new Map(catalogue.map(({ name, machine }) => [machine.id, name]));

function chartOf(actor: object): string | undefined {
  const { logic } = actor as { readonly logic?: { readonly id?: unknown } }; // an actor's logic, which XState's type does not show
  return typeof logic?.id === 'string' ? charts.get(logic.id) : undefined;
}

/** `xstate.after.turn.peerLink.awaitingTurn` → `after turn`, as the pages of the charts say it. */
function plain(type: string): string {
  const [, kind, what] = /^xstate\.(after|done|error)\.(?:actor\.)?([^.]*)/.exec(type) ?? [];
  if (kind === undefined) return type;
  return kind === 'after' ? `after ${what}` : kind;
}

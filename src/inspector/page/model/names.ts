// What XState calls by long names, as the charts call it: `0.membership.joining` is the `enter` that the state `joining` runs, and
// `xstate.done.actor.0.membership.joining` is `done enter`.
import { allStates } from '../../../machines/chart.js';
import type { MachineChart } from '../../contract.js';
import type { Actor } from './actor.js';

const given = /^(\d+)\.([^.]+)(?:\.(.*))?$/;

/** An actor's id; of one that a state runs and that has no id of its own, what it does. */
export function actorName({ id, parent }: Pick<Actor, 'id' | 'parent'>, charts: ReadonlyMap<string, MachineChart>): string {
  return parent ? (runBy(id, charts.get(parent.machine ?? '')) ?? id) : id;
}

/** An event's type as the chart of its machine has it. */
export function eventName(type: string, chart: MachineChart | undefined): string {
  const [, what, id = ''] = /^xstate\.(done|error|snapshot)\.actor\.(.*)$/.exec(type) ?? [];
  if (what !== undefined) return `${what} ${runBy(id, chart) ?? id}`;
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(type) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  if (type === 'xstate.init') return 'begins';
  const [, outcome] = /^xstate\.promise\.(resolve|reject)$/.exec(type) ?? [];
  return outcome === undefined ? type : outcome === 'resolve' ? 'work done' : 'work failed';
}

function runBy(id: string, chart: MachineChart | undefined): string | undefined {
  const [, index, , path = ''] = given.exec(id) ?? [];
  if (index === undefined || !chart) return undefined;
  return allStates(chart.chart).find((state) => state.path === path)?.invokes[Number(index)];
}

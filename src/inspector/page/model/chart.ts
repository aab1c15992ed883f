// A machine's chart as the page shows it: which of its states are active, which transitions were taken last, and the same in words.
import { allStates, type ChartState, type ChartTransition } from '../../../machines/chart.js';
import type { Plain } from '../../../recording/format.js';
import type { MachineChart } from '../../contract.js';
import type { State } from './actor.js';
import type { ChartLayout } from './chart-layout.js';
import { eventName } from './names.js';

export interface Chart extends MachineChart {
  readonly layout: ChartLayout | undefined;
}

/** The lines of an arrow that were taken. */
export interface TakenArrow {
  readonly arrow: number;
  readonly lines: readonly number[];
}

/** Dotted paths of all active states, outer ones first. */
export function activePaths(value: Plain | undefined, above = ''): string[] {
  const at = (key: string) => (above === '' ? key : `${above}.${key}`);
  if (typeof value === 'string') return [at(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [at(key), ...activePaths(inner, at(key))]);
}

/** Which arrows of the drawing are the transitions that led to a state. */
export function takenArrows({ arrows }: ChartLayout, { entry: { taken = [] } }: State): TakenArrow[] {
  return arrows.flatMap(({ from, label }, arrow) => {
    const lines = (label?.lines ?? []).flatMap(({ of }, line) =>
      of.some((index) => taken.some((each) => each.from === from && each.index === index)) ? [line] : [],
    );
    return lines.length > 0 ? [{ arrow, lines }] : [];
  });
}

/** What led to a state, in words: `wire.AUTH [isFullLogin]: authenticating → admitting`. */
export function takenWords(chart: Chart, { entry }: State): string {
  const steps = (entry.taken ?? []).flatMap(({ from, index }) => {
    const transition = stateAt(chart.chart, from)?.transitions[index];
    return transition ? [transitionWords(transition)] : [];
  });
  if (steps.length > 0) return steps.join(', then ');
  return entry.on === 'xstate.init' ? 'began' : `${eventName(entry.on, chart)}: nothing to do in this state`;
}

/** What the innermost of the active states are, as the machine says it. */
export function meaning({ chart }: MachineChart, { entry }: State): string {
  const active = activePaths(entry.value);
  const innermost = active.filter((path) => !active.some((other) => other.startsWith(`${path}.`)));
  return innermost.flatMap((path) => stateAt(chart, path)?.description ?? []).join(' ');
}

export function transitionWords({ from, to, event, guard }: ChartTransition): string {
  const name = `${event === '' ? 'at once' : event}${guard === undefined ? '' : ` [${guard}]`}`;
  const origin = from === '' ? 'in any state' : from;
  return to.length === 0 ? `${name}: stays in ${origin}` : `${name}: ${origin} → ${to.join(', ')}`;
}

function stateAt(root: ChartState, path: string): ChartState | undefined {
  return allStates(root).find((state) => state.path === path);
}

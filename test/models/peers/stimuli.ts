// All stimuli of a chart.
import type { AnyStateMachine, EventObject } from 'xstate';

/** Those that carry something as given, the others bare. */
export function stimuliOf({ events }: AnyStateMachine, given: readonly EventObject[] = []): readonly EventObject[] {
  return [...given, ...events.filter((type) => !given.some((each) => each.type === type)).map((type) => ({ type }))];
}

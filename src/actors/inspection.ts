// How actors are made observable: XState's `inspect` events, handed to whoever asked for them and, where details are wanted,
// to the log.
import type { InspectionEvent } from 'xstate';
import type { Logger } from '../support/logger.js';

/** Receives every inspection event of every actor; `undefined` everywhere costs nothing. */
export interface Inspector {
  (event: InspectionEvent): void;
  /** If it wants to know: what a machine asked of the world (`now`, `random`), and the answer. */
  answered?(name: string, answer: number | boolean | string): void;
}

/** A function that a machine is handed to ask something of the world; its answers are told to the inspector, if it wants them. */
export function overheard<Answer extends number | boolean | string>(
  inspect: Inspector | undefined,
  name: string,
  ask: () => Answer,
): () => Answer {
  if (!inspect?.answered) return ask;
  return () => {
    const answer = ask();
    inspect.answered?.(name, answer);
    return answer;
  };
}

/**
 * The inspector to hand to actors: the given one, and every change of state as a line of the log if that tells details.
 * A line has the actor, the event's type and the state: nothing of what either carries.
 */
export function withStateLog(logger: Logger, inspect: Inspector | undefined): Inspector | undefined {
  if (!logger.tellsDetails) return inspect;
  const states = new WeakMap<object, string>();
  const look = (event: InspectionEvent): void => {
    inspect?.(event);
    if (event.type !== '@xstate.snapshot' || !('value' in event.snapshot)) return;
    const state = readable(event.snapshot.value);
    const before = states.get(event.actorRef);
    if (before === state) return;
    states.set(event.actorRef, state);
    logger.debug({ actor: nameOf(event.actorRef), on: event.event.type, before, now: state }, 'state');
  };
  return inspect?.answered ? Object.assign(look, { answered: inspect.answered.bind(inspect) }) : look;
}

function nameOf(actor: object): string | undefined {
  return 'id' in actor && typeof actor.id === 'string' ? actor.id : undefined;
}

/** A state's value in words: `online.idle`; of states side by side `online(link.quiet, certificate.valid)`. */
export function readable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([state, inner]) => {
    const below = readable(inner);
    return below === '' ? state : `${state}${below.startsWith('(') ? '' : '.'}${below}`;
  });
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
}

// Names for all that a machine is made of: its states, its transitions, and those of them that have a guard.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

export interface Definitions {
  /** Dotted paths; the root is left out. */
  readonly states: readonly string[];
  /** As `nameOf` gives them. */
  readonly transitions: readonly string[];
  readonly guarded: readonly string[];
}

/** All that paths are to take, in document order. */
export function definitionsOf(machine: AnyStateMachine): Definitions {
  const nodes = nodesBelow(machine.root);
  const transitions = nodes.flatMap(transitionsOf);
  return {
    states: nodes.slice(1).map(pathOf),
    transitions: transitions.map(nameOf),
    guarded: transitions.filter(({ guard }) => guard !== undefined).map(nameOf),
  };
}

/** `online.idle: wire.LOGOUT`, `alive: after keepAliveTimeout (2)` for the second candidate, `broken: always (1)`. */
export function nameOf(transition: AnyTransitionDefinition): string {
  const known = names.get(transition);
  if (known !== undefined) return known;
  const name = makeName(transition);
  names.set(transition, name);
  return name;
}

/** Of every machine that was ever made of a chart: a path takes thousands of transitions. */
const names = new WeakMap<AnyTransitionDefinition, string>();

function makeName(transition: AnyTransitionDefinition): string {
  const { source, eventType } = transition;
  const candidates = candidatesOf(source, transition);
  const place = candidates.length > 1 ? ` (${candidates.indexOf(transition) + 1})` : '';
  return `${pathOf(source) || 'root'}: ${readable(eventType, source)}${place}`;
}

/** Those that are tried for the same event in the same state, in their order. */
export function candidatesOf(source: AnyStateNode, { eventType }: AnyTransitionDefinition): readonly AnyTransitionDefinition[] {
  return eventType === '' ? (source.always ?? []) : (source.transitions.get(eventType) ?? []);
}

export function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesBelow)];
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** `xstate.after.helloTimeout.machine.state` → `after helloTimeout`; `xstate.done.actor.0.machine.state` → `done judge`. */
function readable(type: string, node: AnyStateNode): string {
  if (type === '') return 'always';
  const after = 'xstate.after.';
  if (type.startsWith(after)) return `after ${type.slice(after.length, -(node.id.length + 1))}`;
  return type
    .replace(/^xstate\.(done|error|snapshot)\.actor\.(.*)$/, (_, what: string, id: string) => `${what} ${sourceOf(node, id)}`)
    .replace(/^xstate\.done\.state\..*$/, 'done');
}

function sourceOf(node: AnyStateNode, id: string): string {
  const src = node.invoke.find((invoked) => invoked.id === id)?.src;
  return typeof src === 'string' ? src : id;
}

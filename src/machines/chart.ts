// A machine as plain data: its states and transitions in document order, with the names that diagrams and tables show.
import type { AnyStateMachine, AnyStateNode } from 'xstate';

export interface ChartState {
  /** Dotted path below the root; '' is the root itself. */
  readonly path: string;
  readonly key: string;
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** Path of the initial child of a compound state. */
  readonly initial: string | undefined;
  readonly description: string | undefined;
  /** Names of the actors that live as long as the state is active. */
  readonly invokes: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly children: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
}

export interface ChartTransition {
  readonly from: string;
  /** Empty: handled without leaving the state. */
  readonly to: readonly string[];
  /** `wire.LOGIN`, `after helloTimeout`, `done link`, or '' for an eventless one. */
  readonly event: string;
  readonly guard: string | undefined;
  readonly actions: readonly string[];
  readonly isReentry: boolean;
}

/** Walks `machine.root`; every state and transition is in the result, the eventless ones too. */
export function chartOf(machine: AnyStateMachine): ChartState {
  return stateOf(machine.root);
}

/** The states of a chart in document order, the root first. */
export function allStates(state: ChartState): ChartState[] {
  return [state, ...state.children.flatMap(allStates)];
}

function stateOf(node: AnyStateNode): ChartState {
  const initial = node.type === 'compound' ? node.initial?.target?.[0] : undefined;
  return {
    path: pathOf(node),
    key: node.key,
    type: node.type,
    initial: initial && pathOf(initial),
    description: node.description,
    invokes: node.invoke.map(({ src, id }) => (typeof src === 'string' ? src : id)),
    entry: node.entry.map(nameOf).filter(isOwn),
    exit: node.exit.map(nameOf).filter(isOwn),
    children: Object.values(node.states).map(stateOf),
    transitions: [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map((transition) => ({
      from: pathOf(node),
      to: (transition.target ?? []).map(pathOf),
      event: readableEvent(transition.eventType, node),
      guard: transition.guard === undefined ? undefined : guardName(transition.guard),
      actions: transition.actions.map(nameOf),
      isReentry: transition.reenter,
    })),
  };
}

function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

/** `xstate.after.helloTimeout.machine.state` → `after helloTimeout`; `xstate.done.actor.0.machine.state` → `done judge`. */
function readableEvent(type: string, node: AnyStateNode): string {
  const after = `xstate.after.`;
  if (type.startsWith(after)) return `after ${type.slice(after.length, -(node.id.length + 1))}`;
  return type
    .replace(/^xstate\.(done|error|snapshot)\.actor\.(.*)$/, (_, what: string, id: string) => `${what} ${sourceOf(node, id)}`)
    .replace(/^xstate\.done\.state\..*$/, 'done')
    .replace(/^xstate\.route.*$/, '');
}

/** The name of the actor that a state invokes under this id. */
function sourceOf(node: AnyStateNode, id: string): string {
  const src = node.invoke.find((invoked) => invoked.id === id)?.src;
  return typeof src === 'string' ? src : id;
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (isNamed(guard)) return guard.type.replace(/^xstate\./, '');
  if (typeof guard === 'function' && 'guards' in guard && Array.isArray(guard.guards)) {
    const inner = guard.guards.map(guardName);
    const word = 'check' in guard && String(guard.check).includes('every') ? ' and ' : ' or ';
    return inner.length === 1 ? `not ${inner[0]}` : inner.join(word);
  }
  return 'a condition';
}

function nameOf(action: unknown): string {
  if (typeof action === 'string') return action;
  if (isNamed(action)) return action.type;
  return typeof action === 'function' ? action.name : '';
}

/** The timers of `after` are entry and exit actions that XState adds. */
function isOwn(action: string): boolean {
  return action !== 'xstate.raise' && action !== 'xstate.cancel';
}

function isNamed(value: unknown): value is { readonly type: string } {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && 'type' in value && typeof value.type === 'string';
}

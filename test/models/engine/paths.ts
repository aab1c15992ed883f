// The paths through a model's chart, made by `xstate/graph`: all simple ones up to a bound, and what they leave out (a stimulus
// that leads back to where it came from) at the end of the shortest way there.
import { type AnyMachineSnapshot, type AnyStateMachine, type EventObject, initialTransition, transition } from 'xstate';
import { createTestModel, getAdjacencyMap } from 'xstate/graph';
import type { Model, Sight, StateMeta } from './model.js';

/** One stimulus, and what is expected of the production programs then. */
export interface Step {
  readonly event: EventObject;
  /** In the order in which they are to be seen. */
  readonly lines: readonly string[];
  /** States of the production actor. */
  readonly states: readonly string[];
  /** Of the chart, for people. */
  readonly state: string;
}

export interface Path {
  /** What is expected before any stimulus. */
  readonly start: Pick<Step, 'lines' | 'states' | 'state'>;
  readonly steps: readonly Step[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly event: EventObject;
}

/** The chart as a graph: from each state, told apart by value and context, its stimuli. */
interface Graph {
  readonly first: string;
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
}

/** By state and by event, as XState serializes them. */
type Adjacency = Readonly<Record<string, { readonly state: AnyMachineSnapshot; readonly transitions: Readonly<Record<string, Onward>> }>>;

interface Onward {
  readonly event: EventObject;
  readonly state: AnyMachineSnapshot;
}

/** A chart with more states than this is no small chart. */
const mostStates = 3000;

/**
 * All simple paths of at most `bound` stimuli, none of them the beginning of another; then paths that take whatever these do
 * not: each the shortest way to a state, then all stimuli that change nothing there, one after the other.
 * @throws Error when a state that is not final does not take what is to be met everywhere
 */
export function pathsOf({ chart, events = [], everywhere = [] }: Model, bound: number): readonly Path[] {
  createTestModel(chart); // refuses charts that have actors or timers
  const bare = chart.events.filter((type) => !events.some((event) => event.type === type)).map((type) => ({ type }));
  const graph = graphOf(chart, [...events, ...bare], everywhere);
  const ways = shortestWays(graph);
  const simple = bound > 0 ? simplePaths(graph, bound) : [];
  const walked = new Set(simple.flat());
  const rest = [...graph.edges].flatMap(([state, edges]) => {
    const way = ways.get(state) ?? [];
    const left = edges.filter((edge) => !walked.has(edge));
    const loops = left.filter(({ from, to }) => from === to);
    const leaving = left.filter(({ from, to }) => from !== to).map((edge) => [...way, edge]);
    return loops.length > 0 ? [...leaving, [...way, ...loops]] : leaving;
  });
  return withoutBeginnings([...simple, ...rest]).map((edges) => pathOf(chart, edges));
}

/** What a chart expects of these stimuli. */
function pathOf(chart: AnyStateMachine, edges: readonly Edge[]): Path {
  let [snapshot, actions] = initialTransition(chart) as Turn;
  const start = expected(snapshot, actions);
  const steps = edges.map(({ event }) => {
    [snapshot, actions] = transition(chart, snapshot, event) as Turn;
    return { event, ...expected(snapshot, actions) };
  });
  return { start, steps };
}

/** What XState's pure functions give for any machine. */
type Turn = [AnyMachineSnapshot, readonly { readonly type: string; readonly params?: unknown }[]];

function expected(snapshot: AnyMachineSnapshot, actions: Turn[1]): Pick<Step, 'lines' | 'states' | 'state'> {
  const lines = actions.flatMap(({ type, params }) => (type === 'see' ? (params as Sight).lines : [])); // as `sees` gives them
  const states = Object.values(snapshot.getMeta()).flatMap((meta) => (meta as Partial<StateMeta> | undefined)?.is ?? []); // by `isIn`
  return { lines, states, state: keyOf(snapshot) };
}

function keyOf({ value, context }: AnyMachineSnapshot): string {
  const remembered = JSON.stringify(context ?? {});
  return `${JSON.stringify(value)}${remembered === '{}' ? '' : ` ${remembered}`}`;
}

function graphOf(chart: AnyStateMachine, events: readonly EventObject[], everywhere: readonly EventObject[]): Graph {
  const keys = new Map<string, AnyMachineSnapshot>();
  const adjacency = getAdjacencyMap(chart, {
    events: [...events],
    serializeState: keyOf,
    filterEvents: (snapshot: AnyMachineSnapshot, event: EventObject) => snapshot.can(event),
    limit: mostStates * 100,
  }) as Adjacency; // XState's type of it, for any chart
  const edges = new Map<string, Edge[]>();
  for (const [from, { state: snapshot, transitions }] of Object.entries(adjacency)) {
    keys.set(from, snapshot);
    const unmet = snapshot.status === 'active' ? everywhere.filter((event) => !snapshot.can(event)) : [];
    if (unmet.length > 0) throw new Error(`${from} does not take ${unmet.map((event) => JSON.stringify(event)).join(', ')}`);
    edges.set(
      from,
      Object.values(transitions).map(({ event, state: next }) => ({ from, to: keyOf(next), event })),
    );
  }
  if (keys.size > mostStates) throw new Error(`a chart of ${keys.size} states is too large`);
  const [first] = keys.keys();
  return { first: first ?? '', edges };
}

/** To every state a shortest way from the first. */
function shortestWays({ first, edges }: Graph): ReadonlyMap<string, readonly Edge[]> {
  const ways = new Map<string, readonly Edge[]>([[first, []]]);
  for (const [state, way] of ways) {
    for (const edge of edges.get(state) ?? []) if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
  }
  return ways;
}

function simplePaths(graph: Graph, bound: number): Edge[][] {
  const found: Edge[][] = [];
  const visited = new Set<string>();
  const walk = (state: string, way: readonly Edge[]): void => {
    visited.add(state);
    const onward = way.length < bound ? (graph.edges.get(state) ?? []).filter(({ to }) => !visited.has(to)) : [];
    if (onward.length === 0) found.push([...way]);
    for (const edge of onward) walk(edge.to, [...way, edge]);
    visited.delete(state);
  };
  walk(graph.first, []);
  return found;
}

/** Paths that are the beginning of another are walked with that one. */
function withoutBeginnings(paths: readonly (readonly Edge[])[]): (readonly Edge[])[] {
  const ids = new Map<Edge, number>();
  const idOf = (edge: Edge): number => {
    const id = ids.get(edge) ?? ids.size;
    ids.set(edge, id);
    return id;
  };
  const beginnings = new Set<string>();
  const keyed = paths.map((path) => ({ path, key: path.map(idOf).join(' ') }));
  for (const { path } of keyed) {
    for (let length = 0; length < path.length; length++) beginnings.add(path.slice(0, length).map(idOf).join(' '));
  }
  const kept = new Map(keyed.filter(({ key }) => !beginnings.has(key)).map(({ path, key }) => [key, path]));
  return [...kept.values()];
}

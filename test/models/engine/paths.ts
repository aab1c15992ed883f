// The paths through a model's chart, made from the graph that `xstate/graph` gives of it: all simple ones up to a bound, then
// tours that take every transition that these leave out, those that lead back to where they came from among them.
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

type Stimuli = Pick<Model, 'chart' | 'events' | 'everywhere' | 'allAtOnce'>;

/**
 * All simple paths of at most `bound` stimuli, none of them the beginning of another, without those that are met everywhere;
 * then tours that take whatever these do not.
 * @throws Error when a state that is not final does not take what is to be met everywhere
 */
export function pathsOf({ chart, events = [], everywhere = [], allAtOnce }: Stimuli, bound: number): readonly Path[] {
  createTestModel(chart); // refuses charts that have actors or timers
  const bare = chart.events.filter((type) => !events.some((event) => event.type === type)).map((type) => ({ type }));
  const graph = graphOf(chart, [...events, ...bare], (snapshot) => {
    return allAtOnce && snapshot.can(allAtOnce) ? [] : everywhere.filter((event) => !snapshot.can(event));
  });
  const met = new Set(everywhere);
  const simple = bound > 0 ? simplePaths(graph, bound, (event) => !met.has(event)) : [];
  return [...simple, ...tours(graph, new Set(simple.flat()))].map((edges) => pathOf(chart, edges));
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
  const sights = actions.flatMap(({ type, params }) => (type === 'see' ? [params as Sight] : [])); // as `sees` gives them
  const always = Object.values(snapshot.getMeta()).flatMap((meta) => (meta as Partial<StateMeta> | undefined)?.is ?? []); // by `isIn`
  return {
    lines: sights.flatMap(({ lines }) => lines),
    states: [...always, ...sights.flatMap(({ states = [] }) => states)],
    state: keyOf(snapshot),
  };
}

function keyOf({ value, context }: AnyMachineSnapshot): string {
  const remembered = JSON.stringify(context ?? {});
  return `${JSON.stringify(value)}${remembered === '{}' ? '' : ` ${remembered}`}`;
}

/** `unmetAt` says what a state does not take that it has to. */
function graphOf(
  chart: AnyStateMachine,
  events: readonly EventObject[],
  unmetAt: (snapshot: AnyMachineSnapshot) => readonly EventObject[],
): Graph {
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
    const isHearing = snapshot.status === 'active' && !snapshot.hasTag('deaf') && !snapshot.hasTag('elsewhere');
    const unmet = isHearing ? unmetAt(snapshot) : [];
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

function simplePaths(graph: Graph, bound: number, isTaken: (event: EventObject) => boolean): Edge[][] {
  const found: Edge[][] = [];
  const visited = new Set<string>();
  const walk = (state: string, way: readonly Edge[]): void => {
    visited.add(state);
    const edges = way.length < bound ? (graph.edges.get(state) ?? []) : [];
    const onward = edges.filter(({ to, event }) => !visited.has(to) && isTaken(event));
    if (onward.length === 0 && way.length > 0) found.push([...way]);
    for (const edge of onward) walk(edge.to, [...way, edge]);
    visited.delete(state);
  };
  walk(graph.first, []);
  return found;
}

/** So long a tour is at most: one that fails is to be read. */
const longestTour = 60;

/** Paths that between them take every edge that is not `walked`: each goes on to the nearest one left, as long as it can. */
function tours(graph: Graph, walked: Set<Edge>): Edge[][] {
  const found: Edge[][] = [];
  for (;;) {
    const tour: Edge[] = [];
    let state = graph.first;
    while (tour.length < longestTour) {
      const way = wayToNew(graph, state, walked);
      if (!way) break;
      tour.push(...way);
      for (const edge of way) walked.add(edge);
      state = way.at(-1)?.to ?? state;
    }
    if (tour.length === 0) return found;
    found.push(tour);
  }
}

/** The shortest way from a state that ends with an edge that was not walked; one that goes back to where it came from first. */
function wayToNew({ edges }: Graph, from: string, walked: ReadonlySet<Edge>): readonly Edge[] | undefined {
  const ways = new Map<string, readonly Edge[]>([[from, []]]);
  for (const [state, way] of ways) {
    const left = (edges.get(state) ?? []).filter((edge) => !walked.has(edge));
    const next = left.find(({ to }) => to === state) ?? left.find(({ to }) => (edges.get(to) ?? []).length > 0) ?? left[0];
    if (next) return [...way, next];
    for (const edge of edges.get(state) ?? []) if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
  }
  return undefined;
}

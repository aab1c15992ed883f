// Where the parts of each chart stand, laid out by elkjs. It takes a second a chart and 1.6 MB of code, so it is done when charts are
// made, and the inspector's page only draws: src/inspector/page/layouts.jsonl, one machine a line.
import { createHash } from 'node:crypto';
import elk from 'elkjs/lib/elk.bundled.js';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Arrow, ArrowLabel, ChartLayout, LabelLine, Point, StateBox } from '../../src/inspector/page/model/chart-layout.js';
import { chartType } from '../../src/inspector/page/model/chart-layout.js';
import type { MachineEntry } from '../../src/machines/catalogue.js';
import { allStates, type ChartState, type ChartTransition, chartOf } from '../../src/machines/chart.js';

/** From the root of the project. */
export const layoutsPath = 'src/inspector/page/layouts.jsonl';

const { name: nameType, label: labelType, head } = chartType;
const dotSize = 12;
const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=14,left=14,bottom=14,right=14]',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '5',
  'elk.spacing.nodeSelfLoop': '18',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.json.edgeCoords': 'ROOT',
};

interface Graph {
  readonly node: ElkNode;
  readonly edges: readonly { readonly edge: ElkExtendedEdge; readonly from: string | undefined; readonly lines: readonly LabelLine[] }[];
}

/** Every machine of these, as JSON lines. */
export async function layouts(entries: readonly MachineEntry[]): Promise<string> {
  const lines: string[] = [];
  for (const entry of entries) lines.push(`${JSON.stringify(await layoutOf(entry))}\n`);
  return lines.join('');
}

/** What a layout's `of` must be to be of this machine as it is now; quick. */
export function fingerprintOf({ machine }: MachineEntry): string {
  return createHash('sha256')
    .update(JSON.stringify(graphOf(chartOf(machine))))
    .digest('base64url')
    .slice(0, 16);
}

export async function layoutOf(entry: MachineEntry): Promise<ChartLayout> {
  const chart = chartOf(entry.machine);
  const graph = graphOf(chart);
  const placed = await new elk.default().layout({ ...graph.node, edges: graph.edges.map(({ edge }) => edge) });
  const boxes = new Map<string, StateBox>();
  const dots: Point[] = [];
  const place = (node: ElkNode, left: number, top: number): void => {
    for (const child of node.children ?? []) {
      const { x, y } = { x: left + (child.x ?? 0), y: top + (child.y ?? 0) };
      if (child.id.startsWith('dot ')) dots.push({ x: round(x + dotSize / 2), y: round(y + dotSize / 2) });
      else {
        const path = pathOf(child.id);
        boxes.set(path, { path, x: round(x), y: round(y), width: round(child.width ?? 0), height: round(child.height ?? 0) });
        place(child, x, y);
      }
    }
  };
  place(placed, 0, 0);
  return {
    name: entry.name,
    of: fingerprintOf(entry),
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    states: [
      ...allStates(chart)
        .slice(1)
        .map(({ path }) => path),
      '',
    ].flatMap((path) => boxes.get(path) ?? []),
    arrows: (placed.edges ?? []).map((edge, index) => arrowOf(edge, graph.edges[index]?.from, graph.edges[index]?.lines ?? [])),
    dots,
  };
}

function arrowOf({ sections = [], labels = [], targets }: ElkExtendedEdge, from: string | undefined, lines: readonly LabelLine[]): Arrow {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [box] = labels;
  const label: ArrowLabel | undefined = box && {
    x: round(box.x ?? 0),
    y: round(box.y ?? 0),
    width: round(box.width ?? 0),
    height: round(box.height ?? 0),
    lines,
  };
  return {
    ...(from === undefined ? {} : { from }),
    to: pathOf(targets[0] ?? ''),
    points: points.flatMap(({ x, y }) => [round(x), round(y)]),
    ...(label && { label }),
  };
}

function graphOf(chart: ChartState): Graph {
  const states = allStates(chart);
  const initial = states.flatMap((state) =>
    state.initial === undefined
      ? []
      : [
          {
            edge: { id: `begin ${state.path}`, sources: [`dot ${state.path}`], targets: [idOf(state.initial)] },
            from: undefined,
            lines: [],
          },
        ],
  );
  const between = states.flatMap(({ path, transitions }) => {
    const targets = new Set(transitions.flatMap(({ to }) => to));
    return [...targets].map((target) => {
      const lines = linesOf(transitions, target);
      const width = Math.max(...lines.map(({ text }) => text.length)) * labelType.letter + 6;
      const label = { text: lines.map(({ text }) => text).join('\n'), width: round(width), height: lines.length * labelType.line + 2 };
      return { edge: { id: `${path} > ${target}`, sources: [idOf(path)], targets: [idOf(target)], labels: [label] }, from: path, lines };
    });
  });
  const isFromAnywhere = chart.transitions.some(({ to }) => to.length > 0);
  const anywhere: ElkNode = { id: idOf(''), width: widthOf('in any state', []), height: head };
  const children = [
    ...(chart.initial === undefined ? [] : [dotOf(chart)]),
    ...(isFromAnywhere ? [anywhere] : []),
    ...chart.children.map(nodeOf),
  ];
  return { node: { id: 'chart', layoutOptions: options, children }, edges: [...initial, ...between] };
}

/** A line for each event and guard; the same text for two transitions is one line. */
function linesOf(transitions: readonly ChartTransition[], target: string): LabelLine[] {
  const lines = new Map<string, number[]>();
  transitions.forEach(({ to, event, guard }, index) => {
    if (!to.includes(target)) return;
    const text = `${event === '' ? 'at once' : event}${guard === undefined ? '' : ` [${guard}]`}`;
    lines.set(text, [...(lines.get(text) ?? []), index]);
  });
  return [...lines].map(([text, of]) => ({ text, of }));
}

function nodeOf(state: ChartState): ElkNode {
  const height = head + (state.invokes.length > 0 ? labelType.line + 2 : 0);
  const width = widthOf(state.key, state.invokes);
  if (state.children.length === 0) return { id: idOf(state.path), width, height: height + 4 };
  return {
    id: idOf(state.path),
    children: [...(state.initial === undefined ? [] : [dotOf(state)]), ...state.children.map(nodeOf)],
    layoutOptions: {
      'elk.padding': `[top=${height + 12},left=16,bottom=16,right=16]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
}

function dotOf({ path }: ChartState): ElkNode {
  return { id: `dot ${path}`, width: dotSize, height: dotSize };
}

function widthOf(name: string, invokes: readonly string[]): number {
  const below = invokes.length > 0 ? `runs ${invokes.join(', ')}`.length * labelType.letter : 0;
  return round(Math.max(56, name.length * nameType.letter + 26, below + 22));
}

/** No id is empty, and none is a dot's. */
const idOf = (path: string): string => `state ${path}`;
const pathOf = (id: string): string => id.slice('state '.length);
const round = (length: number): number => Math.round(length * 10) / 10;

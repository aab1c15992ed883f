// One chart as SVG, from its layout. Which states are active and what was taken last are classes.
import { allStates, type ChartState } from '../../../machines/chart.js';
import type { TakenArrow } from '../model/chart.js';
import { type Arrow, type ChartLayout, chartType, type StateBox } from '../model/chart-layout.js';
import { setAttributes, svg } from './dom.js';

const corner = 6;
let count = 0;

export class ChartDrawing {
  readonly element: SVGSVGElement;
  readonly layout: ChartLayout;
  readonly #boxes = new Map<string, SVGGElement>();
  readonly #arrows: SVGGElement[] = [];
  readonly #title = svg('title');
  #active: readonly string[] = [];

  constructor(layout: ChartLayout, chart: ChartState) {
    this.layout = layout;
    count += 1;
    const mark = `head-${count}`;
    const states = new Map(allStates(chart).map((state) => [state.path, state]));
    const parents = new Set([...states.values()].filter(({ children }) => children.length > 0).map(({ path }) => path));
    const arrows = layout.arrows.map((arrow) => arrowElement(arrow, mark));
    this.#arrows.push(...arrows.map(({ group }) => group));
    for (const box of layout.states) this.#boxes.set(box.path, boxElement(box, states.get(box.path), parents.has(box.path), states));
    this.element = svg(
      'svg',
      { class: 'chart', viewBox: `0 0 ${layout.width} ${layout.height}`, role: 'img' },
      this.#title,
      svg(
        'defs',
        {},
        svg(
          'marker',
          {
            id: mark,
            viewBox: '0 0 8 8',
            refX: 7,
            refY: 4,
            markerWidth: 9,
            markerHeight: 9,
            markerUnits: 'userSpaceOnUse',
            orient: 'auto',
          },
          svg('path', { d: 'M0 .5 7.5 4 0 7.5z', class: 'head' }),
        ),
      ),
      ...this.#boxes.values(),
      ...layout.dots.map(({ x, y }) => svg('circle', { cx: x, cy: y, r: 4.5, class: 'dot' })),
      ...this.#arrows,
      ...arrows.map(({ label }) => label),
    );
    this.#labels = arrows.map(({ label }) => label);
  }

  readonly #labels: readonly SVGGElement[];

  /** @param words the same for those who do not see it */
  light(active: readonly string[], taken: readonly TakenArrow[], words: string): void {
    this.#active = active;
    this.#title.textContent = words;
    for (const [path, box] of this.#boxes) box.classList.toggle('active', active.includes(path));
    this.#arrows.forEach((arrow, index) => {
      const lines = taken.find((each) => each.arrow === index)?.lines;
      arrow.classList.toggle('taken', lines !== undefined);
      const label = this.#labels[index];
      label?.classList.toggle('taken', lines !== undefined);
      [...(label?.querySelectorAll('text') ?? [])].forEach((line, place) => {
        line.classList.toggle('taken', lines?.includes(place) ?? false);
      });
    });
  }

  resize(scale: number): void {
    setAttributes(this.element, { width: Math.round(this.layout.width * scale), height: Math.round(this.layout.height * scale) });
  }

  /** Scrolls so that the innermost active states are in sight, when they are not. */
  showActive(pane: HTMLElement): void {
    const innermost = this.#active.filter((path) => !this.#active.some((other) => other.startsWith(`${path}.`)));
    const box = this.layout.states.find(({ path }) => innermost.includes(path));
    if (!box || pane.clientWidth === 0) return;
    const scale = this.element.clientWidth / this.layout.width;
    const [left, top] = [box.x * scale, box.y * scale];
    const isSeen =
      left >= pane.scrollLeft &&
      top >= pane.scrollTop &&
      left + box.width * scale <= pane.scrollLeft + pane.clientWidth &&
      top + box.height * scale <= pane.scrollTop + pane.clientHeight;
    if (isSeen) return;
    pane.scrollTo({ left: left + (box.width * scale - pane.clientWidth) / 2, top: top + (box.height * scale - pane.clientHeight) / 2 });
  }
}

function boxElement(
  { path, x, y, width, height }: StateBox,
  state: ChartState | undefined,
  isParent: boolean,
  states: ReadonlyMap<string, ChartState>,
): SVGGElement {
  const above = states.get(path.split('.').slice(0, -1).join('.'));
  const kind = path === '' ? 'anywhere' : (state?.type ?? 'atomic');
  const group = svg('g', {
    class: `state ${kind}${isParent ? ' outer' : ''}${above?.type === 'parallel' ? ' region' : ''}`,
    'data-path': path,
    transform: `translate(${x} ${y})`,
  });
  const { name, label, head } = chartType;
  group.append(svg('rect', { width, height, rx: kind === 'anywhere' ? height / 2 : corner }));
  if (kind === 'final') group.append(svg('rect', { x: 3, y: 3, width: width - 6, height: height - 6, rx: corner - 2, class: 'inner' }));
  const runs = state?.invokes ?? [];
  const isLow = !isParent && runs.length === 0;
  const middle = isLow ? height / 2 : head / 2 + 2;
  group.append(
    svg(
      'text',
      { x: isParent ? 12 : width / 2, y: middle + name.size * 0.35, class: 'name' },
      path === '' ? 'in any state' : (state?.key ?? path),
    ),
  );
  if (runs.length > 0) {
    group.append(svg('text', { x: isParent ? 12 : width / 2, y: head + label.size, class: 'runs' }, `runs ${runs.join(', ')}`));
  }
  return group;
}

function arrowElement({ points, label }: Arrow, mark: string): { readonly group: SVGGElement; readonly label: SVGGElement } {
  const group = svg('g', { class: 'arrow' }, svg('path', { d: pathOf(points), 'marker-end': `url(#${mark})` }));
  const lines = label?.lines ?? [];
  const { line, size } = chartType.label;
  const texts = lines.map(({ text }, index) => svg('text', { x: (label?.x ?? 0) + 3, y: (label?.y ?? 0) + index * line + size }, text));
  const back = label && svg('rect', { x: label.x, y: label.y - 1, width: label.width, height: label.height, rx: 3, class: 'behind' });
  return { group, label: svg('g', { class: 'label' }, back, ...texts) };
}

/** Right angles with rounded corners. */
function pathOf(points: readonly number[]): string {
  const at = (index: number) => ({ x: points[index * 2] ?? 0, y: points[index * 2 + 1] ?? 0 });
  const last = points.length / 2 - 1;
  const parts = [`M${at(0).x} ${at(0).y}`];
  for (let index = 1; index < last; index += 1) {
    const [before, here, after] = [at(index - 1), at(index), at(index + 1)];
    const into = Math.min(corner, distance(before, here) / 2);
    const out = Math.min(corner, distance(here, after) / 2);
    const from = towards(here, before, into);
    const to = towards(here, after, out);
    parts.push(`L${from.x} ${from.y}Q${here.x} ${here.y} ${to.x} ${to.y}`);
  }
  parts.push(`L${at(last).x} ${at(last).y}`);
  return parts.join('');
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  const round = (value: number) => Math.round(value * 10) / 10;
  return { x: round(from.x + ((to.x - from.x) * length) / whole), y: round(from.y + ((to.y - from.y) * length) / whole) };
}

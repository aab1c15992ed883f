// A piece of a recording as a sequence diagram in letters: who sent what to whom around one entry, with the states that came of it.
import type { ActorEntry, EventEntry, RecordingEntry } from './format.js';
import { readableState } from './words.js';

export interface DiagramOptions {
  /** The entry that it is about, and its actor. */
  readonly n: number;
  readonly actor: string;
  /** Messages shown before and after it. */
  readonly before?: number;
  readonly after?: number;
  /** What stands at the left for people, timers and the world. */
  readonly outside: string;
}

const laneWidth = 24;
const mostLanes = 5;

/** Its lines; none when nothing was sent there. */
export function sequenceDiagram(
  entries: readonly RecordingEntry[],
  { n, actor, before = 5, after = 2, outside }: DiagramOptions,
): readonly string[] {
  const made = new Map(entries.flatMap((entry) => (entry.type === 'actor' ? [[entry.actor, entry] as const] : [])));
  const concerned = entries.filter(
    (entry): entry is EventEntry => entry.type === 'event' && (entry.actor === actor || entry.source === actor),
  );
  const shown = [...concerned.filter((entry) => entry.n <= n).slice(-before), ...concerned.filter((entry) => entry.n > n).slice(0, after)];
  const [first] = shown;
  const last = shown.at(-1);
  if (!first || !last) return [];
  const lanes = lanesOf(shown, actor);
  const from = Math.min(first.n, n);
  const to = Math.max(last.n, n);
  const messages = new Set(shown.map((each) => each.n));
  const rows = entries.flatMap((entry) => {
    if (entry.n < from || entry.n > to) return [];
    if (entry.type === 'event' && messages.has(entry.n)) return [`${label(entry, n)}${arrow(entry, lanes)}`];
    if (entry.type !== 'state' || entry.actor !== actor) return [];
    return [`${label(entry, n)}${cells(lanes, lanes.indexOf(actor), `= ${readableState(entry.value)}`)}`];
  });
  const head = [outside, ...lanes.map((lane) => nameOf(made.get(lane), lane))];
  return [`${' '.repeat(labelWidth)}${head.map((name) => fitted(name)).join('')}`.trimEnd(), ...rows.map((row) => row.trimEnd())];
}

/** The actor that it is about first, then those that it speaks with. */
function lanesOf(shown: readonly EventEntry[], actor: string): readonly string[] {
  const others = shown.flatMap((entry) => [entry.source, entry.actor]).filter((each) => each !== undefined);
  return [...new Set([actor, ...others])].slice(0, mostLanes);
}

const labelWidth = 20;

function label({ n, at }: RecordingEntry, about: number): string {
  return `${n === about ? '>' : ' '}${String(n).padStart(7)} ${(at / 1000).toFixed(3).padStart(9)}s `.padEnd(labelWidth);
}

/** Lane 0 is the outside, at the left; a lane that has no room is there too. */
function arrow({ source, actor, event }: EventEntry, lanes: readonly string[]): string {
  const to = lanes.indexOf(actor) + 1;
  const from = source === undefined ? 0 : lanes.indexOf(source) + 1;
  if (from === to) return cells(lanes, to - 1, `(${event.type})`);
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const line: string[] = Array.from({ length: (lanes.length + 1) * laneWidth }, (_, index) =>
    index > 0 && index % laneWidth === 0 ? '|' : ' ',
  );
  const [start, end] = [left * laneWidth + 1, right * laneWidth - 1];
  const text = ` ${event.type} `.slice(0, end - start - 1);
  const dashes = text.padStart(Math.floor((end - start - 1 + text.length) / 2), '-').padEnd(end - start - 1, '-');
  line.splice(start, end - start + 1, ...(to > from ? `-${dashes}>` : `<${dashes}-`));
  return line.join('');
}

/** A text at one lane, the lines of the others beside it. */
function cells(lanes: readonly string[], at: number, text: string): string {
  const before = [' '.repeat(laneWidth), ...lanes.slice(0, Math.max(0, at)).map(() => '|'.padEnd(laneWidth))].join('');
  const after = lanes.slice(at + 1).map(() => '|'.padEnd(laneWidth));
  const own = `| ${text} `;
  return before + own.padEnd(laneWidth) + after.join('').slice(Math.max(0, own.length - laneWidth));
}

function nameOf(entry: ActorEntry | undefined, actor: string): string {
  return entry ? `${entry.node} ${entry.id}` : actor;
}

function fitted(name: string): string {
  return (name.length < laneWidth ? name : `${name.slice(0, laneWidth - 2)}…`).padEnd(laneWidth);
}

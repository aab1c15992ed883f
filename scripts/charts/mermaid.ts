// A chart as a Mermaid state diagram.
import type { ChartState, ChartTransition } from '../../src/machines/chart.js';

/** The text of a `stateDiagram-v2`. Transitions with the same ends and event are one arrow. */
export function mermaidOf(root: ChartState): string {
  return ['stateDiagram-v2', ...inside(root, 1)].join('\n');
}

function inside(state: ChartState, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const lines: string[] = [];
  if (state.initial) lines.push(`${indent}[*] --> ${idOf(state.initial)}`);
  state.children.forEach((child, index) => {
    if (state.type === 'parallel' && index > 0) lines.push(`${indent}--`);
    if (child.children.length > 0) {
      lines.push(`${indent}state "${child.key}" as ${idOf(child.path)} {`, ...inside(child, depth + 1), `${indent}}`);
    } else {
      lines.push(`${indent}state "${child.key}" as ${idOf(child.path)}`);
      if (child.type === 'final') lines.push(`${indent}${idOf(child.path)} --> [*]`);
    }
  });
  for (const child of state.children) lines.push(...arrows(child, indent), ...notes(child, indent));
  return lines;
}

function arrows(state: ChartState, indent: string): string[] {
  return state.transitions
    .filter(({ to }) => to.length > 0)
    .flatMap((transition) => transition.to.map((target) => `${indent}${idOf(transition.from)} --> ${idOf(target)}: ${label(transition)}`));
}

function notes(state: ChartState, indent: string): string[] {
  if (state.invokes.length === 0) return [];
  return [`${indent}note right of ${idOf(state.path)}: runs ${state.invokes.map(safe).join(', ')}`];
}

function label({ event, guard }: ChartTransition): string {
  const parts = [event === '' ? 'at once' : event, ...(guard === undefined ? [] : [`[${guard}]`])];
  return safe(parts.join(' '));
}

/** Mermaid takes `:` and `;` as its own. */
function safe(text: string): string {
  return text.replace(/[:;]/g, (mark) => `#${mark.charCodeAt(0)};`);
}

/** Words that Mermaid keeps for itself are no ids: every id gets a prefix. */
function idOf(path: string): string {
  return `s_${path.replace(/[^A-Za-z0-9]/g, '_')}`;
}

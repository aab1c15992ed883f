// One page of docs/state-charts/ from one machine: the diagram, and the same in words for those who read no pictures.
import type { MachineEntry } from '../../src/machines/catalogue.js';
import { allStates, type ChartState, type ChartTransition, chartOf } from '../../src/machines/chart.js';
import { mermaidOf } from './mermaid.js';

/** The whole Markdown text of a machine's page. */
export function pageOf(entry: MachineEntry): string {
  const chart = chartOf(entry.machine);
  const states = allStates(chart);
  return [
    `<!-- Made from ${entry.file} by \`npm run charts\`; a test fails when it is stale. -->`,
    `# ${entry.name}`,
    `${entry.what}`,
    `Side: ${entry.side}. Exchanges: ${entry.exchanges}. Source: [${entry.file}](../../${entry.file}).`,
    `\`\`\`mermaid\n${mermaidOf(chart)}\n\`\`\``,
    '## States',
    table(['state', 'kind', 'what it is', 'runs meanwhile', 'on entry', 'on exit'], states.filter(isState).map(stateRow)),
    '## Transitions',
    table(['in', 'on', 'if', 'to', 'does'], states.flatMap(({ transitions }) => transitions).map(transitionRow)),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** `docs/state-charts/<name>.md` */
export function pagePath(entry: MachineEntry): string {
  return `docs/state-charts/${entry.name}.md`;
}

/** The root stands in the table only when something happens in it. */
function isState(state: ChartState): boolean {
  return state.path !== '' || state.entry.length + state.exit.length + state.invokes.length > 0;
}

function stateRow(state: ChartState): string[] {
  const kind = state.type === 'compound' ? `holds ${state.children.length}, begins in ${code(lastKey(state.initial))}` : state.type;
  return [stateName(state.path), kind, state.description ?? '', ...[state.invokes, state.entry, state.exit].map(list)];
}

function transitionRow({ from, to, event, guard, actions, isReentry }: ChartTransition): string[] {
  const target = to.length > 0 ? to.map(stateName).join(', ') : 'stays';
  return [
    stateName(from),
    event === '' ? 'at once' : code(event),
    code(guard),
    isReentry && to.includes(from) ? `${target} (anew)` : target,
    list(actions),
  ];
}

function stateName(path: string): string {
  return path === '' ? 'anywhere' : code(path);
}

function lastKey(path: string | undefined): string | undefined {
  return path?.split('.').at(-1);
}

function list(names: readonly string[]): string {
  return names.map(code).join(', ');
}

function code(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

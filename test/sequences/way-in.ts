// The table of docs/state-charts/README.md: each recorded page, the charts of each side, and the test that proves that they agree.
import { filled } from '../../scripts/pages/pages.js';
import { agreements } from './agreements.js';
import { recordings } from './recorded.js';

/** From the root of the project. */
export const wayIn = 'docs/state-charts/README.md';

/** The page with its table as it should be. */
export function withTable(page: string): string {
  const rows = recordings.map(({ name, title }) => {
    const { registry = [], peer = [], test = '' } = agreements[name] ?? {};
    const charts = (names: readonly string[]) => names.map((chart) => `[${chart}](${chart}.md)`).join(', ');
    return `| [${title}](sequences/${name}.md) | ${charts(registry)} | ${charts(peer)} | \`${test}\` |`;
  });
  const table = ['| what happens | at the registry | at the peer | run as |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return filled(page, 'sequences', `${table}\n`, 'sequences');
}

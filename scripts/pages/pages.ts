// The pages that are made from the program's own tables: docs/parley.1, docs/schema/, the tables of docs/programs.md and README.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands/table.js';
import { jsonCommands } from '../../src/cli/programs/json-commands.js';
import { eventShapes } from '../../src/cli/programs/json-events.js';
import { commandSchema, eventSchema } from '../../src/cli/programs/schema.js';
import type { Fields, Json } from '../../src/cli/programs/shapes.js';
import { newSettings } from '../../src/cli/settings/settings-file.js';
import { manPage } from './man-page.js';
import { programOutline } from './outline.js';

/** Paths below the root, and what belongs there. */
export async function pages(root: string): Promise<ReadonlyMap<string, string>> {
  const page = (path: string) => readFileSync(join(root, path), 'utf8');
  return new Map([
    ['docs/parley.1', manPage(await programOutline())],
    ['docs/schema/events.json', json(eventSchema())],
    ['docs/schema/commands.json', json(commandSchema())],
    ['docs/settings.conf', newSettings()],
    ['docs/programs.md', filled(filled(page('docs/programs.md'), 'events', eventTable()), 'json commands', jsonCommandTable())],
    ['README.md', filled(page('README.md'), 'commands', commandTable())],
  ]);
}

/** The page with this between the markers of that name. @throws when there are none */
export function filled(page: string, name: string, content: string, script = 'pages'): string {
  const [begin, end] = [`<!-- ${name}: made by npm run ${script} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`There is no place for ${name}: ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${content}\n${page.slice(to)}`;
}

/** As the formatter of this repository wants it: a list of plain values stands on one line. */
function json(value: Json): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, items: string) => `[${items.replace(/,\n\s+/g, ', ')}]`)}\n`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

function commandTable(): string {
  const rows = commands.map(({ usage, aliases, help }) => [
    `\`${usage}\`${aliases.length > 0 ? ` (${aliases.map((alias) => `\`/${alias}\``).join(', ')})` : ''}`,
    help,
  ]);
  return table(['command', 'what it does'], rows);
}

function fieldList(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, { isOptional }]) => (isOptional ? `[\`${name}\`]` : `\`${name}\``))
    .join(', ');
}

function eventTable(): string {
  return table(
    ['event', 'fields, in this order', 'what it says'],
    Object.entries(eventShapes).map(([name, { fields, what }]) => [`\`${name}\``, fieldList(fields), what]),
  );
}

function jsonCommandTable(): string {
  return table(
    ['command', 'fields', 'value of the result', 'what it does'],
    Object.entries(jsonCommands).map(([name, { fields, gives, what }]) => [`\`${name}\``, fieldList(fields), fieldList(gives), what]),
  );
}

// docs/protocol.md cut into its sentences, so that none of them is forgotten by the checks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../helpers/sources.js';

export interface Sentence {
  readonly section: string;
  /** On one line. A row of a table is one, and a line of a grammar or of what is refused. */
  readonly text: string;
}

/** White space counts for nothing. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function readPage(): string {
  return readFileSync(join(projectRoot, 'docs', 'protocol.md'), 'utf8');
}

/** Examples, vectors and diagrams say nothing that a sentence does not say. */
const normativeBlocks = new Set(['abnf', 'parley-refused']);

/** Every sentence of the sections whose first number is one of these, in the order of the page. */
export function sentencesOf(page: string, chapters: readonly string[]): Sentence[] {
  const sentences: Sentence[] = [];
  let section = '';
  let block: string | undefined;
  let paragraph: string[] = [];
  const add = (text: string) => {
    if (chapters.includes(section.split('.')[0] ?? '')) sentences.push({ section, text: squeeze(text) });
  };
  const flush = () => {
    for (const text of split(paragraph.join(' '))) add(text);
    paragraph = [];
  };
  const lines = page.split('\n');
  for (const [index, line] of lines.entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (block !== undefined) {
      if (fence) block = undefined;
      else if (normativeBlocks.has(block) && line.trim() !== '') {
        // A rule that goes on in the next line is still one.
        const begun = /^ +\//.test(line) ? sentences.pop()?.text : undefined;
        add(`${begun ?? ''} ${line}`);
      }
      continue;
    }
    const heading = /^#+ (?:(\d+(?:\.\d+)?) )?/.exec(line);
    if (fence || heading || line.trim() === '' || /^(?:[-*]|\d+\.) /.test(line) || line.startsWith('|')) flush();
    if (fence) block = fence[1] ?? '';
    else if (heading) section = heading[1] ?? '';
    else if (line.startsWith('|')) {
      const isHead = /^\|[ -]*-/.test(lines[index + 1] ?? '');
      if (!isHead && !/^\|[ -]*---/.test(line)) add(line);
    } else paragraph.push(line.replace(/^(?:[-*]|\d+\.) /, ''));
  }
  flush();
  return sentences;
}

/** After a full stop, before what begins something; a bold word with a full stop is the title of what comes after it. */
function split(text: string): string[] {
  const ends = /(?<=[.?!]\)?) +(?=(?:\*\*|[`"(<*])*[A-Z])/;
  return squeeze(text)
    .split(ends)
    .filter((each) => each !== '');
}

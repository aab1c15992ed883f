// The pages that are made from the program's tables are as `npm run pages` would make them now.
import { readFileSync } from 'node:fs';
import test from 'ava';
import { filled, pages } from '../../scripts/pages/pages.js';

test('pages: man page, schemas, settings and tables → as the program is now (npm run pages writes them anew)', async (t) => {
  const made = await pages(process.cwd());
  t.true(made.size >= 6);
  for (const [path, content] of made) t.is(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'), content, path);
});

test('pages: the man page → every command, no line that troff would take for a request by mistake', async (t) => {
  const page = (await pages(process.cwd())).get('docs/parley.1') ?? '';
  for (const command of ['chat', 'send', 'listen', 'registry', 'demo', 'forget', 'completion'])
    t.regex(page, new RegExp(`parley ${command}`));
  const requests = new Set(page.split('\n').flatMap((line) => /^[.'](\S*)/.exec(line)?.[1] ?? []));
  t.deepEqual([...requests].sort(), ['B', 'PP', 'SH', 'TH', 'TP', '\\"', 'br'].sort());
});

test('pages: a page without markers → refused', (t) => {
  t.throws(() => filled('no place here', 'commands', 'x'), { message: /There is no place for commands/ });
});

// Puts small files of tests together for AVA, which runs each file in a thread of its own: most of a small one's time went into
// loading the same modules again. A group is a file that imports its members; titles say whose they are.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Directories whose files are put together, with those below them; all others run as they are. */
const together = 'actors charts chaos cli docs limits machines protocol recording security store support transport'.split(' ');
/** Files in them that need a thread to themselves: they load a core, measure time, start many programs, or replace what is the process's. */
const alone = new Set([
  'actors/peer-session/online',
  'chaos/short-run',
  'cli/busy',
  'cli/conformance',
  'cli/golden',
  'cli/local-registry',
  'cli/main',
  'cli/plain-terminal',
  'cli/processes',
  'cli/programs/completion',
  'cli/recordings/record',
  'cli/recordings/replay',
  'cli/start-up',
  'cli/terminal',
  'cli/writing/writing',
]);
/** More tests at once would wait for each other longer than some of them can. */
const mostTogether = 5;
const ending = '.test.js';

/** The files for AVA, as paths relative to `root`; groups are made anew in a directory of their own in `built`. */
export function testFiles(root, built) {
  const tests = join(built, 'test');
  const groups = join(built, 'test-groups');
  rmSync(groups, { recursive: true, force: true });
  mkdirSync(groups, { recursive: true });
  const names = readdirSync(tests, { recursive: true })
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length).split(sep).join('/'))
    .sort();
  const directoryOf = (name) => (alone.has(name) ? undefined : together.find((directory) => name.startsWith(`${directory}/`)));
  const files = names.filter((name) => directoryOf(name) === undefined).map((name) => join(tests, `${name}${ending}`));
  for (const directory of together) {
    const members = names.filter((name) => directoryOf(name) === directory);
    const count = Math.ceil(members.length / mostTogether);
    for (let number = 0; number < count; number++) {
      const own = members.slice(Math.floor((members.length * number) / count), Math.floor((members.length * (number + 1)) / count));
      const file = join(groups, `${directory}${count === 1 ? '' : `-${number + 1}`}${ending}`);
      writeFileSync(file, own.map((name) => `import '../test/${name}${ending}';\n`).join(''));
      files.push(file);
    }
  }
  return files.map((file) => relative(root, file).split(sep).join('/'));
}

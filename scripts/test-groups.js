// Puts small files of tests together for AVA, which runs each file in a thread of its own: most of a small one's time went into
// loading the same modules again. A group is a file that imports its members; titles say whose they are.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Files that need a thread to themselves: they load a core, measure time, start many programs, or replace what is the process's. */
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
  'conformance/peer',
  'conformance/registry',
  'inspector/bridge',
  'inspector/off',
  'inspector/page/demo',
  'inspector/page/frames',
  'inspector/page/page',
  'inspector/program',
  'models/peers/chats',
  'models/peers/links',
  'models/peers/rooms',
  'models/registry/links',
  'models/registry/registry',
  'models/session/session',
  'programs/bots',
  'programs/chat',
  'properties/properties',
  'scenarios/figures',
  'sequences/sequences',
  'simulation/certificates',
  'simulation/herd',
  'simulation/program',
  'simulation/scenarios',
  'simulation/simulate',
  'simulation/world',
]);
/** Files that mostly wait, for real time or for programs, those that wait longest first: begun early, each beside others that work. */
const patient = [
  'conformance/peer',
  'cli/processes',
  'chaos/short-run',
  'programs/chat',
  'programs/bots',
  'models/session/session',
  'inspector/program',
  'conformance/registry',
  'inspector/page/page',
  'models/registry/registry',
  'simulation/program',
  'inspector/page/demo',
  'scenarios/figures',
  'models/peers/chats',
];
/** So many files make a group; fewer where more tests at once would wait for each other longer than some of them can. */
const mostTogether = (group) => (group === 'actors' || group === 'limits' ? 5 : 9);
/** Takes long to load, so whatever loads it goes together. */
const heavy = 'fast-check';
const ending = '.test.js';

/** The files for AVA in the order in which they should begin, as paths relative to `root`; groups are made anew in a directory in `built`. */
export function testFiles(root, built) {
  const tests = join(built, 'test');
  const groups = join(built, 'test-groups');
  rmSync(groups, { recursive: true, force: true });
  mkdirSync(groups, { recursive: true });
  const names = readdirSync(tests, { recursive: true })
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length).split(sep).join('/'))
    .sort();
  const fileOf = (name) => join(tests, `${name}${ending}`);
  const isHeavy = (name) => readFileSync(fileOf(name), 'utf8').includes(heavy);
  const together = names.filter((name) => !alone.has(name));
  const light = groupsOf(together.filter((name) => !isHeavy(name)));
  const grouped = [...light, ...parts(heavy, together.filter(isHeavy))].map(([group, members]) => {
    const file = join(groups, `${group}${ending}`);
    writeFileSync(file, members.map((name) => `import '../test/${name}${ending}';\n`).join(''));
    return file;
  });
  const working = names.filter((name) => alone.has(name) && !patient.includes(name));
  const waiting = patient.filter((name) => names.includes(name));
  const files = spread(waiting.map(fileOf), [...working.map(fileOf), ...grouped]);
  return files.map((file) => relative(root, file).split(sep).join('/'));
}

/** Files of a directory go together; those of directories with few of them do so with each other. */
function groupsOf(names) {
  const directories = new Map();
  for (const name of names) {
    const [directory] = name.split('/');
    directories.set(directory, [...(directories.get(directory) ?? []), name]);
  }
  const isSmall = ([, members]) => members.length < 3;
  const few = [...directories].filter(isSmall).flatMap(([, members]) => members);
  const many = [...directories].filter((entry) => !isSmall(entry));
  return [...many, ['others', few]].flatMap(([group, members]) => parts(group, members));
}

/** As few equal groups as may be. */
function parts(name, members) {
  const count = Math.ceil(members.length / mostTogether(name));
  const edge = (number) => Math.floor((members.length * number) / count);
  return Array.from({ length: count }, (_, number) => [
    count === 1 ? name : `${name}-${number + 1}`,
    members.slice(edge(number), edge(number + 1)),
  ]);
}

/** One of the first list, then two of the second, and so on; what is left of either comes last. */
function spread(one, other) {
  const mixed = [];
  for (let at = 0; at < Math.max(one.length, Math.ceil(other.length / 2)); at++)
    mixed.push(...one.slice(at, at + 1), ...other.slice(2 * at, 2 * at + 2));
  return mixed;
}

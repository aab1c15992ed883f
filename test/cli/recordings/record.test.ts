// `--record FILE` and `/report`: what is in the files, who may read them, and what becomes of a crash and of a full disk.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { readRecording } from '../../../src/recording/reading.js';
import { replayWhole } from '../../../src/recording/replay.js';
import { mainFile, Program, scratch } from '../../helpers/programs.js';
import { projectRoot } from '../../helpers/sources.js';
import { openScreen } from '../screen.js';

const secret = 'open sesame and more';
const said = 'nobody else may read this';

async function registry(t: ExecutionContext, ...flags: string[]): Promise<{ readonly program: Program; readonly link: string }> {
  const program = new Program(t, ['registry', '--listen', '127.0.0.1:0', '--data', scratch(t), '--log-level', 'error', ...flags]);
  const line = await program.line(/^listening /);
  return { program, link: line.slice('listening '.length) };
}

function chat(t: ExecutionContext, link: string, name: string, data: string, ...flags: string[]): Program {
  const args = ['chat', link, '--user', name, '--register', '--data', data, '--listen', '127.0.0.1:0', ...flags];
  return new Program(t, args, { PARLEY_PASSWORD: secret });
}

/** What it is when it is replayed; and nothing in it that may not be. */
function replayed(t: ExecutionContext, file: string) {
  const text = readFileSync(file, 'utf8');
  for (const hidden of [secret, said]) t.false(text.includes(hidden));
  const recording = readRecording(text);
  const { states, machines, different } = replayWhole(recording);
  t.deepEqual(
    different.map(({ state, actor, differences }) => ({ n: state.n, actor: actor.id, differences })),
    [],
  );
  if (process.platform !== 'win32') t.is(statSync(file).mode & 0o777, 0o600);
  return { states, machines, isCut: recording.isCut, entries: recording.entries };
}

test('record: a registry and two chats over sockets, the registry killed → every file replays to the same states', async (t) => {
  const files = scratch(t);
  const [atRegistry = '', atAlice = ''] = ['registry', 'alice'].map((name) => join(files, `${name}.jsonl`));
  const { program, link } = await registry(t, '--record', atRegistry);
  const bob = chat(t, link, 'bob', scratch(t));
  bob.write('/accept alice');
  await bob.line(/not asked yet/);
  const alice = chat(t, link, 'alice', scratch(t), '--record', atAlice);
  alice.write(`/msg bob ${said}`);
  await bob.line(/nobody else/);
  alice.write('/quit');
  t.is(await alice.ended, 0);
  await program.kill();
  t.regex(program.errors, /is recorded in .*registry\.jsonl/);
  const ofAlice = replayed(t, atAlice);
  t.true(ofAlice.states > 40 && ofAlice.machines > 5 && !ofAlice.isCut, `${ofAlice.states}`);
  t.is(ofAlice.entries.filter(({ type }) => type === 'actor').length, ofAlice.entries.filter(({ type }) => type === 'end').length);
  t.true(replayed(t, atRegistry).states > 20);
});

test('record: a file that is there → told, exit code 2, and nothing is done', (t) => {
  const file = join(scratch(t), 'mine');
  writeFileSync(file, 'mine');
  const { status, stderr } = spawnSync(process.execPath, [mainFile, 'demo', '--record', file]);
  t.is(status, 2);
  t.is(String(stderr), `parley: ${file} exists already. Give a name that is free, or remove it first.\n`);
  t.is(readFileSync(file, 'utf8'), 'mine');
});

test('record: a folder that is not there → told, exit code 1', (t) => {
  const file = join(scratch(t), 'nowhere', 'x.jsonl');
  const { status, stderr } = spawnSync(process.execPath, [mainFile, 'demo', '--record', file]);
  t.is(status, 1);
  t.regex(String(stderr), /^parley: Nothing can be recorded in .*ENOENT.*Give another place\.\n$/);
});

test('/report: a script that is recorded → a file below the data directory, and one of its own name', async (t) => {
  const { link } = await registry(t);
  const data = scratch(t);
  const alice = chat(t, link, 'alice', data, '--record', join(scratch(t), 'alice.jsonl'));
  const own = join(scratch(t), 'my report.jsonl');
  alice.write('/create den 5 hush', `/msg #den ${said}`, '/report', `/report ${own}`, `/report ${own}`, '/quit');
  t.is(await alice.ended, 0);
  const [file = ''] = readdirSync(join(data, 'reports'));
  t.regex(file, /^report-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}\.jsonl$/);
  t.true(replayed(t, join(data, 'reports', file)).states > 20);
  t.true(replayed(t, own).states > 20);
  const lines = alice.lines.join('\n');
  t.regex(lines, /The report is in .*report-.*: \d+ entries\./);
  t.regex(lines, /Hidden: passwords, keys, tokens, what people wrote/);
  t.true(lines.includes(`parley replay "${own}"`));
  t.true(lines.includes(`${own} exists already. Name another one: /report FILE`));
});

test('/report: a script that is not recorded → how to', async (t) => {
  const { link } = await registry(t);
  const data = scratch(t);
  const alice = chat(t, link, 'alice', data);
  alice.write('/report', '/quit');
  t.is(await alice.ended, 0);
  t.true(alice.lines.some((line) => line.includes('Start with --record FILE')));
  t.false(existsSync(join(data, 'reports')));
});

test('/report: a person who records nothing → the recent past all the same', async (t) => {
  const { link } = await registry(t);
  const [data, own] = [scratch(t), join(scratch(t), 'r.jsonl')];
  const password = join(data, 'password');
  writeFileSync(password, secret);
  const flags = ['--user', 'alice', '--register', '--password-file', password, '--data', data, '--listen', '127.0.0.1:0'];
  const screen = openScreen(t, [mainFile, 'chat', link, ...flags], { columns: 200 });
  const isOnline = (rows: readonly string[]) => rows.some((row) => row.includes('You are online as alice'));
  await screen.until((rows) => isOnline(rows) && (rows.at(-1)?.startsWith('parley>') ?? false));
  screen.type(`/create den 5 hush ${said}\r`);
  await screen.until((rows) => rows.some((row) => row.includes('You made #den')));
  screen.type(`/report ${own}\r`);
  await screen.until((rows) => rows.some((row) => row.includes('It can be read before it is sent on')));
  screen.type('/quit\r');
  t.is(await screen.exitCode, 0);
  t.true(replayed(t, own).states > 20);
});

const limited = process.platform === 'linux' ? test : test.skip;

limited('record: a disk that takes nothing more → told once, and the program goes on', (t) => {
  const module = (path: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../src', path)).href);
  const code = `
    import { whileRecorded } from ${module('cli/recordings/recorded.js')};
    import { createActor } from 'xstate';
    import { outboxExpiryMachine } from ${module('machines/outbox-expiry.js')};
    process.on('SIGXFSZ', () => {});
    const api = { createPeer: ({ inspect }) => createActor(outboxExpiryMachine, { inspect }).start().stop() };
    const code = await whileRecorded(process.argv[1], { errors: process.stderr }, api, async (recorded) => {
      for (let n = 0; n < 50; n++) {
        recorded.createPeer({ name: 'alice' });
        await new Promise((resolve) => setImmediate(resolve));
      }
      return 'done';
    });
    console.log(code);`;
  const file = join(scratch(t), 'x.jsonl');
  const shell = 'ulimit -f 8; exec "$0" --input-type=module --eval "$1" "$2"';
  const { stdout, stderr } = spawnSync('sh', ['-c', shell, process.execPath, code, file], { cwd: projectRoot });
  t.is(String(stdout), 'done\n', String(stderr));
  t.regex(String(stderr), /^parley: Nothing more can be recorded in .*x\.jsonl: EFBIG: .*\. All else goes on\.\n$/);
  t.true(readRecording(readFileSync(file, 'utf8')).entries.length > 5);
});

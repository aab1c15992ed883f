// Completion of the shells: what they would offer, and that they take the script. And the program's outline that it is made from.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { programOutline } from '../../../scripts/pages/outline.js';
import { completionFor } from '../../../src/cli/programs/completion.js';
import type { Shell } from '../../../src/cli/values.js';
import { mainFile } from '../../helpers/programs.js';
import { temporaryDirectory } from '../directories.js';
import { openScreen } from '../screen.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;
/** A test of what a shell does is skipped, visibly, where there is no such shell. */
const testOf = (shell: string) => (has(shell) ? test : test.skip);
const outline = await programOutline();

function scriptFile(t: ExecutionContext, shell: Shell): string {
  const file = join(temporaryDirectory(t), 'completion');
  writeFileSync(file, completionFor(shell, outline));
  return file;
}

/** What bash offers for the last of these words. */
function offered(t: ExecutionContext, ...words: string[]): string[] {
  const script = scriptFile(t, 'bash');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const call = `_parley parley '${words.at(-1) ?? ''}' '${words.at(-2) ?? ''}'`;
  const { stdout } = spawnSync(
    'bash',
    ['-c', `. '${script}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; ${call}; printf '%s\\n' "\${COMPREPLY[@]}"`],
    { encoding: 'utf8' },
  );
  return stdout.split('\n').filter((line) => line !== '');
}

testOf('bash')('completion: bash → commands, flags of the command, words of a flag, shells', (t) => {
  t.deepEqual(offered(t, 'parley', 's'), ['send']);
  t.deepEqual(offered(t, 'parley', ''), [...outline.commands.map(({ name }) => name), '-V', '--version', '-h', '--help']);
  t.deepEqual(offered(t, 'parley', 'send', 'bob', '--q'), ['--queue']);
  t.deepEqual(offered(t, 'parley', 'chat', '--bell', ''), ['off', 'mentions', 'all']);
  t.deepEqual(offered(t, 'parley', 'chat', '--user', ''), []);
  t.deepEqual(offered(t, 'parley', 'completion', 'z'), ['zsh']);
  t.deepEqual(offered(t, 'parley', 'help', 'reg'), ['registry']);
  t.true(offered(t, 'parley', 'registry', '--').includes('--hello-timeout'));
  t.deepEqual(offered(t, 'parley', 'replay', 'package-l'), ['package-lock.json']);
  t.deepEqual(offered(t, 'parley', 'replay', '--st'), ['--step']);
});

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test(`completion: ${shell} → takes the script; every command and flag is in it`, (t) => {
    const script = completionFor(shell, outline);
    for (const { name, flags } of outline.commands) {
      t.true(script.includes(name));
      for (const { long } of flags) t.true(script.includes(shell === 'fish' ? `-l ${long.slice(2)}` : long), `${name} ${long}`);
    }
  });

  testOf(shell)(`completion: ${shell} itself → reads the script without a complaint`, (t) => {
    t.is(spawnSync(shell, ['-n', scriptFile(t, shell)], { encoding: 'utf8' }).stderr, '');
  });
}

testOf('fish')('completion: fish itself → commands, flags of the command, words of a flag, shells, files', (t) => {
  const script = scriptFile(t, 'fish');
  const home = temporaryDirectory(t);
  writeFileSync(join(home, 'secret.txt'), '');
  const words = (line: string) => {
    const command = `source '${script}'; cd '${home}'; complete -C '${line}'`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', command], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: home },
    });
    t.is(stderr, '');
    return stdout.split('\n').flatMap((offer) => offer.split('\t')[0] || []);
  };
  t.deepEqual(words('parley s'), ['send']);
  t.deepEqual(words('parley ').sort(), outline.commands.map(({ name }) => name).sort());
  t.deepEqual(words('parley send bob --q'), ['--queue']);
  t.deepEqual(words('parley chat --bell ').sort(), ['all', 'mentions', 'off']);
  t.deepEqual(words('parley chat --user '), []);
  t.deepEqual(words('parley chat --password-file se'), ['secret.txt']);
  t.deepEqual(words('parley replay se'), ['secret.txt']);
  t.deepEqual(words('parley replay --st'), ['--step']);
  t.deepEqual(words('parley completion z'), ['zsh']);
  t.deepEqual(words('parley help reg'), ['registry']);
  t.true(words('parley registry --hello').includes('--hello-timeout'));
});

testOf('zsh')('completion: zsh itself → commands, flags of the command, words of a flag, shells, files', async (t) => {
  const home = temporaryDirectory(t);
  writeFileSync(join(home, 'secret.txt'), '');
  const { type, until } = openScreen(t, ['-f', '-i'], { program: 'zsh', columns: 100, lines: 60, env: { HOME: home, TERM: 'xterm' } });
  const last = (wanted: string) => until((rows) => rows.at(-1)?.trimEnd() === wanted);
  const shows = async (line: string, wanted: string) => {
    await last('%');
    type(`${line}\t`);
    await last(wanted);
    type('\u0015');
  };
  type(`cd '${home}'; PS1='%% '; autoload -Uz compinit; compinit -D -u; source '${scriptFile(t, 'zsh')}'; clear\r`);
  await shows('parley s', '% parley send');
  await shows('parley send bob --q', '% parley send bob --queue');
  await shows('parley chat --bell m', '% parley chat --bell mentions');
  await shows('parley chat --password-file s', '% parley chat --password-file secret.txt');
  await shows('parley replay s', '% parley replay secret.txt');
  await shows('parley replay --st', '% parley replay --step');
  await shows('parley completion z', '% parley completion zsh');
  await shows('parley help reg', '% parley help registry');
  await shows('parley registry --hello', '% parley registry --hello-timeout');
  t.pass();
});

test('completion: the program → prints it, exit 0; no such shell → exit 2', (t) => {
  const printed = spawnSync(process.execPath, [mainFile, 'completion', 'fish'], { encoding: 'utf8' });
  t.deepEqual([printed.status, printed.stdout, printed.stderr], [0, completionFor('fish', outline), '']);
  t.is(spawnSync(process.execPath, [mainFile, 'completion', 'tcsh'], { encoding: 'utf8' }).status, 2);
});

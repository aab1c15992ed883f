// Completion of the shells: what they would offer, and that they take the script. And the program's outline that it is made from.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { programOutline } from '../../../scripts/pages/outline.js';
import { completionFor } from '../../../src/cli/programs/completion.js';
import { mainFile } from '../../helpers/programs.js';
import { temporaryDirectory } from '../directories.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;
const outline = await programOutline();

/** What bash offers for the last of these words. */
function offered(t: ExecutionContext, ...words: string[]): string[] {
  const script = join(temporaryDirectory(t), 'completion');
  writeFileSync(script, completionFor('bash', outline));
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const call = `_parley parley '${words.at(-1) ?? ''}' '${words.at(-2) ?? ''}'`;
  const { stdout } = spawnSync(
    'bash',
    ['-c', `. '${script}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; ${call}; printf '%s\\n' "\${COMPREPLY[@]}"`],
    { encoding: 'utf8' },
  );
  return stdout.split('\n').filter((line) => line !== '');
}

test('completion: bash → commands, flags of the command, words of a flag, shells', (t) => {
  if (!has('bash')) return t.pass('there is no bash');
  t.deepEqual(offered(t, 'parley', 's'), ['send']);
  t.deepEqual(offered(t, 'parley', ''), [
    'chat',
    'send',
    'listen',
    'registry',
    'demo',
    'forget',
    'completion',
    'conformance',
    'help',
    '-V',
    '--version',
    '-h',
    '--help',
  ]);
  t.deepEqual(offered(t, 'parley', 'send', 'bob', '--q'), ['--queue']);
  t.deepEqual(offered(t, 'parley', 'chat', '--bell', ''), ['off', 'mentions', 'all']);
  t.deepEqual(offered(t, 'parley', 'chat', '--user', ''), []);
  t.deepEqual(offered(t, 'parley', 'completion', 'z'), ['zsh']);
  t.deepEqual(offered(t, 'parley', 'help', 'r'), ['registry']);
  t.true(offered(t, 'parley', 'registry', '--').includes('--hello-timeout'));
});

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test(`completion: ${shell} → takes the script; every command and flag is in it`, (t) => {
    const script = completionFor(shell, outline);
    for (const { name, flags } of outline.commands) {
      t.true(script.includes(name));
      for (const { long } of flags) t.true(script.includes(shell === 'fish' ? `-l ${long.slice(2)}` : long), `${name} ${long}`);
    }
    if (has(shell)) t.deepEqual(spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' }).stderr, '');
  });
}

test('completion: the program → prints it, exit 0; no such shell → exit 2', (t) => {
  const printed = spawnSync(process.execPath, [mainFile, 'completion', 'fish'], { encoding: 'utf8' });
  t.deepEqual([printed.status, printed.stdout, printed.stderr], [0, completionFor('fish', outline), '']);
  t.is(spawnSync(process.execPath, [mainFile, 'completion', 'tcsh'], { encoding: 'utf8' }).status, 2);
});

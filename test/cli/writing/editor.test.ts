// The editor of the user's choice: which one, what it gets, and what is made of how it ends.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { editorOf, editText } from '../../../src/cli/writing/editor.js';

const withShell = process.platform === 'win32' ? test.skip : test;

/** An editor that is a script; gives the command for the environment. */
async function editor(t: ExecutionContext, script: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley editor '));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'editor.sh');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o700);
  return `'${file}'`;
}

test('editor: $VISUAL goes before $EDITOR, else what every system has', (t) => {
  t.is(editorOf({ VISUAL: 'code --wait', EDITOR: 'nano' }, 'linux'), 'code --wait');
  t.is(editorOf({ VISUAL: ' ', EDITOR: 'nano' }, 'linux'), 'nano');
  t.is(editorOf({}, 'darwin'), 'vi');
  t.is(editorOf({}, 'win32'), 'notepad');
});

withShell('editor: a command with arguments → gets the text, gives what was written; nothing stays', async (t) => {
  const command = await editor(t, 'cat "$2" > "$1"; echo "and more" >> "$2"; printf "%s" "$2" >> "$1"');
  const seen = join(tmpdir(), `parley-seen-${process.pid}`);
  t.teardown(() => rm(seen, { force: true }));
  const edited = await editText('a start\n', { ...process.env, VISUAL: `${command} ${seen}` });
  t.deepEqual(edited, { outcome: 'written', text: 'a start\nand more\n' });
  const [, file = ''] = (await readFile(seen, 'utf8')).split('\n');
  await t.throwsAsync(readFile(file), { code: 'ENOENT' });
});

withShell('editor: ends with a code → told', async (t) => {
  const command = await editor(t, 'exit 3');
  t.deepEqual(await editText('', { ...process.env, EDITOR: command, VISUAL: '' }), { outcome: 'failed', editor: command, code: 3 });
});

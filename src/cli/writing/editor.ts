// A text written in the editor of the user's choice: $VISUAL, else $EDITOR, else the one that every system of this kind has.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export type Edited =
  | { readonly outcome: 'written'; readonly text: string }
  /** It ended with a code, or could not be started (`code` undefined). */
  | { readonly outcome: 'failed'; readonly editor: string; readonly code: number | undefined };

/** May be a command with arguments of its own. */
export function editorOf(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return env['VISUAL']?.trim() || env['EDITOR']?.trim() || (platform === 'win32' ? 'notepad' : 'vi');
}

/** Rejected when the file for the editor cannot be written or read. The terminal must be the editor's meanwhile. */
export async function editText(initial: string, env: Environment): Promise<Edited> {
  const editor = editorOf(env);
  // In a directory of its own, which is its owner's only.
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  try {
    const file = join(directory, 'message.txt');
    await writeFile(file, initial, { mode: 0o600 });
    const code = await run(editor, file, env);
    if (code !== 0) return { outcome: 'failed', editor, code };
    return { outcome: 'written', text: (await readFile(file, 'utf8')).replace(/^\ufeff/, '') };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** By the shell, as the variable may hold a whole command. */
function run(editor: string, file: string, env: Environment): Promise<number | undefined> {
  const options = { stdio: 'inherit', env: { ...env } } as const;
  const child =
    process.platform === 'win32'
      ? spawn(`${editor} "${file}"`, { ...options, shell: true })
      : spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], options);
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code ?? undefined));
  });
}

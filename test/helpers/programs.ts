// Real programs for a test: the built `parley` as child processes, driven by their standard input, ended with the test.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { programFile } from '../../src/cli/own-command.js';

/** The program as this build made it. */
export const mainFile: string = programFile;

/** A directory for one test, removed with it. */
export function scratch(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-test-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true, maxRetries: 10 }));
  return directory;
}

/** One running program. */
export class Program {
  /** Lines of its standard output so far. */
  readonly lines: string[] = [];
  errors = '';
  readonly child: ChildProcessWithoutNullStreams;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  #rest = '';
  #read = 0;
  #watchers: (() => void)[] = [];

  constructor(t: ExecutionContext, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [mainFile, ...args], { env: { ...process.env, NO_COLOR: '1', ...env } });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.child.stdin.on('error', () => {}); // it may have ended already
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        resolve(code ?? signal);
        this.#wake();
      });
    });
    t.teardown(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
    });
  }

  write(...lines: string[]): void {
    this.child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** The next line, after those already waited for, that matches. @throws when the program ends without it. */
  async line(matches: RegExp): Promise<string> {
    for (;;) {
      const at = this.lines.findIndex((line, index) => index >= this.#read && matches.test(line));
      if (at !== -1) {
        this.#read = at + 1;
        return this.lines[at] ?? '';
      }
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`ended without ${matches}\n${this.lines.join('\n')}\n${this.errors}`);
      }
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    this.lines.push(...parts);
    this.#wake();
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/** A registry on loopback that is ready, and its link. */
export async function startRegistry(t: ExecutionContext, data: string, ...args: string[]): Promise<Program & { readonly link: string }> {
  const program = new Program(t, ['registry', '--listen', '127.0.0.1:0', '--data', data, ...args]);
  const [, link = ''] = (await program.line(/^listening /)).split(' ');
  return Object.assign(program, { link });
}

/** A scripted chat that is online. */
export async function startChat(t: ExecutionContext, link: string, name: string, data: string, ...args: string[]): Promise<Program> {
  const program = new Program(t, ['chat', link, '--user', name, '--register', '--data', data, ...args], { PARLEY_PASSWORD: `${name} 123` });
  await program.line(/online/);
  return program;
}

// A real program of this project as a child process: its lines, its log, and what can be done to it. It has a process group of
// its own and is known to the guard, so that nothing of it outlives the run.
import { type ChildProcessByStdio, type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { programFile as mainFile } from '../src/cli/own-command.js';
import { guardFile, killTree } from './guard.js';

const isWindows = process.platform === 'win32';

/** Kills what is left of a run that is gone. */
export class Guard {
  readonly #child: ChildProcessByStdio<Writable, null, null>;
  readonly #started: (pid: number) => void;

  /** `started` hears of every process. */
  constructor(started: (pid: number) => void = () => {}) {
    this.#started = started;
    this.#child = spawn(process.execPath, [guardFile], { stdio: ['pipe', 'ignore', 'inherit'], detached: !isWindows });
    this.#child.stdin.on('error', () => {});
  }

  /** A process by its id, or a mounted directory. */
  watch(what: number | string): void {
    if (typeof what === 'number') this.#started(what);
    this.#child.stdin.write(`+${what}\n`);
  }

  unwatch(what: number | string): void {
    this.#child.stdin.write(`-${what}\n`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.stdin.end();
    });
  }
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly guard: Guard;
  /** All that it writes is added to this file. */
  readonly logFile: string;
  /** Every line of its standard output. */
  readonly onLine: (line: string) => void;
}

export class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #options: ProgramOptions;
  readonly pid: number;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  isOver = false;
  /** What it wrote on standard error. */
  errors = '';
  #rest = '';

  constructor(options: ProgramOptions) {
    const { args, env, guard, logFile } = options;
    this.#options = options;
    this.#child = spawn(process.execPath, ['--enable-source-maps', mainFile, ...args], {
      env: { ...process.env, NO_COLOR: '1', LC_ALL: 'C', ...env },
      detached: !isWindows,
    });
    this.pid = this.#child.pid ?? 0;
    guard.watch(this.pid);
    this.#child.stdin.on('error', () => {}); // it may have ended already
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
      appendFileSync(logFile, text);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve(null));
      this.#child.once('close', (code, signal) => {
        this.isOver = true;
        guard.unwatch(this.pid);
        this.note(`ended: ${code ?? signal}`);
        resolve(code ?? signal);
      });
    });
    this.note(`started as ${this.pid}`);
  }

  write(...lines: readonly string[]): void {
    for (const line of lines) this.note(`< ${line}`);
    this.#child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.isOver) killTree(this.pid, signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** No file may grow beyond so many bytes, whatever the program does: to it the disk is full. Undefined: no bound. */
  limitFiles(bytes: number | undefined): void {
    if (!this.isOver) spawnSync('prlimit', ['--pid', String(this.pid), `--fsize=${bytes ?? 'unlimited'}:`]);
  }

  note(text: string): void {
    appendFileSync(this.#options.logFile, `${new Date().toISOString()} ${text}\n`);
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const line of parts) {
      this.note(`> ${line}`);
      this.#options.onLine(line);
    }
  }
}

/** Why processes cannot be stopped here; undefined where they can. */
export function cannotStop(): string | undefined {
  return isWindows ? 'this platform stops no processes' : undefined;
}

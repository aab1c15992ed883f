// The peer under test: a program of any language, started by a command, driven by lines on its standard input, and heard by the
// lines of its standard output (docs/conformance.md).
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transcript } from '../transcript.js';
import { Bell } from '../waiting.js';

/** A running peer. */
export interface Subject {
  write(line: string): void;
  /** The lines so far. */
  readonly lines: readonly string[];
  readonly bell: Bell;
  stop(): Promise<void>;
}

export interface SubjectStart {
  readonly link: string;
  readonly name: string;
  readonly password: string;
  readonly transcript: Pick<Transcript, 'add'>;
}

/** Starts one; for every check that needs its own, another. */
export type StartSubject = (start: SubjectStart) => Promise<Subject>;

/** Lines as they come, in pieces. */
export class LineKeeper {
  readonly lines: string[] = [];
  readonly bell = new Bell();
  #rest = '';

  constructor(private readonly transcript: Pick<Transcript, 'add'>) {}

  take(text: string): void {
    const parts = (this.#rest + text).split(/\r?\n/);
    this.#rest = parts.pop() ?? '';
    for (const line of parts) this.transcript.add('stdout', 'came', line);
    this.lines.push(...parts);
    this.bell.ring();
  }
}

/** How long a program may take to end by itself, ms. */
const leaveTime = 3000;

/** `{link}`, `{name}`, `{password}` and `{data}` (a directory of its own) in the command are replaced; the password is in PARLEY_PASSWORD as well. */
export function subjectByCommand(command: string): StartSubject {
  return async ({ link, name, password, transcript }) => {
    const data = await mkdtemp(join(tmpdir(), 'parley-subject-'));
    const values: Readonly<Record<string, string>> = { link, name, password, data };
    const line = command.replace(/\{(link|name|password|data)\}/g, (_, key: string) => quoted(values[key] ?? ''));
    const child = spawn(line, {
      shell: true,
      env: { ...process.env, PARLEY_PASSWORD: password, NO_COLOR: '1' },
      detached: process.platform !== 'win32',
    });
    const keeper = new LineKeeper(transcript);
    child.stdout.setEncoding('utf8').on('data', (text: string) => keeper.take(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => transcript.add('stderr', 'came', text));
    child.stdin.on('error', () => {}); // it may have ended already
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => resolve()).once('error', () => resolve());
    });
    return {
      lines: keeper.lines,
      bell: keeper.bell,
      write: (text) => {
        transcript.add('stdin', 'sent', text);
        child.stdin.write(`${text}\n`);
      },
      stop: async () => {
        child.stdin.end('/quit\n');
        const timer = setTimeout(() => kill(child), leaveTime);
        await ended;
        clearTimeout(timer);
        await rm(data, { recursive: true, force: true, maxRetries: 10 });
      },
    };
  };
}

/** The shell and what it started. */
function kill(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // it is no group of its own any more
  }
}

function quoted(value: string): string {
  if (process.platform === 'win32') return `"${value}"`;
  return `'${value.replaceAll("'", "'\\''")}'`;
}

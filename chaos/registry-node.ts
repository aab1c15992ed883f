// The registry of a run: one port for all its lives.
import { join } from 'node:path';
import { Disk } from './disk.js';
import type { Life } from './evidence.js';
import { type Guard, Program } from './program.js';
import type { Place } from './tcp-proxy.js';

export interface RegistryNodeOptions {
  readonly directory: string;
  readonly logs: string;
  readonly listen: Place;
  readonly guard: Guard;
  readonly hasOwnDisk: boolean;
  /** Seconds. */
  readonly keepAliveTimeout: number;
  /** It ended though nobody wanted it to. */
  readonly onEnd: (life: Life) => void;
}

/** All peers of a run come from one address. */
const limits = ['--registrations-per-address', '1000', '--links-per-address', '1000'];

export class RegistryNode {
  readonly lives: Life[] = [];
  readonly logFile: string;
  isWanted = false;
  readonly #options: RegistryNodeOptions;
  readonly #disk: Disk;
  readonly #data: string;
  #program: Program | undefined;
  #life: Life | undefined;

  constructor(options: RegistryNodeOptions) {
    this.#options = options;
    this.#data = join(options.directory, 'registry');
    this.logFile = join(options.logs, 'registry.log');
    this.#disk = new Disk({ directory: this.#data, guard: options.guard, isReal: options.hasOwnDisk });
  }

  /** Gives its link when it listens; undefined when it ended before. */
  start(): Promise<string | undefined> {
    const { listen, guard, keepAliveTimeout } = this.#options;
    this.isWanted = true;
    const life: Life = { startedAt: Date.now(), onlineAt: undefined, endedAt: undefined, end: undefined, errors: '', wasFull: false };
    this.lives.push(life);
    this.#life = life;
    return new Promise((resolve) => {
      const program = new Program({
        args: [
          ...['registry', '--listen', `${listen.host}:${listen.port}`, '--data', this.#data, '--log-level', 'debug', ...limits],
          ...['--keep-alive-timeout', String(keepAliveTimeout)],
        ],
        guard,
        logFile: this.logFile,
        onLine: (line) => {
          life.onlineAt ??= Date.now();
          if (line.startsWith('listening ')) resolve(line.slice('listening '.length));
        },
      });
      this.#program = program;
      this.#disk.started(program, life);
      void program.ended.then((how) => {
        life.endedAt = Date.now();
        life.errors = program.errors;
        const wasWished = life.end !== undefined;
        life.end ??= `ended by itself with ${how}`;
        if (this.#program === program) this.#program = undefined;
        resolve(undefined);
        if (!wasWished) this.#options.onEnd(life);
      });
    });
  }

  async kill(): Promise<void> {
    this.isWanted = false;
    if (this.#life) this.#life.end ??= 'killed';
    await this.#program?.kill();
  }

  /** SIGTERM; gives its exit code. */
  async quit(): Promise<number | string | null> {
    this.isWanted = false;
    if (this.#life) this.#life.end ??= 'quit';
    this.#program?.signal('SIGTERM');
    return (await this.#program?.ended) ?? null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#program?.signal(signal);
  }

  /** Leaves so many bytes of its disk. */
  fill(bytes: number): void {
    this.#disk.fill(bytes, this.#program, this.#life);
  }

  free(): void {
    this.#disk.free(this.#program);
  }

  /** Afterwards its data may be gone. */
  async close(): Promise<void> {
    await this.kill();
    this.#disk.close();
  }
}

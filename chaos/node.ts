// One program of a run: it is started, killed and started anew, always on the same disk. What became of each of its lives is
// written down here.
import { join } from 'node:path';
import { Disk } from './disk.js';
import type { Life } from './evidence.js';
import { type Guard, Program } from './program.js';
import type { Place } from './tcp-proxy.js';

export interface NodeOptions {
  readonly directory: string;
  readonly logs: string;
  readonly listen: Place;
  readonly guard: Guard;
  readonly hasOwnDisk: boolean;
  /** It ended though nobody wanted it to. */
  readonly onEnd: (life: Life) => void;
}

/** What its program is run with. */
export interface Launch {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Every line of its standard output. */
  readonly onLine: (line: string, life: Life) => void;
  readonly onOver: () => void;
}

export abstract class Node {
  readonly name: string;
  readonly data: string;
  readonly logFile: string;
  readonly lives: Life[] = [];
  /** It is to run: else somebody has ended it and will start it again. */
  isWanted = false;
  protected program: Program | undefined;
  protected life: Life | undefined;
  readonly #options: NodeOptions;
  readonly #disk: Disk;

  constructor(name: string, options: NodeOptions) {
    const { directory, logs, guard, hasOwnDisk: isReal } = options;
    this.name = name;
    this.#options = options;
    this.data = join(directory, name);
    this.logFile = join(logs, `${name}.log`);
    this.#disk = new Disk({ directory: this.data, guard, isReal });
  }

  /** Has its program end in good order. */
  protected abstract askToEnd(program: Program): void;

  /** kill -9. */
  async kill(): Promise<void> {
    this.isWanted = false;
    if (this.life) this.life.end ??= 'killed';
    await this.program?.kill();
  }

  /** Gives its exit code. */
  async quit(): Promise<number | string | null> {
    this.isWanted = false;
    if (this.life) this.life.end ??= 'quit';
    if (this.program) this.askToEnd(this.program);
    return (await this.program?.ended) ?? null;
  }

  signal(signal: NodeJS.Signals): void {
    this.program?.signal(signal);
  }

  /** Leaves so many bytes of its disk. */
  fill(bytes: number): void {
    this.#disk.fill(bytes, this.program, this.life);
  }

  free(): void {
    this.#disk.free(this.program);
  }

  /** Afterwards its data may be gone. */
  async close(): Promise<void> {
    await this.kill();
    this.#disk.close();
  }

  /** Begins a life. */
  protected launch({ args, env = {}, onLine, onOver }: Launch): Program {
    const { guard, onEnd } = this.#options;
    const { logFile } = this;
    const life: Life = { startedAt: Date.now(), onlineAt: undefined, endedAt: undefined, end: undefined, errors: '', wasFull: false };
    const program = new Program({ args, env, guard, logFile, onLine: (line) => onLine(line, life) });
    this.isWanted = true;
    this.life = life;
    this.program = program;
    this.lives.push(life);
    this.#disk.started(program, life);
    void program.ended.then((how) => {
      life.endedAt = Date.now();
      life.errors = program.errors;
      const wasWished = life.end !== undefined;
      life.end ??= `ended by itself with ${how}`;
      if (this.program === program) {
        this.program = undefined;
        this.life = undefined;
        onOver();
      }
      if (!wasWished) onEnd(life);
    });
    return program;
  }
}

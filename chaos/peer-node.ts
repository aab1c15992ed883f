// One user of a run: its program is started, killed and started anew, always with the same profile. What it is told to do, and
// what it has taken and shown, is written down here.
import { join } from 'node:path';
import { Disk } from './disk.js';
import type { Life, Shown, Taken } from './evidence.js';
import { type Guard, Program } from './program.js';
import type { Place } from './tcp-proxy.js';

export interface PeerNodeOptions {
  readonly name: string;
  /** Everybody else. */
  readonly others: readonly string[];
  /** The registry's, through this peer's proxy. */
  readonly link: string;
  readonly directory: string;
  readonly logs: string;
  readonly listen: Place;
  /** Where others dial: the proxy before `listen`. */
  readonly announced: Place;
  readonly guard: Guard;
  readonly hasOwnDisk: boolean;
  /** It ended though nobody wanted it to. */
  readonly onEnd: (life: Life) => void;
}

/** A line that was written and whose end is waited for. */
interface Errand {
  readonly marker: string;
  readonly done: (lines: readonly string[] | undefined) => void;
}

/** What a chat tells of by itself; any other notice answers a command. */
const event =
  /^\* (\S+ (joined|left) #|\S+ is (not online any more|online)\.$|(Connected|Not connected) to the registry|The chat with \S+ is open|\S+ wants to chat|\S+ has not asked yet|\S+ is the host|You are (the host|in #|online as)|Your messages for \S+ are kept|\S+ has your messages now|\S+ has not answered yet|No chat with|\S+ is registered)/;

export class PeerNode {
  readonly name: string;
  readonly data: string;
  readonly logFile: string;
  readonly lives: Life[] = [];
  readonly taken: Taken[] = [];
  readonly shown: Shown[] = [];
  /** It is to run: else somebody has ended it and will start it again. */
  isWanted = false;
  readonly #options: PeerNodeOptions;
  readonly #disk: Disk;
  #program: Program | undefined;
  #life: Life | undefined;
  #errands: Errand[] = [];
  /** Notices since the last marker. */
  #notices: string[] = [];
  #markers = 0;
  #onlineWaiters: (() => void)[] = [];

  constructor(options: PeerNodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.data = join(options.directory, options.name);
    this.logFile = join(options.logs, `${options.name}.log`);
    this.#disk = new Disk({ directory: this.data, guard: options.guard, isReal: options.hasOwnDisk });
  }

  /** The registry's, through this peer's proxy. */
  get link(): string {
    return this.#options.link;
  }

  get isOnline(): boolean {
    return this.#life?.onlineAt !== undefined;
  }

  start(): void {
    const { name, others, link, listen, announced, guard, logs } = this.#options;
    this.isWanted = true;
    const life: Life = { startedAt: Date.now(), onlineAt: undefined, endedAt: undefined, end: undefined, errors: '', wasFull: false };
    const program = new Program({
      args: [
        ...['chat', link, '--user', name, '--register', '--data', this.data],
        ...['--listen', `${listen.host}:${listen.port}`, '--public-host', announced.host, '--public-port', String(announced.port)],
        ...['--log', join(logs, `${name}.json`), '--log-level', 'debug'],
      ],
      env: { PARLEY_PASSWORD: `${name} of chaos` },
      guard,
      logFile: this.logFile,
      onLine: (line) => this.#take(line),
    });
    this.#life = life;
    this.#program = program;
    this.lives.push(life);
    this.#disk.started(program, life);
    for (const other of others) program.write(`/accept ${other}`);
    void program.ended.then((how) => this.#ended(life, program, how));
  }

  /** Fulfilled once it is online, at once if it is. */
  async online(): Promise<void> {
    while (!this.isOnline) await new Promise<void>((resolve) => this.#onlineWaiters.push(resolve));
  }

  /** `target` is a name or `#room`. A message counts as taken as soon as the program goes on to the next line without a complaint. */
  say(target: string, text: string): void {
    this.#errand([`/msg ${target} ${text}`], (lines) => {
      const complaint = lines?.find((line) => !event.test(line));
      if (lines && complaint === undefined) this.taken.push({ target, text });
    });
  }

  /** Performs a command whose answer nobody waits for. */
  tell(command: string): void {
    this.#errand([command], () => {});
  }

  /** The notices that a command is answered with, and what else came meanwhile; undefined when the program ended before. */
  ask(command: string): Promise<readonly string[] | undefined> {
    return new Promise((resolve) => this.#errand([command], resolve));
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.isWanted = false;
    if (this.#life) this.#life.end ??= 'killed';
    await this.#program?.kill();
  }

  /** Gives its exit code. */
  async quit(): Promise<number | string | null> {
    this.isWanted = false;
    if (this.#life) this.#life.end ??= 'quit';
    this.#program?.write('/quit');
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

  #errand(lines: readonly string[], done: Errand['done']): void {
    if (!this.#program || this.#program.isOver) {
      done(undefined);
      return;
    }
    this.#markers += 1;
    const marker = `/took-${this.#markers}`;
    this.#errands.push({ marker, done });
    this.#program.write(...lines, marker);
  }

  #take(line: string): void {
    if (!line.startsWith('* ')) {
      this.shown.push({ line, at: Date.now(), life: this.lives.length });
      return;
    }
    if (line.startsWith('* You are online as') && this.#life) {
      this.#life.onlineAt = Date.now();
      for (const wake of this.#onlineWaiters.splice(0)) wake();
    }
    const marker = /^\* There is no command (\/took-\d+)\./.exec(line)?.[1];
    if (marker === undefined) {
      this.#notices.push(line);
      return;
    }
    const [errand] = this.#errands;
    if (errand?.marker !== marker) return;
    this.#errands.shift();
    errand.done(this.#notices);
    this.#notices = [];
  }

  #ended(life: Life, program: Program, how: number | NodeJS.Signals | null): void {
    life.endedAt = Date.now();
    life.errors = program.errors;
    const wasWished = life.end !== undefined;
    life.end ??= `ended by itself with ${how}`;
    if (this.#program === program) {
      this.#program = undefined;
      this.#life = undefined;
      this.#notices = [];
      for (const { done } of this.#errands.splice(0)) done(undefined);
    }
    if (!wasWished) this.#options.onEnd(life);
  }
}

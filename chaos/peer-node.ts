// One user of a run, always with the same profile: what it is told to do, and what it has taken and shown.
import { join } from 'node:path';
import type { Shown, Taken } from './evidence.js';
import { Node, type NodeOptions } from './node.js';
import type { Program } from './program.js';
import type { Place } from './tcp-proxy.js';

export interface PeerNodeOptions extends NodeOptions {
  readonly name: string;
  /** Everybody else. */
  readonly others: readonly string[];
  /** The registry's, through this peer's proxy. */
  readonly link: string;
  /** Where others dial: the proxy before `listen`. */
  readonly announced: Place;
}

/** A line that was written and whose end is waited for. */
interface Errand {
  readonly marker: string;
  readonly done: (lines: readonly string[] | undefined) => void;
}

/** What a chat tells of by itself; any other notice answers a command. */
const event =
  /^\* (\S+ (joined|left) #|\S+ is (not online any more|online)\.$|(Connected|Not connected) to the registry|The chat with \S+ is open|\S+ wants to chat|\S+ has not asked yet|\S+ is the host|You are (the host|in #|online as)|Your messages for \S+ are kept|\S+ has your messages now|\S+ has not answered yet|No chat with|\S+ is registered)/;

export class PeerNode extends Node {
  readonly taken: Taken[] = [];
  readonly shown: Shown[] = [];
  readonly #options: PeerNodeOptions;
  #errands: Errand[] = [];
  /** Notices since the last marker. */
  #notices: string[] = [];
  #markers = 0;
  #onlineWaiters: (() => void)[] = [];

  constructor(options: PeerNodeOptions) {
    super(options.name, options);
    this.#options = options;
  }

  /** The registry's, through this peer's proxy. */
  get link(): string {
    return this.#options.link;
  }

  get isOnline(): boolean {
    return this.life?.onlineAt !== undefined;
  }

  start(): void {
    const { name, others, link, listen, announced, logs } = this.#options;
    const program = this.launch({
      args: [
        ...['chat', link, '--user', name, '--register', '--data', this.data],
        ...['--listen', `${listen.host}:${listen.port}`, '--public-host', announced.host, '--public-port', String(announced.port)],
        ...['--log', join(logs, `${name}.json`), '--log-level', 'debug'],
      ],
      env: { PARLEY_PASSWORD: `${name} of chaos` },
      onLine: (line) => this.#take(line),
      onOver: () => {
        this.#notices = [];
        for (const { done } of this.#errands.splice(0)) done(undefined);
      },
    });
    for (const other of others) program.write(`/accept ${other}`);
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

  protected askToEnd(program: Program): void {
    program.write('/quit');
  }

  #errand(lines: readonly string[], done: Errand['done']): void {
    if (!this.program || this.program.isOver) {
      done(undefined);
      return;
    }
    this.#markers += 1;
    const marker = `/took-${this.#markers}`;
    this.#errands.push({ marker, done });
    this.program.write(...lines, marker);
  }

  #take(line: string): void {
    if (!line.startsWith('* ')) {
      this.shown.push({ line, at: Date.now(), life: this.lives.length });
      return;
    }
    if (line.startsWith('* You are online as') && this.life) {
      this.life.onlineAt = Date.now();
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
}

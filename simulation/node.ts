// A machine of a simulation: its address, its wall clock, its disk, and one life after another of the program on it.
import type { Census } from '../src/actors/census.js';
import type { Network } from '../src/transport/link.js';
import { Disk } from './disk.js';
import { Life, type Wall } from './life.js';
import type { Surroundings } from './surroundings.js';
import { tapped } from './tapped-network.js';

/** What a program knew, which goes with it. */
const remembered: ReadonlySet<string> = new Set(['contacts', 'owed to', 'reasons to wait', 'members online', 'addresses dialled']);

export abstract class Node {
  readonly name: string;
  readonly host: string;
  readonly disk: Disk;
  readonly wall: Wall = { offset: 0, asleepUntil: 0 };
  protected readonly around: Surroundings;
  /** Of the program that runs, or ran last. */
  protected life: Life | undefined;
  /** How many lives there were. */
  protected lives = 0;
  /** Whether the program is wanted to run. */
  #isWanted = false;
  /** It is not started any more. */
  #isRetired = false;
  /** While the program ends in order. */
  #ending: Promise<void> | undefined;

  constructor(name: string, host: string, around: Surroundings) {
    this.name = name;
    this.host = host;
    this.around = around;
    this.disk = new Disk(around.chance.fork(`disk ${name}`));
    around.names.set(host, name);
  }

  get isWanted(): boolean {
    return this.#isWanted;
  }

  start(): void {
    if (this.#isWanted || this.#isRetired) return;
    this.#isWanted = true;
    const launch = () => {
      if (this.#isWanted) this.launch();
    };
    if (this.#ending) void this.#ending.then(launch);
    else launch();
  }

  /** As by `kill -9`: what was not on the disk is lost. */
  crash(): void {
    if (!this.#isWanted && !this.#ending) return;
    this.#isWanted = false;
    this.#ending = undefined;
    this.note('crashes');
    this.life?.kill();
    this.around.memory.crash(this.host);
    this.disk.crash();
    this.dropped();
  }

  /** Ends the program in order. */
  quit(): Promise<void> {
    if (!this.#isWanted) return this.#ending ?? Promise.resolve();
    this.#isWanted = false;
    const ending = this.#quit().then(() => {
      if (this.#ending === ending) this.#ending = undefined;
    });
    this.#ending = ending;
    return ending;
  }

  /** Ends the program in order, for good. */
  retire(): Promise<void> {
    this.#isRetired = true;
    return this.quit();
  }

  async #quit(): Promise<void> {
    const { life } = this;
    this.note('quits');
    await this.close();
    if (!life || life.isOver) return;
    if (life.pending > 0) this.around.ledger.problem(`(e) ${this.name} has left ${life.pending} timers behind at its end`);
    const { ports } = this.around.memory.open(this.host);
    if (ports > 0) this.around.ledger.problem(`(e) ${this.name} has left ${ports} ports open at its end`);
    for (const [kind, count] of Object.entries(this.leftBehind())) {
      if (count > 0 && !remembered.has(kind)) this.around.ledger.problem(`(e) ${this.name} has left ${count} ${kind} behind at its end`);
    }
    life.kill();
  }

  note(text: string): void {
    this.around.trace.note({ at: this.around.clock.time, from: this.name, to: this.name, text });
  }

  protected newLife(): { readonly life: Life; readonly network: Network } {
    this.lives++;
    const { clock, memory, chance, ledger, trace, names } = this.around;
    const life = new Life(clock, this.wall, chance.fork(`${this.name} ${this.lives}`));
    this.life = life;
    const network = tapped({
      network: memory.host(this.host),
      life,
      sent: (to, text) => {
        const exchange = { at: clock.time, from: this.name, to: names.get(to.host) ?? to.host, text };
        trace.sent(exchange);
        ledger.said(exchange);
      },
    });
    return { life, network };
  }

  /** Starts the program. */
  protected abstract launch(): void;
  protected abstract close(): Promise<void>;
  /** What a program that has ended in order still holds. */
  protected abstract leftBehind(): Census;
  /** The program was killed. */
  protected abstract dropped(): void;
}

// The registry of a simulation: the production one, on a memory network, a simulated disk and a virtual clock.
import type { Census } from '../src/actors/census.js';
import { type CountedRegistry, createRegistryWith } from '../src/actors/registry/create-registry.js';
import { limitsFrom, type RegistryLimits, registrySettings } from '../src/protocol/limits.js';
import { type HasherLoad, simulatedHasher } from './hasher.js';
import { Node } from './node.js';
import { registryHost, registryName, registryPort, type Surroundings } from './surroundings.js';

/** ms until somebody starts a registry again that could not start. */
const retryTime = 2000;

export class RegistryNode extends Node {
  readonly load: HasherLoad = { mostWaiting: 0, refused: 0 };
  readonly #limits: Partial<RegistryLimits>;
  /** ms that certificates last; a day where there is none. */
  certificateLife: number | undefined;
  #registry: CountedRegistry | undefined;
  /** The one that ended in order last. */
  #ended: CountedRegistry | undefined;
  #opening: Promise<void> | undefined;

  constructor(around: Surroundings, limits: Partial<RegistryLimits>, certificateLife: number | undefined) {
    super(registryName, registryHost, around);
    this.certificateLife = certificateLife;
    this.#limits = limits;
  }

  /** The one that serves. */
  get registry(): CountedRegistry | undefined {
    return this.#registry;
  }

  /** What the program holds. */
  get census(): Census {
    return { ...this.#registry?.census, timers: this.life?.pending ?? 0 };
  }

  get link(): string {
    return `parley://${registryHost}:${registryPort}#${this.around.stock.authority.fingerprint}`;
  }

  /** Rows of its database, asked without its knowledge. */
  rows<Row>(query: string): readonly Row[] {
    return [...this.disk.files.values()].flatMap((file) => file.all<Row>(query, []));
  }

  protected launch(): void {
    this.#opening = this.#launch();
  }

  protected async close(): Promise<void> {
    await this.#opening;
    const registry = this.#registry;
    this.#registry = undefined;
    this.#ended = registry;
    await registry?.close();
  }

  protected leftBehind(): Census {
    return this.#ended?.census ?? {};
  }

  protected dropped(): void {
    this.#registry = undefined;
  }

  async #launch(): Promise<void> {
    const { life, network } = this.newLife();
    const limits = limitsFrom(registrySettings, this.#limits);
    const opening = createRegistryWith(
      {
        dataDirectory: 'registry',
        listen: { host: registryHost, port: registryPort },
        publicHost: registryHost,
        runtime: life.runtime,
        network,
        limits: this.#limits,
      },
      {
        hasher: simulatedHasher(life, { atOnce: limits.hashesAtOnce, waiting: limits.hashesWaiting }, this.load),
        openDatabase: this.disk.opener(life),
        openAuthority: async (_, { now }) => this.around.stock.authorityOf(now, () => this.certificateLife),
      },
    );
    try {
      const registry = await opening;
      if (life.isOver) return;
      this.#registry = registry;
      this.note('serves');
    } catch (error) {
      if (life.isOver) return;
      this.note(`cannot start: ${String(error)}`);
      life.kill();
      this.around.memory.crash(this.host);
      this.disk.crash();
      this.around.clock.set(() => {
        if (this.isWanted && this.life === life) this.launch();
      }, retryTime);
    }
  }
}

// What a peer stands on in the models' worlds, where a path may hold it back or let it fail: its stores, its key, its UDP port.
import type { KeyMaking } from '../../../src/actors/peer/identity-keeper.js';
import type { Database, OpenDatabase } from '../../../src/store/database.js';
import { StoreError } from '../../../src/store/store-error.js';
import type { Network } from '../../../src/transport/link.js';
import { openInMemory } from '../engine/sql-in-memory.js';

type Mood = 'willing' | 'slow' | 'failing';

/** Lets things through, or makes them wait, or fail. */
export class Gate {
  #mood: Mood = 'willing';
  #waiting: (() => void)[] = [];

  constructor(private readonly failure: () => Error) {}

  set(mood: Mood): void {
    this.#mood = mood;
    if (mood !== 'slow') for (const proceed of this.#waiting.splice(0)) proceed();
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#mood === 'slow') await new Promise<void>((proceed) => this.#waiting.push(proceed));
    if (this.#mood === 'failing') throw this.failure();
    return work();
  }
}

const full = () => new StoreError('full', 'the disk is full', 'SQLITE_FULL');

export class PeerGates {
  /** Opening a store. */
  readonly opening = new Gate(full);
  /** Writing to one. */
  readonly writing = new Gate(full);
  readonly key = new Gate(() => new Error('no key can be made'));
  readonly binding = new Gate(() => Object.assign(new Error('bind EMFILE'), { code: 'EMFILE' }));

  readonly openDatabase: OpenDatabase = (options) =>
    this.opening.pass(async () => {
      const database = await openInMemory(options);
      const guarded: Database = {
        read: (operation) => database.read(operation),
        write: (operation) => this.writing.pass(() => database.write(operation)),
        close: () => database.close(),
      };
      return guarded;
    });

  keyMaking(made: KeyMaking): KeyMaking {
    return {
      newIdentityKey: () => made.newIdentityKey(),
      certificateRequest: (...given) => this.key.pass(() => made.certificateRequest(...given)),
    };
  }

  network(network: Network): Network {
    return {
      dial: (...given) => network.dial(...given),
      listen: (...given) => network.listen(...given),
      bind: (...given) => this.binding.pass(() => network.bind(...given)),
    };
  }

  /** Nothing waits any more. */
  open(): void {
    for (const gate of [this.opening, this.writing, this.key, this.binding]) gate.set('willing');
  }
}

// Takes the links that come: an actor each, with no parent, so that one costs nothing to the others (docs/protocol.md, section
// 7: links an address).
import { type Actor, createActor } from 'xstate';
import type { registryConnectionMachine } from '../../machines/registry-connection/registry-connection.js';
import type { ConnectionInput } from '../../machines/registry-connection/setup.js';
import { addressBlock } from '../../protocol/addresses.js';
import type { Accept, Link, LinkHandlers } from '../../transport/link.js';
import { type Census, countActors } from '../census.js';
import type { ActorSurroundings } from './actor-surroundings.js';
import type { Visitor } from './office.js';

type ConnectionMachine = typeof registryConnectionMachine;

export interface FrontDoorOptions {
  /** With its link and its desk. */
  readonly machine: ConnectionMachine;
  readonly input: Pick<ConnectionInput, 'limits' | 'greeting'>;
  /** Links of one address that may not have logged in. */
  readonly linksPerAddress: number;
  readonly surroundings: ActorSurroundings;
  /** Somebody came, or the last link is closed. */
  readonly changed: () => void;
}

interface Guest extends Visitor {
  connection: Actor<ConnectionMachine> | undefined;
  /** Where it counts until it logs in or goes. */
  crowd: Map<string, number> | undefined;
}

export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #guests = new Map<number, Guest>();
  /** Links that have not logged in, by address or /64 … */
  readonly #strangers = new Map<string, number>();
  /** … and those beyond the limit, which are being told so. */
  readonly #turnedAway = new Map<string, number>();
  #lastNumber = 0;
  #isClosing = false;
  #whenEmpty: (() => void)[] = [];

  constructor(options: FrontDoorOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#guests.size;
  }

  get census(): Census {
    const connections = [...this.#guests.values()].flatMap(({ connection }) => connection ?? []);
    return {
      visitors: this.#guests.size,
      ...countActors('actors of visitors', connections),
      'addresses of strangers': this.#strangers.size,
      'addresses turned away': this.#turnedAway.size,
    };
  }

  visitor(number: number): Visitor | undefined {
    return this.#guests.get(number);
  }

  readonly accept: Accept = (link) => {
    const { linksPerAddress } = this.#options;
    const block = addressBlock(link.remote.host);
    const isTooMany = (this.#strangers.get(block) ?? 0) >= linksPerAddress;
    const crowd = isTooMany ? this.#turnedAway : this.#strangers;
    const count = crowd.get(block) ?? 0;
    if (this.#isClosing || count >= linksPerAddress) return undefined;
    this.#lastNumber++;
    const guest: Guest = {
      number: this.#lastNumber,
      remote: link.remote,
      block,
      session: undefined,
      connection: undefined,
      crowd,
    };
    this.#guests.set(guest.number, guest);
    crowd.set(block, count + 1);
    this.#options.changed();
    return this.#receive(guest, link, isTooMany);
  };

  /** A visitor has logged in. */
  admit(number: number): void {
    const guest = this.#guests.get(number);
    if (guest) leaveCrowd(guest);
  }

  /** GOODBYE to everybody; fulfilled when all links are closed. */
  async dismiss(retryAfter: number): Promise<void> {
    this.#isClosing = true;
    for (const { connection } of this.#guests.values()) connection?.send({ type: 'registry.closing', retryAfter });
    if (this.#guests.size > 0) await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }

  /** Ends what is left. */
  close(): void {
    this.#isClosing = true;
    for (const guest of [...this.#guests.values()]) {
      guest.connection?.stop();
      this.#leave(guest);
    }
  }

  #receive(guest: Guest, link: Link, isTooMany: boolean): LinkHandlers | undefined {
    const { surroundings, input, machine } = this.#options;
    const { logger, ...options } = surroundings;
    let owner: LinkHandlers | undefined;
    const open = (handlers: LinkHandlers): Link => {
      owner = handlers;
      return link;
    };
    const connection = createActor(machine, {
      ...options,
      id: `connection ${guest.number}`,
      input: { ...input, open, visitor: guest.number, isTooMany },
    });
    guest.connection = connection;
    connection.subscribe({
      complete: () => this.#leave(guest),
      error: (error) => {
        logger.error({ visitor: guest.number, error: String(error) }, 'a connection failed');
        link.destroy();
        this.#leave(guest);
      },
    });
    connection.start();
    return owner;
  }

  #leave(guest: Guest): void {
    leaveCrowd(guest);
    if (!this.#guests.delete(guest.number) || this.#guests.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
    this.#options.changed();
  }
}

function leaveCrowd(guest: Guest): void {
  const { crowd, block } = guest;
  if (!crowd) return;
  guest.crowd = undefined;
  const left = (crowd.get(block) ?? 1) - 1;
  if (left > 0) crowd.set(block, left);
  else crowd.delete(block);
}

// The contacts of the store, at hand without waiting: whoever is dealt with is a row here, remembered or not.
import { nameKey } from '../../../protocol/names.js';
import type { Contact } from '../../../store/peer-store.js';
import type { Census } from '../../census.js';
import type { PeerContext } from '../context.js';
import type { PendingWork } from '../pending-work.js';

export type ContactChange = Partial<Omit<Contact, 'name'>>;

export interface ContactSurroundings {
  readonly context: Pick<PeerContext, 'logger' | 'store'>;
  /** Tried again while the disk fails. */
  readonly insist: PendingWork['insist'];
}

export class Contacts {
  readonly #surroundings: ContactSurroundings;
  readonly #known = new Map<string, Contact>();

  constructor(surroundings: ContactSurroundings) {
    this.#surroundings = surroundings;
  }

  async load(): Promise<void> {
    for (const contact of await this.#surroundings.context.store.contacts()) this.#known.set(nameKey(contact.name), contact);
  }

  /** As remembered, or of a stranger. */
  get(name: string): Contact {
    return this.#known.get(nameKey(name)) ?? strange(name);
  }

  get census(): Census {
    return { contacts: this.#known.size };
  }

  isKnown(name: string): boolean {
    return this.#known.has(nameKey(name));
  }

  /** Known from now on; lasting when the promise is fulfilled, or later when it is not. */
  async change(name: string, change: ContactChange): Promise<void> {
    const { context, insist } = this.#surroundings;
    this.#known.set(nameKey(name), { ...this.get(name), ...change });
    try {
      await context.store.saveContact(name, change);
    } catch (error) {
      insist(() => context.store.saveContact(name, this.#asKnown(name, change)), `contact ${nameKey(name)} ${Object.keys(change).sort()}`);
      throw error;
    }
  }

  /** The same where nothing waits for it: a failure is only logged. */
  note(name: string, change: ContactChange): void {
    this.change(name, change).catch((error: unknown) => {
      this.#surroundings.context.logger.warn({ contact: name, error: String(error) }, 'a contact could not be stored');
    });
  }

  /** What was to be changed, as it is by now. */
  #asKnown(name: string, change: ContactChange): ContactChange {
    const known = Object.entries(this.get(name)).filter(([field]) => Object.hasOwn(change, field));
    return Object.fromEntries(known);
  }
}

function strange(name: string): Contact {
  return {
    name,
    keyFingerprint: undefined,
    changedKey: undefined,
    isAccepted: false,
    hasAccepted: false,
    lastAddress: undefined,
  };
}

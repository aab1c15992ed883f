// The contacts of the store, at hand without waiting: whoever is dealt with is a row here, remembered or not.
import { nameKey } from '../../../protocol/names.js';
import type { Contact, PeerStore } from '../../../store/peer-store.js';
import type { Logger } from '../../../support/logger.js';
import type { Census } from '../../census.js';

export type ContactChange = Partial<Omit<Contact, 'name'>>;

export class Contacts {
  readonly #store: PeerStore;
  readonly #logger: Logger;
  readonly #known = new Map<string, Contact>();

  constructor(store: PeerStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  async load(): Promise<void> {
    for (const contact of await this.#store.contacts()) this.#known.set(nameKey(contact.name), contact);
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

  /** Known from now on; lasting when the promise is fulfilled. */
  async change(name: string, change: ContactChange): Promise<void> {
    this.#known.set(nameKey(name), { ...this.get(name), ...change });
    await this.#store.saveContact(name, change);
  }

  /** The same where nothing waits for it: a failure is only logged. */
  note(name: string, change: ContactChange): void {
    this.change(name, change).catch((error: unknown) => {
      this.#logger.warn({ contact: name, error: String(error) }, 'a contact could not be stored');
    });
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

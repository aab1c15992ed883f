// The few users that all checks share, because a registry lets an address register only so many names a minute (section 7.1).
import { createHash, randomBytes } from 'node:crypto';
import { certificateRequest, newIdentityKey } from '../../security/identity.js';
import { Unchecked } from '../check.js';

/** One user of the kit at the registry under test. */
export interface Account {
  readonly name: string;
  readonly hash: string;
  /** A PKCS#10 request, PEM, for the one key of this account. */
  readonly request: string;
  isRegistered: boolean;
}

/** The `hashed_password` of section 3.3, computed by the kit itself. */
export function hashOf(name: string, password: string): string {
  return createHash('sha256')
    .update(`parley/1\n${name.toLowerCase()}\n${password.normalize('NFC')}`, 'utf8')
    .digest('hex');
}

/** A name that nobody has, short and with upper case in it. */
export function freshName(): string {
  return `Cf-${randomBytes(5).toString('hex')}`;
}

export async function newAccount(): Promise<Account> {
  const name = freshName();
  const request = await certificateRequest(await newIdentityKey(), name);
  return { name, hash: hashOf(name, 'conformance'), request, isRegistered: false };
}

/** Lends accounts, each to one check at a time, first come first served. */
export class AccountPool {
  readonly #free: Account[] = [];
  readonly #waiting: { readonly count: number; readonly take: (accounts: Account[]) => void }[] = [];
  readonly all: Account[] = [];

  constructor(readonly size: number) {}

  async take(count: number): Promise<Account[]> {
    if (count === 0) return [];
    if (count > this.size) throw new Unchecked(`it needs ${count} users, and the kit has ${this.size}`);
    while (this.#waiting.length === 0 && this.#free.length < count && this.all.length < this.size) {
      const account = await newAccount();
      this.all.push(account);
      this.#free.push(account);
    }
    return new Promise((resolve) => {
      this.#waiting.push({ count, take: resolve });
      this.#serve();
    });
  }

  giveBack(accounts: readonly Account[]): void {
    this.#free.push(...accounts);
    this.#serve();
  }

  #serve(): void {
    for (let [next] = this.#waiting; next && next.count <= this.#free.length; [next] = this.#waiting) {
      this.#waiting.shift();
      next.take(this.#free.splice(0, next.count));
    }
  }
}

// What everything in a registry works with.
import type { RegistryLimits } from '../../protocol/limits.js';
import type { Endpoint } from '../../protocol/link-events.js';
import type { CertificateAuthority } from '../../security/certificate-authority.js';
import type { PasswordHasher } from '../../security/password-hasher.js';
import type { RegistryStore } from '../../store/registry-store.js';
import type { Logger } from '../../support/logger.js';
import type { Runtime } from '../../support/runtime.js';
import { Attempts } from './attempts.js';
import type { Patience } from './patience.js';
import type { Rooms } from './rooms.js';
import type { LiveSession, Sessions } from './sessions.js';

/** The tables of section 7 that outlive a link. */
export interface AttemptTables {
  /** Failed logins of a user from an address. */
  readonly pair: Attempts;
  readonly address: Attempts;
  readonly user: Attempts;
  readonly registrations: Attempts;
  readonly roomPasswords: Attempts;
}

/** Whoever is at the other end of a link. */
export interface Visitor {
  readonly number: number;
  readonly remote: Endpoint;
  /** What limits count by: the address, or its /64. */
  readonly block: string;
  /** From the login on. */
  session: LiveSession | undefined;
}

export interface Office {
  readonly store: RegistryStore;
  readonly authority: CertificateAuthority;
  readonly hasher: PasswordHasher;
  readonly runtime: Runtime;
  readonly limits: RegistryLimits;
  readonly logger: Logger;
  readonly attempts: AttemptTables;
  /** Of those for whose hash there is no turn. */
  readonly hashPatience: Patience;
  readonly sessions: Sessions;
  readonly rooms: Rooms;
  visitor(number: number): Visitor | undefined;
  /** A visitor has logged in: it no longer counts as a stranger of its address. */
  admit(visitor: Visitor): void;
}

export function attemptTables(limits: RegistryLimits, runtime: Runtime): AttemptTables {
  const table = (allowed: number) => new Attempts({ allowed, now: () => runtime.now() });
  return {
    pair: table(limits.loginFailures),
    address: table(limits.loginFailuresPerAddress),
    user: table(limits.loginFailuresPerUser),
    registrations: table(limits.registrationsPerAddress),
    roomPasswords: table(limits.roomPasswordFailures),
  };
}

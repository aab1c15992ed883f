// What the library's promises are rejected with.
import type { Reason } from '../protocol/reasons.js';

/** What can go wrong besides the protocol's own refusals (section 8). */
export type LocalReason =
  /** The registry's key is not the one that the link names or that is remembered. */
  | 'registry-changed'
  /** Nothing answers at the address, or not as a registry. */
  | 'unreachable'
  /** The password has to be given again, or never was. */
  | 'signed-out'
  /** An argument is not what it must be; `message` says which. */
  | 'invalid'
  /** Nobody asked, or that chat is not open. */
  | 'no-such-chat'
  /** The peer's key is not the remembered one; the user must accept it first. */
  | 'key-changed'
  /** The store cannot be opened, read or written. */
  | 'storage'
  /** Somebody else runs this user at this registry from the same data directory. */
  | 'in-use'
  /** There is no session with the registry now; a new one is being sought. */
  | 'offline'
  /** The link to the registry broke while an answer was due. */
  | 'link-lost'
  /** A message was not delivered in the time that it is kept. */
  | 'expired'
  /** It was closed before it was done. */
  | 'closed';

/** An expected failure: `reason` is a token to branch on, `message` a sentence for people. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  constructor(
    readonly reason: Reason | LocalReason | (string & {}),
    message: string,
    /** Where waiting helps: seconds. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

// What happens to an accepted link, and what it asks of its two helpers: the link itself and the desk that does requests.
import type { Frame } from '../../protocol/frame.js';
import type { LinkEvent } from '../../protocol/link-events.js';
import type { WireEvent } from '../../protocol/message-codec.js';
import type { toRegistry } from '../../protocol/messages.js';
import type { Reason } from '../../protocol/reasons.js';
import type { ConnectionOrder, PresenceEvent, Recipient } from '../session-events.js';

/** A request as read from a frame: `wire.LOGIN` and so on. */
export type Request = WireEvent<typeof toRegistry>;

/** A request that is not allowed: `ERROR <NOT_ALLOWED> <400>`. */
export interface Refusal {
  readonly reason: Reason;
  readonly requestId: string | undefined;
}

/** From the desk. */
export type DeskEvent =
  /** The answer to the request under way, unless it is one of the next three. */
  | { readonly type: 'desk.answered'; readonly frame: Frame }
  | ({ readonly type: 'desk.refused' } & Refusal)
  /** LOGIN succeeded: this link has a session. */
  | { readonly type: 'desk.loggedIn'; readonly frame: Frame; readonly presence: Recipient<PresenceEvent> }
  | { readonly type: 'desk.loggedOut'; readonly frame: Frame }
  /** Too many logins of this name failed: the check waits for `desk.resume`. */
  | { readonly type: 'desk.delayed' };

export type ConnectionEvent =
  | LinkEvent
  | Request
  | ConnectionOrder
  | DeskEvent
  /** A frame that is not allowed. */
  | ({ readonly type: 'request.refused' } & Refusal)
  /** A frame that asks for nothing. */
  | { readonly type: 'request.ignored' }
  /** A refusal is a minute old. */
  | { readonly type: 'refusal.forgotten' }
  /** The session may ask for more. */
  | { readonly type: 'allowance.refilled' }
  | { readonly type: 'registry.closing'; readonly retryAfter: number };

/** To the link. */
export type LinkCommand =
  | { readonly type: 'link.take'; readonly frames?: number }
  | { readonly type: 'link.send'; readonly frame: Frame }
  | { readonly type: 'link.end'; readonly frame?: Frame | undefined }
  | { readonly type: 'link.destroy' };

/** To the desk. */
export type DeskCommand = { readonly type: 'desk.perform'; readonly request: Request } | { readonly type: 'desk.resume' };

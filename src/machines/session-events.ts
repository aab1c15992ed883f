// What the registry's actors say to each other: a link's connection, a session's presence, rooms and memberships.
import type { ActorRef, Snapshot } from 'xstate';
import type { Frame } from '../protocol/frame.js';
import type { Endpoint } from '../protocol/link-events.js';
import type { Reason } from '../protocol/reasons.js';

/** Anything that takes these events. */
export type Recipient<Event extends { type: string }> = ActorRef<Snapshot<unknown>, Event>;

/** A notification on its way. `change` numbers the change that it tells of: nobody is told of one twice. */
export interface Notice {
  readonly change: number;
  readonly frame: Frame;
}

/** To the connection of a session. */
export type ConnectionOrder =
  | { readonly type: 'presence.told'; readonly frame: Frame }
  /** Another link has taken the session over. */
  | { readonly type: 'presence.replaced' }
  /** Neither KEEP_ALIVE nor frame came for too long. */
  | { readonly type: 'presence.timedOut' };

/** To a session's presence. */
export type PresenceEvent =
  /** A frame came on its link. */
  | { readonly type: 'sign.seen' }
  /** A datagram whose Mac is right; `counter` is 1 to 16 digits. */
  | { readonly type: 'wire.KEEP_ALIVE'; readonly counter: string; readonly from: Endpoint; readonly requestId: string | undefined }
  /** Its link is gone, or about to be. */
  | { readonly type: 'connection.lost' }
  | { readonly type: 'session.replaced' }
  /** It is over, by LOGOUT. */
  | { readonly type: 'session.closed' }
  | { readonly type: 'membership.told'; readonly notice: Notice };

/** To whoever sends datagrams; `session` is the number of the session whose key signs. */
export type DatagramCommand =
  | ({ readonly type: 'datagram.confirm'; readonly requestId: string | undefined } & Datagram)
  | ({ readonly type: 'datagram.refuse'; readonly requestId: string | undefined } & Datagram)
  | ({ readonly type: 'datagram.timeout' } & Datagram);

interface Datagram {
  readonly session: number;
  readonly counter: string;
  readonly to: Endpoint;
}

/** To a room's membership. */
export type MembershipEvent =
  | { readonly type: 'room.told'; readonly notice: Notice }
  | { readonly type: 'session.opened'; readonly presence: Recipient<PresenceEvent> }
  | { readonly type: 'session.suspended' }
  | { readonly type: 'session.closed' }
  | { readonly type: 'member.left' };

/** To a room. `name` is compared without case; a notice goes to every other member who is online. */
export type RoomEvent =
  /** By CREATE_CHAT_ROOM or JOIN_CHAT_ROOM; or a member logged in, with a notice or, after a takeover, without. */
  | ({ readonly type: 'member.joined' } & Appearance)
  | ({ readonly type: 'member.online' } & Appearance)
  | { readonly type: 'member.suspended'; readonly name: string }
  | { readonly type: 'member.offline'; readonly name: string; readonly notice: Notice }
  | { readonly type: 'member.left'; readonly name: string; readonly notice: Notice }
  | { readonly type: 'host.changed'; readonly name: string; readonly notice: Notice }
  /** The last member has left. */
  | { readonly type: 'room.emptied' };

interface Appearance {
  readonly name: string;
  readonly presence: Recipient<PresenceEvent>;
  readonly notice?: Notice | undefined;
}

/** Why the registry closes a link (section 8, GOODBYE). */
export type Farewell = Extract<
  Reason,
  'closing' | 'replaced' | 'timed-out' | 'login-timeout' | 'too-much-before-login' | 'too-slow' | 'too-many-errors'
>;

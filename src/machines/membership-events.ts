// What a membership is made with, hears and tells.
import type { PeerLimits } from '../protocol/limits.js';
import type { Endpoint } from '../protocol/link-events.js';
import type { WireEvent } from '../protocol/message-codec.js';
import type { registryNotices } from '../protocol/messages.js';

export interface Member {
  /** As registered. */
  readonly name: string;
  /** Undefined: not online. */
  readonly address: Endpoint | undefined;
}

/** A room as the registry tells it. */
export interface RoomState {
  readonly room: string;
  readonly roomId: string;
  readonly host: string;
  /** The others. */
  readonly members: readonly Member[];
}

/** The registry's word on a room that this user is in, or thought to be in. */
export type RoomNews =
  | { readonly is: 'known'; readonly state: RoomState }
  /** This user is no member, or the room is no more. */
  | { readonly is: 'over'; readonly reason: string };

export interface MembershipInput {
  readonly room: string;
  readonly limits: Pick<PeerLimits, 'memberCheckInterval' | 'catchUpTime' | 'catchUpRetry' | 'catchUpRetryLongest'>;
  /** What is remembered of it, when this user is a member already. */
  readonly remembered: RoomState | undefined;
}

/** What whoever owns it is told, by `actor.on`. */
export type MembershipNotice =
  | { readonly type: 'opened' }
  /** The room cannot be entered. */
  | { readonly type: 'refused'; readonly error: unknown }
  /** ROOM_EXIT failed: this user is still in it. */
  | { readonly type: 'kept'; readonly error: unknown }
  /** This user is no longer in it; `isOwnWish`: it asked for that. */
  | { readonly type: 'over'; readonly reason: string; readonly isOwnWish: boolean }
  | { readonly type: 'joined'; readonly member: Member }
  | { readonly type: 'left'; readonly name: string }
  | { readonly type: 'hostChanged'; readonly name: string }
  | { readonly type: 'online'; readonly name: string; readonly address: Endpoint }
  | { readonly type: 'offline'; readonly name: string }
  /** What is known is as new as the registry's last answer, or that answer failed. */
  | { readonly type: 'checked' };

export type MembershipEvent =
  | Notice
  /** Ask the registry anew: this user wants to know. */
  | { readonly type: 'circle.look' }
  /** This user is online again: the same, and then see what was said meanwhile. */
  | { readonly type: 'circle.back' }
  /** It is not: nobody can be asked. */
  | { readonly type: 'circle.away' }
  /** There is something to catch up with, or somebody to ask. */
  | { readonly type: 'history.due' }
  | { readonly type: 'history.possible' }
  /** A broadcast came from somebody who is not known as a member. */
  | { readonly type: 'inbox.strange' }
  /** The registry says that this user is in it no longer. */
  | { readonly type: 'circle.dropped' }
  | { readonly type: 'user.leave' };

export interface MembershipContext extends RoomState {
  readonly limits: MembershipInput['limits'];
  readonly isRemembered: boolean;
  readonly hasOpened: boolean;
  /** Somebody strange came up while no question could be asked. */
  readonly isDoubted: boolean;
  /** This user was away, and has not heard since who is in the room. */
  readonly isBack: boolean;
  /** Times in a row that nobody could say what was missed. */
  readonly vainly: number;
  /** What the registry told while an answer of its was under way: the answer may be the older. */
  readonly held: readonly Notice[];
}

export type Notice = WireEvent<typeof registryNotices>;

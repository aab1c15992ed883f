// What goes in and out of the registry-session machine: its input, its events, its reports, and its children's commands.
import type { Frame } from '../../protocol/frame.js';
import type { LinkEvent } from '../../protocol/link-events.js';
import type { WireEvent } from '../../protocol/message-codec.js';
import type { fromRegistry, registryAnswers, registryNotices } from '../../protocol/messages.js';
import type { KeepAliveReport, UdpState } from '../keep-alive.js';

/** ms, all of them. */
export interface SessionTimes {
  readonly hello: number;
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly request: number;
  /** How long a LOGOUT may take. */
  readonly logout: number;
}

export interface RegistrySessionInput {
  readonly name: string;
  /** `NAME/VERSION` */
  readonly agent: string;
  readonly register: boolean | 'if-free';
  /** Where other peers dial to. */
  readonly peerPort: number;
  /** For `Peer-Host`; undefined: the address that the registry sees. */
  readonly peerHost: string | undefined;
  /** Never to be shown: inspectors leave out what is called so. */
  readonly secrets: { readonly hashedPassword: string };
  readonly times: SessionTimes;
  /** The wall clock (ms since 1970) and randomness in [0, 1). */
  readonly world: { now(): number; random(): number };
}

/** What went wrong: a Reason of the protocol or one of this program. */
export interface Trouble {
  readonly reason: string;
  /** What the system or the other side said to it; a piece of a sentence. */
  readonly detail?: string | undefined;
  /** In place of the reason's own sentence. */
  readonly sentence?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** What the machine asks of the link actor. */
export type LinkCommand =
  | { readonly type: 'link.take'; readonly frames?: number }
  | { readonly type: 'link.send'; readonly frame: Frame }
  | { readonly type: 'link.end'; readonly frame?: Frame | undefined }
  | { readonly type: 'link.destroy' };

/** What a login needs that is not at hand when dialling begins. */
export interface Preparation {
  /** PEM PKCS#10 */
  readonly certificateRequest: string;
  readonly secrets: { readonly resume: string | undefined };
}

/** What AUTH or RENEW gave, to be checked and kept. */
export interface Admission {
  /** PEM chain, leaf then CA. */
  readonly chain: string;
  /** Of AUTH alone. */
  readonly secrets: { readonly session: string; readonly keepAliveKey: string } | undefined;
}

/** A certificate that was checked and is in use. */
export interface Admitted {
  /** As registered. */
  readonly name: string;
  /** ms since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

type RegistryError = Extract<WireEvent<typeof fromRegistry>, { type: 'wire.ERROR' }>;

/** What the desk is handed: answers to requests that others asked, and notifications, in the order of the link. */
export type DeskCommand =
  | { readonly type: 'desk.answer'; readonly answer: WireEvent<typeof registryAnswers> | RegistryError }
  | { readonly type: 'desk.notice'; readonly notice: WireEvent<typeof registryNotices> };

export type RegistrySessionEvent =
  | LinkEvent
  | WireEvent<typeof fromRegistry>
  | KeepAliveReport
  /** The desk takes requests, answers and notifications from now on. */
  | { readonly type: 'desk.open' }
  /** A frame has been dealt with; the next one may come. */
  | { readonly type: 'frame.done' }
  /** A request of the program, with its Request-Id. */
  | { readonly type: 'user.ask'; readonly frame: Frame }
  /** An answer is missing, or something else makes the link doubtful. */
  | { readonly type: 'user.checkLink' }
  | { readonly type: 'user.logout' };

/** What the parent is told. */
export type RegistrySessionReport =
  | { readonly type: 'session.registered'; readonly name: string }
  | { readonly type: 'session.connecting' }
  | { readonly type: 'session.online'; readonly name: string; readonly since: number }
  /** `retryAt`: ms since 1970. */
  | { readonly type: 'session.offline'; readonly trouble: Trouble; readonly retryAt: number }
  | { readonly type: 'session.path'; readonly udp: UdpState };

/** Of a session that is over. */
export interface RegistrySessionOutput {
  readonly trouble: Trouble;
  readonly wasOnline: boolean;
}

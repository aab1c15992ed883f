// What a peer-connection is made with, hears and does, and why it ends.
import type { Frame } from '../protocol/frame.js';
import type { PeerLimits } from '../protocol/limits.js';
import type { LinkEvent } from '../protocol/link-events.js';
import type { ConnectionCommand, ConnectionEnd, Dialler, LinkSource, PeerWireEvent } from './peer-wire.js';

export interface PeerConnectionInput {
  readonly id: string;
  readonly dialledBy: Dialler;
  readonly source: LinkSource;
  readonly limits: PeerLimits;
}

export type LinkCommand =
  | { readonly type: 'link.take' }
  | { readonly type: 'link.send'; readonly frame: Frame }
  | { readonly type: 'link.end'; readonly frame?: Frame | undefined }
  | { readonly type: 'link.destroy' };

export type PeerConnectionEvent =
  | LinkEvent
  | PeerWireEvent
  | ConnectionCommand
  | { readonly type: 'pace.refill' }
  | { readonly type: 'error.forgotten' }
  | { readonly type: 'use.ended' }
  | { readonly type: 'certificate.expired' };

/** How this side ends a link, and why. */
export const ends = {
  unanswered: { cause: 'unanswered', detail: 'a message had no answer' },
  closed: { cause: 'closed', detail: '' },
  changed: { cause: 'changed', detail: 'another key than the remembered one' },
  distrusted: { cause: 'distrusted', detail: 'its certificate is not to be trusted' },
  unchecked: { cause: 'distrusted', detail: 'its key could not be checked' },
  tooManyErrors: { cause: 'faulty', detail: 'too many requests that are not allowed' },
  replaced: { cause: 'replaced', detail: 'another link took over' },
  unused: { cause: 'unused', detail: 'it was not used' },
  expired: { cause: 'expired', detail: 'a certificate has expired' },
  misread: { cause: 'faulty', detail: 'it could not read what was sent' },
} as const satisfies Record<string, ConnectionEnd>;

// Bridges a Link to the machine that owns it: what happens on the link are `link.*` events to the parent, and the parent's
// `link.*` commands are calls on the link. Pull-based: no frame comes unless the machine asked for it with `link.take`.
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { Frame } from '../protocol/frame.js';
import type { FrameError } from '../protocol/frame-decoder.js';
import type { LinkEvent } from '../protocol/link-events.js';
import type { Link, LinkHandlers } from '../transport/link.js';

/** What a machine may ask of its link. */
export type LinkCommand =
  /** One frame more, or so many. */
  | { readonly type: 'link.take'; readonly frames?: number }
  | { readonly type: 'link.send'; readonly frame: Frame }
  /** Sends a last frame, if any, and closes in order; the link outlives this actor until it is done. */
  | { readonly type: 'link.end'; readonly frame?: Frame | undefined }
  | { readonly type: 'link.destroy' };

export interface LinkInput {
  /** Dials, or takes over an accepted link. */
  readonly open: (handlers: LinkHandlers) => Link;
}

/** The logic of a link actor. Stopping it destroys the link, unless it was told to end. */
export const linkActor: CallbackActorLogic<LinkCommand, LinkInput> = fromCallback<LinkCommand, LinkInput>(
  ({ input, sendBack, receive }) => {
    const tell: (event: LinkEvent) => void = sendBack;
    let isEnding = false;
    const link = input.open({
      up: (info) => tell({ type: 'link.up', info }),
      frame: (frame) => tell({ type: 'link.frame', frame }),
      fault: (error: FrameError) => tell({ type: 'link.fault', reason: error.reason, detail: error.message }),
      closed: (end) => tell({ type: 'link.closed', end }),
    });
    receive((command) => {
      switch (command.type) {
        case 'link.take':
          return link.take(command.frames);
        case 'link.send':
          return link.send(command.frame);
        case 'link.end':
          isEnding = true;
          return link.end(command.frame);
        case 'link.destroy':
          return link.destroy();
      }
    });
    return () => {
      if (!isEnding) link.destroy();
    };
  },
);

// The desk of an online session: requests of this program go out over it, answers and notifications come in, in the order of
// the link. It is there exactly while the peer is online.
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { DeskCommand, RegistrySessionEvent } from '../../machines/registry-session/events.js';
import type { Asks } from './asks.js';
import type { PeerCircle } from './context.js';

export interface DeskInput {
  /** As the registry named them. */
  readonly rooms: readonly string[];
}

export function deskLogic(
  asks: Asks,
  circleNow: () => Pick<PeerCircle, 'online' | 'offline' | 'notice'>,
): CallbackActorLogic<DeskCommand, DeskInput> {
  return fromCallback<DeskCommand, DeskInput>(({ input, sendBack, receive }) => {
    const tell: (event: RegistrySessionEvent) => void = sendBack;
    asks.connect({
      send: (frame) => tell({ type: 'user.ask', frame }),
      doubt: () => tell({ type: 'user.checkLink' }),
    });
    const circle = circleNow();
    let isOpen = true;
    receive((command) => {
      if (command.type === 'desk.answer') return asks.settle(command.answer);
      // Whoever awaits an earlier answer hears it a microtask after it was settled, so notifications come no sooner.
      queueMicrotask(() => {
        if (isOpen) circle.notice(command.notice);
      });
    });
    tell({ type: 'desk.open' });
    circle.online(input.rooms);
    return () => {
      isOpen = false;
      asks.disconnect();
      circle.offline();
    };
  });
}

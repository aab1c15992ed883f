// What a message waits for (XI, XVI), read from the actors that have to do with it: their states, reasons and next timers.
import type { AnyActorRef } from 'xstate';
import type { Delivery } from '../../../store/peer-store.js';
import { parleyError } from '../../refusals.js';
import type { ExplainedActor, Explanation } from '../api.js';
import type { PeerContext } from '../context.js';
import { toParleyError } from '../store-failure.js';
import type { Companion } from './companion.js';

export interface ExplainSurroundings {
  readonly context: Pick<PeerContext, 'store'>;
  existing(name: string): Companion | undefined;
}

/** One entry for each recipient that lacks it. @throws ParleyError `invalid` when it is no message of this user */
export async function explain(
  { context, existing }: ExplainSurroundings,
  of: { readonly messageId: string } | { readonly name: string },
): Promise<readonly Explanation[]> {
  try {
    if ('name' in of) {
      const owed = await context.store.owedTo(of.name, { limit: 1 });
      return owed.length === 0 ? [] : [explanation(existing(of.name), { recipient: of.name, state: 'queued' })];
    }
    const deliveries = await context.store.deliveries(of.messageId);
    if (deliveries.length === 0 && !(await context.store.outgoing(of.messageId))) {
      throw parleyError('invalid', undefined, 'You have sent no such message.');
    }
    return deliveries.filter(({ state }) => state !== 'delivered').map((delivery) => explanation(existing(delivery.recipient), delivery));
  } catch (error) {
    throw toParleyError(error);
  }
}

function explanation(companion: Companion | undefined, { recipient, state, reason }: Delivery): Explanation {
  const isOver = state === 'refused' || !companion;
  return {
    recipient: companion?.name ?? recipient,
    state,
    reason: state === 'refused' ? reason : (companion?.waitsFor ?? reason),
    actors: isOver ? [] : actorsOf(companion),
  };
}

/** What stands between, the nearest first: the message itself, the chat if it is not open, the way there if it is not up. */
function actorsOf({ conversation, delivery, isChatOpen, link, waitsFor }: Companion): ExplainedActor[] {
  const { context } = link.getSnapshot();
  const isUp = context.chosen !== undefined;
  const isWaitingForChat = delivery.getSnapshot().context.isWaitingForChat && !isChatOpen;
  return [
    { actor: 'delivery', state: stateOf(delivery.getSnapshot().value), reason: waitsFor, next: nextOf(delivery) },
    ...(isWaitingForChat
      ? [{ actor: 'conversation', state: stateOf(conversation.getSnapshot().value), next: nextOf(conversation) } as const]
      : []),
    ...(isUp ? [] : [{ actor: 'peerLink', state: stateOf(link.getSnapshot().value), reason: context.reason, next: nextOf(link) } as const]),
  ];
}

/** `requested.sent`. */
function stateOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([state, inner]) => `${state}.${stateOf(inner)}`)
    .join(' ');
}

/** The timer of this actor that ends first. XState notes when each began by `Date.now`, whatever clock is used. */
function nextOf(actor: AnyActorRef): ExplainedActor['next'] {
  const scheduled = Object.values(actor.system.getSnapshot()._scheduledEvents).filter(({ target }) => target === actor);
  const [first] = scheduled
    .map(({ delay, event, startedAt }) => ({ event: nameOf(event.type), inMs: Math.max(0, startedAt + delay - Date.now()) }))
    .sort((one, other) => one.inMs - other.inMs);
  return first;
}

/** `backOff` of `xstate.after.backOff.peerLink.backingOff`. */
function nameOf(event: string): string {
  return /^xstate\.after\.([^.]+)\./.exec(event)?.[1] ?? event;
}

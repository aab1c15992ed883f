// The hands of the circle's machines: links, and work that ends in a result.
import { type CallbackActorLogic, fromPromise } from 'xstate';
import type { LinkSource } from '../../../machines/peer-wire.js';
import { frame } from '../../../protocol/frame.js';
import type { LinkHandlers } from '../../../transport/link.js';
import { type LinkCommand, linkActor } from '../../link-actor.js';
import type { PeerContext } from '../context.js';
import type { OpenableSource } from './dialling.js';

const nobody: LinkHandlers = { up: () => {}, frame: () => {}, fault: () => {}, closed: () => {} };

/** The machines know no transport, so to them what opens a link is opaque. Everything that makes sources is in this folder. */
export const linkLogic = linkActor as unknown as CallbackActorLogic<LinkCommand, LinkSource>;

/** An actor of one promise: ends with its result. */
export function work<Output, Input>(perform: (input: Input) => Promise<Output>) {
  return fromPromise<Output, Input>(({ input }) => perform(input));
}

/** Ends an accepted link that nobody wants, in order. */
export function turnAway(source: LinkSource): void {
  const { open } = source as OpenableSource; // as above: only accepting.ts makes those that are offered
  open(nobody).end(frame('GOODBYE', [], { reason: 'rate-limited' }));
}

/** What every actor of the circle is made with. */
export function actorOptions({ runtime, inspect }: PeerContext, id: string) {
  return { id, clock: runtime.clock, ...(inspect ? { inspect } : {}) };
}

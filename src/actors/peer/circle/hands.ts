// The machines of companions with their hands. A machine is given its hands once, whosever actors are made of it: one that is
// given them anew for each owner is a whole chart more each time.
import { type AnyActorRef, fromPromise } from 'xstate';
import { deliveryMachine } from '../../../machines/delivery.js';
import type { Owed } from '../../../machines/delivery-events.js';
import { peerConnectionMachine } from '../../../machines/peer-connection.js';
import { peerLinkMachine } from '../../../machines/peer-link.js';
import type { Dialler, Judgement, Location } from '../../../machines/peer-wire.js';
import type { Endpoint, LinkInfo } from '../../../transport/link.js';
import { linkLogic } from './logics.js';

/** What was seen of the other end of a link. */
export interface Shown {
  readonly info: LinkInfo | undefined;
  readonly dialledBy: Dialler;
}

/** What the actors of one companion have done for them. */
export interface CompanionHands {
  judge(shown: Shown): Promise<Judgement>;
  locate(address: Endpoint | undefined): Promise<Location>;
  /** What is owed after this message; all of it without one. */
  readOutbox(after: string | undefined): Promise<readonly Owed[]>;
}

/** Every root actor has a system of its own, by which an actor below it finds whose it is. */
export class Owners<Owner> {
  readonly #owners = new WeakMap<object, Owner>();

  /** Before it is started. */
  own(root: Pick<AnyActorRef, 'system'>, owner: Owner): void {
    this.#owners.set(root.system, owner);
  }

  /** An actor of one promise, which is the owner's doing. */
  work<Output, Input>(perform: (owner: Owner, input: Input) => Promise<Output>) {
    return fromPromise<Output, Input>(({ input, system }) => {
      const owner = this.#owners.get(system);
      return owner === undefined ? Promise.reject(new Error('nobody owns this actor')) : perform(owner, input);
    });
  }
}

export const companionHands = new Owners<CompanionHands>();

export const linkOfCompanion = peerLinkMachine.provide({
  actors: {
    connection: peerConnectionMachine.provide({
      actors: { link: linkLogic, judge: companionHands.work((hands, shown: Shown) => hands.judge(shown)) },
    }),
    locate: companionHands.work((hands, { address }) => hands.locate(address)),
  },
});

export const deliveryOfCompanion = deliveryMachine.provide({
  actors: { readOutbox: companionHands.work((hands, { after }) => hands.readOutbox(after)) },
});

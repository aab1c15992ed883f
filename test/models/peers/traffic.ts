// What is on its way over real sockets: a path goes on when everything that was sent has come, and both ends of every link know
// whether it is there.
import type { Frame } from '../../../src/protocol/frame.js';
import type { Link, LinkHandlers, Network } from '../../../src/transport/link.js';
import { laterHandlers, wrappedHandlers, wrappedLink } from '../../helpers/wrapped-link.js';

export type Side = 'subject' | 'others';

/** What nobody reads does not come: then it is waited for no longer than this while nothing else comes, ms. */
const patience = 60;

export class Traffic {
  #sent = 0;
  #heard = 0;
  /** Ends of links that are up. */
  readonly #up = { subject: 0, others: 0 };
  #changes = 0;
  #rested = 0;
  #changedAt = 0;
  /** From now on frames are not waited for: nobody takes them. */
  isUnread = false;
  /** How things stood when they were given up. */
  #given = '';

  /** The network of somebody on that side. */
  tap(network: Network, side: Side): Network {
    return {
      dial: (options, handlers) => this.#tapped(side, handlers, (heard) => network.dial(options, heard)),
      listen: (options, accept) =>
        network.listen(options, (link) => {
          const ends: { owner?: LinkHandlers | undefined; heard?: LinkHandlers } = {};
          const given = this.#tapped(
            side,
            laterHandlers(() => ends.owner),
            (heard) => {
              ends.heard = heard;
              return link;
            },
          );
          ends.owner = accept(given);
          return ends.owner && ends.heard;
        }),
      bind: (at, received) => network.bind(at, received),
    };
  }

  /** Fulfilled when all has come, or will not come. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    // Nothing has happened since.
    if (this.#changes === this.#rested && this.#isQuiet) return;
    await this.#rest();
    this.#rested = this.#changes;
  }

  async #rest(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet = this.#isQuiet ? quiet + 1 : 0) {
      if (Date.now() - this.#changedAt > patience) this.#given = this.#standing;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  get #standing(): string {
    return `${this.isUnread ? 0 : this.#sent - this.#heard} ${this.#up.subject - this.#up.others}`;
  }

  get #isQuiet(): boolean {
    return this.#standing === '0 0' || this.#standing === this.#given;
  }

  #note(): void {
    this.#changes += 1;
    this.#changedAt = Date.now();
  }

  #tapped(side: Side, owner: LinkHandlers, open: (handlers: LinkHandlers) => Link): Link {
    let isUp = false;
    const heard = wrappedHandlers(owner, {
      up: (info) => {
        isUp = true;
        this.#up[side] += 1;
        this.#note();
        owner.up(info);
      },
      frame: (received) => {
        this.#heard += 1;
        this.#note();
        owner.frame(received);
      },
      closed: (end) => {
        if (isUp) this.#up[side] -= 1;
        this.#note();
        owner.closed(end);
      },
    });
    const link = open(heard);
    const count = (message: Frame | undefined): void => {
      if (message) this.#sent += 1;
      this.#note();
    };
    return wrappedLink(link, {
      send: (message) => {
        count(message);
        link.send(message);
      },
      end: (last) => {
        count(last);
        link.end(last);
      },
    });
  }
}

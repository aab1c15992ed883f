// Looks at every machine of every program while they run, and says at once when a property is broken.
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { type Inspector, readable } from '../../src/actors/inspection.js';
import type { Frame } from '../../src/protocol/frame.js';
import type { WireLog } from '../helpers/wire-tap.js';

/** One machine that runs. */
interface Running {
  readonly who: string;
  readonly machine: string;
  readonly parent: object | undefined;
  state: string;
}

/** ms that two links of a pair may be up side by side: until both handshakes are judged, and the answers due have come. */
const closing = 5000 + 15_000;

export class Watch {
  /** The first property that was broken. */
  broken: string | undefined;
  readonly #running = new Map<object, Running>();
  /** Since when a peer has two links to the same other one, by the machine that owns them. */
  readonly #doubles = new Map<object, number>();
  /** Registry connections that have logged in. */
  readonly #loggedIn = new WeakSet<object>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly inspect = (who: string): Inspector => {
    return (event) => this.#see(who, event);
  };

  /** Machines that have not ended, of programs that have. */
  get left(): readonly string[] {
    return [...this.#running.values()].map(({ who, machine, state }) => `${who}'s ${machine} in ${state}`);
  }

  /** Was this delivered message sent, and taken by whom it was for? */
  delivered(author: string, recipient: string, messageId: string, log: WireLog): void {
    const isOf = ({ fields }: Frame) => fields.includes(messageId);
    const isSent = log.sends.some(
      ({ from, to, frame }) => from === author && to === recipient && frame.headers['message-id'] === messageId,
    );
    const isTaken = log.sends.some(
      ({ from, to, frame }) =>
        from === recipient && to === author && /_NOTIFICATION$/.test(frame.verb) && frame.fields[0] === 'SUCCESS' && isOf(frame),
    );
    if (!isSent) this.#break(`${author} counts ${messageId} as delivered to ${recipient}, and never sent it there`);
    else if (!isTaken) this.#break(`${author} counts ${messageId} as delivered to ${recipient}, who never said so`);
  }

  /** `who` sends this now: a keep-alive needs a session. */
  sent(who: string, { verb }: Frame): void {
    if (verb !== 'KEEP_ALIVE') return;
    const session = [...this.#running.values()].find((each) => each.who === who && each.machine === 'registrySession');
    if (!session?.state.startsWith('linked.online')) {
      this.#break(`${who} sends a KEEP_ALIVE while its session is ${session?.state ?? 'no more'}`);
    }
  }

  /** Looks at what may only last for a while. */
  look(): void {
    const up = new Map<object, number>();
    for (const { machine, parent, state } of this.#running.values()) {
      if (machine === 'peerConnection' && parent && state.startsWith('up')) up.set(parent, (up.get(parent) ?? 0) + 1);
    }
    for (const owner of [...this.#doubles.keys()]) if ((up.get(owner) ?? 0) < 2) this.#doubles.delete(owner);
    for (const [owner, links] of up) {
      if (links < 2) continue;
      const since = this.#doubles.get(owner) ?? this.#now();
      this.#doubles.set(owner, since);
      if (this.#now() - since > closing) this.#break(`two live links of a pair for ${this.#now() - since} ms`);
    }
    for (const { who, machine, parent } of this.#running.values()) {
      if (machine !== 'keepAlive') continue;
      const session = parent && this.#running.get(parent);
      if (!session?.state.startsWith('linked.online')) {
        this.#break(`${who}'s keep-alive outlives its session, which is ${session?.state ?? 'no more'}`);
      }
    }
  }

  #see(who: string, event: InspectionEvent): void {
    const actor = event.actorRef;
    if (event.type === '@xstate.event') this.#request(who, actor, event.event);
    if (event.type !== '@xstate.snapshot' || !('value' in event.snapshot)) return;
    if (event.snapshot.status !== 'active') {
      this.#running.delete(actor);
      return;
    }
    const { logic, _parent: parent } = actor as AnyActorRef & { readonly logic?: { readonly id?: unknown } }; // every actor of XState is one
    const known = this.#running.get(actor);
    const state = readable(event.snapshot.value);
    if (known) known.state = state;
    else this.#running.set(actor, { who, machine: String(logic?.id), parent, state });
  }

  /** Nobody joins a room on a link that has not logged in. */
  #request(who: string, actor: object, event: { readonly type: string }): void {
    if (event.type === 'desk.loggedIn') this.#loggedIn.add(actor);
    if (event.type === 'desk.loggedOut') this.#loggedIn.delete(actor);
    if (event.type !== 'desk.answered' || !('frame' in event)) return;
    const { verb, fields } = event.frame as Frame; // as registry-connection's events say
    const isJoined = (verb === 'JOIN' || verb === 'CREATION') && fields[0] === 'SUCCESS';
    if (isJoined && !this.#loggedIn.has(actor)) this.#break(`${who} lets somebody into a room who has not logged in`);
  }

  #break(how: string): void {
    this.broken ??= how;
  }
}

// How a peer stands with its registry, as the library shows it: each change once, and the path with its time.
import type { UdpState } from '../../machines/keep-alive.js';
import type { PeerMachineContext, Standing } from '../../machines/peer.js';
import type { Runtime } from '../../support/runtime.js';
import { troubleSentence } from '../refusals.js';
import type { PathStatus, PeerState } from './api.js';

const udpBlocked = 'UDP is blocked, keeping alive over TLS';

/** Why keep-alives do not go over UDP. */
const udpTroubles: Readonly<Record<Exclude<UdpState, 'open'>, string>> = {
  unanswered: 'datagrams to the registry have no answer, so UDP is blocked on the way',
  'no-port': 'this machine gives no port for UDP',
};

export class StandingView {
  readonly #runtime: Pick<Runtime, 'now'>;
  #standing: Standing | undefined;
  #state: PeerState = { state: 'signed-out', reason: 'signed-out' };
  #since: number;
  /** When it was online last, or when this began: however often it is dialled in vain, it is not up since then. */
  #goneSince: number;
  #udp: UdpState = 'open';
  #udpSince: number;

  constructor(runtime: Pick<Runtime, 'now'>) {
    this.#runtime = runtime;
    this.#since = runtime.now();
    this.#goneSince = this.#since;
    this.#udpSince = this.#since;
  }

  get state(): PeerState {
    return this.#state;
  }

  /** The new state when it has changed. */
  look({ standing, udp }: Pick<PeerMachineContext, 'standing' | 'udp'>): PeerState | undefined {
    const isNew = standing.state === 'online' && this.#standing?.state !== 'online';
    if (isNew || udp !== this.#udp) this.#udpSince = this.#runtime.now();
    this.#udp = udp;
    if (standing === this.#standing) return undefined;
    if (this.#standing?.state === 'online' && standing.state !== 'online') this.#goneSince = this.#runtime.now();
    this.#standing = standing;
    const state = stateOf(standing);
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return undefined;
    this.#state = state;
    this.#since = this.#runtime.now();
    return state;
  }

  registryPath({ standing, udp }: Pick<PeerMachineContext, 'standing' | 'udp'>, isPlain: boolean): PathStatus {
    const path = { peer: undefined, since: this.#since };
    const over = isPlain ? 'tcp' : 'tls';
    switch (standing.state) {
      case 'online':
        return udp === 'open'
          ? { ...path, state: 'up', over, keepAlive: { over: 'udp', since: this.#udpSince } }
          : { ...path, state: 'up', over, keepAlive: { over, since: this.#udpSince, detail: udpTroubles[udp] }, detail: udpBlocked };
      case 'connecting':
        return { ...path, state: 'connecting' };
      case 'offline':
        return { ...path, since: this.#goneSince, state: 'waiting', retryAt: standing.retryAt, detail: troubleSentence(standing.trouble) };
      case 'signed-out':
        return { ...path, since: this.#goneSince, state: 'down', detail: troubleSentence(standing.trouble) };
    }
  }
}

function stateOf(standing: Standing): PeerState {
  switch (standing.state) {
    case 'offline':
      return { state: 'offline', reason: standing.trouble.reason, retryAt: standing.retryAt };
    case 'signed-out':
      return { state: 'signed-out', reason: standing.trouble.reason };
    default:
      return standing;
  }
}

// How a peer stands with its registry, as the library shows it: each change once, and the path with its time.
import type { PeerMachineContext, Standing } from '../../machines/peer.js';
import type { Runtime } from '../../support/runtime.js';
import { troubleSentence } from '../refusals.js';
import type { PathStatus, PeerState } from './api.js';

const udpBlocked = 'UDP is blocked, keeping alive over TLS';

export class StandingView {
  readonly #runtime: Pick<Runtime, 'now'>;
  #standing: Standing | undefined;
  #state: PeerState = { state: 'signed-out', reason: 'signed-out' };
  #since: number;

  constructor(runtime: Pick<Runtime, 'now'>) {
    this.#runtime = runtime;
    this.#since = runtime.now();
  }

  get state(): PeerState {
    return this.#state;
  }

  /** The new state when it has changed. */
  look({ standing }: Pick<PeerMachineContext, 'standing'>): PeerState | undefined {
    if (standing === this.#standing) return undefined;
    this.#standing = standing;
    const state = stateOf(standing);
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return undefined;
    this.#state = state;
    this.#since = this.#runtime.now();
    return state;
  }

  registryPath({ standing, isUdpBlocked }: Pick<PeerMachineContext, 'standing' | 'isUdpBlocked'>): PathStatus {
    const path = { peer: undefined, since: this.#since };
    switch (standing.state) {
      case 'online':
        return { ...path, state: 'up', detail: isUdpBlocked ? udpBlocked : undefined };
      case 'connecting':
        return { ...path, state: 'connecting' };
      case 'offline':
        return { ...path, state: 'waiting', detail: troubleSentence(standing.trouble) };
      case 'signed-out':
        return { ...path, state: 'down', detail: troubleSentence(standing.trouble) };
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

// The root machine of a peer with its hands: what opens, dials, asks and closes for it.
import { fromPromise } from 'xstate';
import { keepAliveMachine } from '../../machines/keep-alive.js';
import { peerMachine } from '../../machines/peer.js';
import type { Admission } from '../../machines/registry-session/events.js';
import { registrySessionMachine } from '../../machines/registry-session/registry-session.js';
import type { Network } from '../../transport/link.js';
import type { Asks } from './asks.js';
import { datagramsLogic } from './datagrams-actor.js';
import { deskLogic } from './desk-actor.js';
import type { Foundation, Ground } from './foundation.js';
import { registryLinkLogic } from './registry-dial.js';
import { toParleyError } from './store-failure.js';

export function handedPeerMachine(foundation: Foundation, network: Network, asks: Asks): typeof peerMachine {
  const ground = (): Ground => {
    if (!foundation.ground) throw new Error('a session before the peer was opened');
    return foundation.ground;
  };
  const keepAlive = keepAliveMachine.provide({ actors: { datagrams: datagramsLogic(network, () => ground().keeper.keepAliveKey) } });
  const session = registrySessionMachine.provide({
    actors: {
      link: registryLinkLogic(() => ground().dial),
      prepareLogin: fromPromise(() => ground().keeper.prepare().catch(rejectWell)),
      admit: fromPromise(({ input }: { input: Admission }) => ground().keeper.admit(input).catch(rejectWell)),
      desk: deskLogic(asks, () => ground().circle),
      keepAlive,
    },
  });
  return peerMachine.provide({
    actors: {
      open: fromPromise(() => foundation.open()),
      session,
      retire: fromPromise(() => foundation.retire()),
      tearDown: fromPromise(() => foundation.close()),
    },
  });
}

function rejectWell(error: unknown): never {
  throw toParleyError(error);
}

// A peer as a whole before it is online, and when it is closed meanwhile: as its user and its disk can treat it. What comes later
// is being online's.
import { setup } from 'xstate';
import { isIn, type Model, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { SessionWorld } from './session-world.js';

interface PeerEvent {
  readonly type: 'user.starts' | 'user.closes' | 'opening.isSlow' | 'opening.fails' | 'opening.goesOn';
}

const connecting = 'user: connecting';
const over = 'user: signed-out (signed-out)';
const failed = 'user: signed-out (storage)';

const chart = setup({
  types: { events: {} as PeerEvent }, // how XState declares types
  actions: seeing,
}).createMachine({
  id: 'whole',
  initial: 'idle',
  states: {
    idle: {
      meta: isIn('peer idle'),
      on: {
        'user.starts': { target: 'connecting', actions: sees(connecting, 'registry: HELLO_P2P #0') },
        'user.closes': { target: 'closed', actions: sees() },
        'opening.isSlow': { target: 'idleSlow', actions: sees() },
        'opening.fails': { target: 'idleBroken', actions: sees() },
      },
    },
    idleSlow: { meta: isIn('peer idle'), on: { 'user.starts': { target: 'opening', actions: sees(connecting) } } },
    idleBroken: { meta: isIn('peer idle'), on: { 'user.starts': { target: 'closed', actions: sees(connecting, failed) } } },
    opening: {
      meta: isIn('peer opening'),
      on: {
        'opening.goesOn': { target: 'connecting', actions: sees('registry: HELLO_P2P #0') },
        'opening.fails': { target: 'closed', actions: sees(failed) },
        'user.closes': { target: 'closing', actions: sees(over) },
      },
    },
    connecting: {
      meta: isIn('peer active.connecting'),
      on: { 'user.closes': { target: 'closed', actions: sees(over) } },
    },
    closing: {
      description: 'What is being opened has to be open before it can be closed.',
      meta: isIn('peer closing'),
      on: {
        'user.closes': { actions: sees() },
        'opening.goesOn': { target: 'closed', actions: sees() },
        'opening.fails': { target: 'closed', actions: sees() },
      },
    },
    closed: { type: 'final', meta: isIn('peer closed') },
  },
});

export const peerModel: Model<SessionWorld> = {
  name: 'a peer',
  covers: ['peer'],
  chart,
  bound: 6,
  boundOverSockets: 6,
  open: (place) => SessionWorld.open(place),
  executors,
};

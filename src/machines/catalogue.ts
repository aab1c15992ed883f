// Every machine, with what its page says of it: the charts, their tests and the inspector are made from this list.
import type { AnyStateMachine } from 'xstate';
import { conversationMachine } from './conversation.js';
import { deliveryMachine } from './delivery.js';
import { historyExchangeMachine } from './history-exchange.js';
import { holdBackMachine } from './hold-back.js';
import { keepAliveMachine } from './keep-alive.js';
import { membershipMachine } from './membership.js';
import { outboxExpiryMachine } from './outbox-expiry.js';
import { peerMachine } from './peer.js';
import { peerConnectionMachine } from './peer-connection.js';
import { peerLinkMachine } from './peer-link.js';
import { presenceMachine } from './presence.js';
import { registryMachine } from './registry.js';
import { registryConnectionMachine } from './registry-connection/registry-connection.js';
import { registrySessionMachine } from './registry-session/registry-session.js';
import { roomMachine } from './room.js';
import { roomMembershipMachine } from './room-membership.js';

export interface MachineEntry {
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** From the root of the project. */
  readonly file: string;
  readonly side: 'registry' | 'peer';
  /** Of the protocol page. */
  readonly exchanges: string;
  readonly what: string;
}

const at = (
  side: MachineEntry['side'],
  name: string,
  machine: AnyStateMachine,
  exchanges: string,
  what: string,
  file = `src/machines/${name}.ts`,
): MachineEntry => ({ name, machine, file, side, exchanges, what });

/** The registry's first, each side by name. */
export const catalogue: readonly MachineEntry[] = [
  at('registry', 'presence', presenceMachine, 'XIII, XIV', 'One live session: its signs of life, its silence, its return.'),
  at('registry', 'registry', registryMachine, 'none of its own', 'The registry as a whole, from its start to its end.'),
  at(
    'registry',
    'registry-connection',
    registryConnectionMachine,
    'I to VIII, X, XII, XV, RENEW',
    'One accepted link, from the connection to the closing: the greeting, the login, then one request at a time.',
    'src/machines/registry-connection/registry-connection.ts',
  ),
  at('registry', 'room', roomMachine, 'IV to VI', 'A room in which somebody is online: who is told of what.'),
  at('registry', 'room-membership', roomMembershipMachine, 'V, VI', "One member's life in a room."),
  at('peer', 'conversation', conversationMachine, 'IX', 'The chat with one other user: asked for, accepted, open, closed.'),
  at('peer', 'delivery', deliveryMachine, 'XI, XVI', 'What is owed to one other user: waiting, in flight, settled.'),
  at(
    'peer',
    'history-exchange',
    historyExchangeMachine,
    'history, XVI',
    "One exchange of a room's history with another member: what each has, then what the other lacks.",
  ),
  at('peer', 'hold-back', holdBackMachine, 'XI, XVI', 'One stream of messages, shown in its order: holds one back for its predecessor.'),
  at(
    'peer',
    'keep-alive',
    keepAliveMachine,
    'XIII, XIV',
    'Signs of life to the registry, by UDP or, where that is blocked, by the TLS link.',
  ),
  at('peer', 'membership', membershipMachine, 'V, VI, XV, XVI', "This user's life in one room."),
  at('peer', 'outbox-expiry', outboxExpiryMachine, 'XI, XVI', 'Gives up, from time to time, what could not be delivered for too long.'),
  at('peer', 'peer', peerMachine, 'none of its own', 'The program of one user, from its start to its end.'),
  at('peer', 'peer-connection', peerConnectionMachine, 'IX, XI, XVI', 'One link to another peer, from the handshake to the closing.'),
  at('peer', 'peer-link', peerLinkMachine, 'VIII, IX', 'The way to one other peer: found, dialled, kept, dialled again.'),
  at(
    'peer',
    'registry-session',
    registrySessionMachine,
    'I to III, XII, RENEW',
    'The session with the registry: dialling, greeting, login, requests, backing off and coming back.',
    'src/machines/registry-session/registry-session.ts',
  ),
];

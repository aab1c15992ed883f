// A crowd of actors that do a thousand things a second, for the tests of the inspector's page.
import { frame, of, type Told } from './told.js';

/** So many members of rooms, of ten programs; what each has in its context is as large as a real one's. */
export function crowd(count: number): Told[] {
  const roots = Array.from({ length: 10 }, (_, index): Told => {
    return { ...of(`peer${index}`, 'peer'), type: 'actor', id: 'peer', machine: 'peer' };
  });
  const members = Array.from({ length: count - roots.length }, (_, index): Told[] => {
    const node = `peer${index % 10}`;
    const actor = of(node, `m${index}`);
    return [
      { ...actor, type: 'actor', id: `membership room${index}`, parent: `${node}:peer`, machine: 'membership' },
      { ...actor, type: 'event', event: { type: 'xstate.init' } },
      { ...actor, type: 'state', value: 'joining', status: 'active', context: contextOf(index, 0), on: 'xstate.init' },
    ];
  });
  return [...roots, ...members.flat()];
}

/** The `turn`-th thing that one of such a crowd does: an event, half of them messages, and the state after it. */
export function deed(count: number, turn: number): readonly Told[] {
  const index = (turn * 7) % (count - 10);
  const [node, other] = [`peer${index % 10}`, `peer${(index + 1 + (turn % 8)) % 10}`];
  const actor = of(node, `m${index}`);
  const value = turn % 3 === 0 ? 'joining' : { live: { members: turn % 2 === 0 ? 'asking' : 'informed', history: 'caughtUp' } };
  const sent = frame('DIRECT_BROADCAST', node, String(turn));
  const message: Told = { ...of(other, `m${index}`), type: 'event', source: actor.actor, event: { type: 'link.send', frame: sent } };
  const event: Told = { ...actor, type: 'event', event: { type: 'wire.USER_LOGIN', username: `user${turn}` } };
  const state: Told = { ...actor, type: 'state', value, status: 'active', context: contextOf(index, turn), on: 'wire.USER_LOGIN' };
  return turn % 2 === 0 ? [message, state] : [event, state];
}

function contextOf(index: number, turn: number) {
  return {
    room: `room${index}`,
    roomId: '7a2c2afd93c69ea8',
    host: 'hussien103',
    members: Array.from({ length: 8 }, (_, each) => ({ name: `user${each}`, address: { host: '127.0.0.1', port: 30_000 + each } })),
    limits: { helloTimeout: 10, pingInterval: 60, pingTimeout: 10, requestTimeout: 15, messageTimeout: 15, linkIdle: 300, holdBack: 2 },
    turn,
  };
}

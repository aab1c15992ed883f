// Recordings for the tests of the inspector's page: a small one told by hand, and a crowd of actors that do a thousand things a second.
import type { Source } from '../../../src/inspector/feed.js';
import type { RecordingEntry, RecordingHeader } from '../../../src/recording/format.js';

export const header: RecordingHeader = {
  parley: 'recording',
  version: 1,
  program: '0.1.0',
  began: '2026-01-02T03:04:05.678Z',
  texts: 'hidden',
};

/** Lines of a recording without their numbers: `n` is given in their order, ten ms each. */
export type Told = RecordingEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'n' | 'at'> : never) : never;

/** A source that is told what happened, and keeps it all. */
export class ToldSource implements Source {
  readonly header = header;
  readonly capacity = 1_000_000;
  readonly first = 1;
  readonly base: readonly RecordingEntry[] = [];
  readonly present: readonly RecordingEntry[] = [];
  readonly entries: RecordingEntry[] = [];

  get last(): number {
    return this.entries.length;
  }

  tell(...told: readonly Told[]): this {
    for (const each of told) {
      const n = this.entries.length + 1;
      // Which of the kinds it is does not change by that.
      this.entries.push({ ...each, n, at: n * 10 } as RecordingEntry);
    }
    return this;
  }

  read(from: number, most: number): readonly RecordingEntry[] {
    return this.entries.slice(from - 1, from - 1 + most);
  }
}

const frame = (verb: string, ...fields: readonly string[]) => ({ verb, fields, headers: { 'request-id': '1' }, payload: { $bytes: '' } });
const of = (node: string, actor: string) => ({ node, actor: `${node}:${actor}` });

/** alice joins a room: her membership, her session's link, and the registry's connection. */
export function joining(): readonly Told[] {
  const [peer, session, link, membership] = ['peer', 'session', 'link', 'membership'].map((name) => of('alice', name)) as [
    ReturnType<typeof of>,
    ReturnType<typeof of>,
    ReturnType<typeof of>,
    ReturnType<typeof of>,
  ];
  const connection = of('registry', 'connection');
  const registryLink = of('registry', 'link');
  const join = frame('JOIN_CHAT_ROOM', 'lobby', '‹hash 1, 64 bytes›', 'increment');
  const joined = frame('JOIN', 'SUCCESS', '200');
  const context = { room: 'lobby', members: [], isRemembered: false, secrets: '‹secret 1›' };
  return [
    { ...connection, type: 'actor', id: 'connection 1', machine: 'registry-connection' },
    { ...registryLink, type: 'actor', id: 'link', parent: connection.actor },
    { ...peer, type: 'actor', id: 'peer', machine: 'peer' },
    { ...peer, type: 'event', event: { type: 'xstate.init' } },
    { ...peer, type: 'state', value: { active: 'online' }, status: 'active', context: {}, on: 'xstate.init' },
    { ...session, type: 'actor', id: 'session', parent: peer.actor, machine: 'registry-session' },
    { ...link, type: 'actor', id: 'link', parent: session.actor },
    { ...membership, type: 'actor', id: 'membership lobby', parent: peer.actor, machine: 'membership' },
    { ...membership, type: 'event', event: { type: 'xstate.init' } },
    {
      ...membership,
      type: 'state',
      value: 'joining',
      status: 'active',
      context,
      on: 'xstate.init',
      taken: [{ from: 'remembering', index: 1 }],
    },
    { ...link, type: 'event', source: session.actor, event: { type: 'link.send', frame: join } },
    { ...connection, type: 'event', source: registryLink.actor, event: { type: 'link.frame', frame: join } },
    { ...registryLink, type: 'event', source: connection.actor, event: { type: 'link.send', frame: joined } },
    { ...session, type: 'event', source: link.actor, event: { type: 'link.frame', frame: joined } },
  ];
}

/** What came of it. */
export function live(): readonly Told[] {
  const membership = of('alice', 'membership');
  const context = { room: 'lobby', members: [{ name: 'bob' }], isRemembered: false, secrets: '‹secret 1›' };
  const value = { live: { members: 'informed', history: 'catchingUp' } };
  return [
    { ...membership, type: 'event', event: { type: 'xstate.done.actor.0.membership.joining' } },
    {
      ...membership,
      type: 'state',
      value,
      status: 'active',
      context,
      on: 'xstate.done.actor.0.membership.joining',
      taken: [{ from: 'joining', index: 5 }],
    },
  ];
}

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

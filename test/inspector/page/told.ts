// A recording told by hand, for the tests of the inspector's page: alice joins a room.
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

export const frame = (verb: string, ...fields: readonly string[]) => ({
  verb,
  fields,
  headers: { 'request-id': '1' },
  payload: { $bytes: '' },
});
/** An actor of a node. */
export const of = (node: string, actor: string) => ({ node, actor: `${node}:${actor}` });

/** alice joins a room: her membership, her session's link, and the registry's connection. */
export function joining(): readonly Told[] {
  const [peer, session, link] = [of('alice', 'peer'), of('alice', 'session'), of('alice', 'link')];
  const membership = of('alice', 'membership');
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

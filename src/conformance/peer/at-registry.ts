// Checks of a peer, sections 2.1, 3, 4 and 6: what it says to its registry, and what it does when that is gone.
import { demand, demandSame, inSection } from '../check.js';
import { frameBytes } from '../raw-link.js';
import { hashOf } from '../registry/accounts.js';
import { pause } from '../waiting.js';
import type { PeerTrial, World } from './world.js';

const writing = inSection<PeerTrial>('2.1', {
  'well-formed': {
    sentence:
      'Everything that is said, over TCP or UDP, is a frame: a line with a verb and fields, headers, an empty line, and sometimes a payload.',
    phase: 'last',
    run: async (trial) => {
      const world = await trial.world();
      await world.settled();
      demandSame(
        world.registry.faults.map(({ message }) => message),
        [],
      );
    },
  },
});

const entering = inSection<PeerTrial>('3.2', {
  hello: {
    sentence: 'The first frame on a registry link is `HELLO_P2P`.',
    run: async (trial) => {
      const [first] = (await trial.world()).registry.visits[0]?.frames ?? [];
      demandSame([first?.line, first?.headers.get('protocol')], ['HELLO_P2P', '1']);
      demand(/^[^/]+\/.+$/.test(first?.headers.get('agent') ?? ''), 'an Agent NAME/VERSION', first?.text);
    },
  },
});

const hashing = inSection<PeerTrial>('3.3', {
  'password-hash': {
    sentence: 'It is the SHA-256, in lower-case hex, of this text in UTF-8:',
    run: async (trial) => {
      const { registry, name, password } = await trial.world();
      demandSame(registry.asked('LOGIN')[0]?.line, `LOGIN <${name}> <${hashOf(name, password)}>`);
    },
  },
});

const rooms = inSection<PeerTrial>('3.7', {
  create: {
    sentence: '`room_password` is the SHA-256, in lower-case hex, of',
    run: async (trial) => {
      const { registry, subject, patience } = await trial.world();
      subject.write('/create kit-Den 7 secret');
      const asked = await registry.awaits('CREATE_CHAT_ROOM', 0, patience.answer);
      demandSame(asked.fields.slice(0, 3), ['kit-Den', hashOf('kit-Den', 'secret'), '7']);
    },
  },
  join: {
    sentence: '**V.** The third field is the word `increment` and nothing else.',
    run: async (trial) => {
      const world = await trial.world();
      const room = await world.room();
      const asked = world.registry.asked('JOIN_CHAT_ROOM').find(({ fields }) => fields[0]?.toLowerCase() === room.name.toLowerCase());
      demandSame(asked?.fields, [room.name, '', 'increment']);
    },
  },
  exit: {
    sentence: "**VI.** A user leaves only for themselves: another name than one's own is FAILURE `not-yourself`.",
    run: async (trial) => {
      const { registry, subject, patience, name } = await trial.world();
      registry.makeRoom('kit-short', 'Somebody');
      const joins = registry.asked('JOIN_CHAT_ROOM').length;
      subject.write('/join kit-short');
      await registry.awaits('JOIN_CHAT_ROOM', joins, patience.answer);
      subject.write('/leave kit-short');
      demandSame((await registry.awaits('ROOM_EXIT', 0, patience.answer)).fields, [name, 'kit-short']);
    },
  },
});

async function beats({ registry }: World, count: number): Promise<World['registry']['keepAlives']> {
  const before = registry.keepAlives.length;
  await registry.bell.until(
    () => registry.keepAlives.length >= before + count,
    registry.behaviour.timeout * 1000 * count,
    `${count} KEEP_ALIVE`,
  );
  return registry.keepAlives.slice(before);
}

const keepAlive = inSection<PeerTrial>('4.2', {
  'counter-and-mac': {
    sentence: '`Counter` is 1 to 16 digits. It is higher in each datagram of a session than in the one before; numbers may be skipped.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const [one, other] = await beats(world, 2);
      demand(one?.isRight === true && other?.isRight === true, 'right Macs', [one?.text, other?.text]);
      demand((one?.counter ?? 0) < (other?.counter ?? 0), 'a Counter that rises', [one?.counter, other?.counter]);
      demand(
        one?.text.startsWith(`KEEP_ALIVE <${world.name}> <${world.registry.behaviour.timeout}>\r\n`) === true,
        'name and timeout',
        one?.text,
      );
    },
  },
});

const pace = inSection<PeerTrial>('4.1', {
  'every-third': {
    sentence: 'The peer sends one every third of that time.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const [one, , last] = await beats(world, 3);
      const each = ((last?.at ?? 0) - (one?.at ?? 0)) / 2;
      const third = (world.registry.behaviour.timeout * 1000) / 3;
      demand(each < third * 1.5 && each > third * 0.5, `one every ${third} ms`, `one every ${each} ms`);
    },
  },
});

async function demandHelloInTheirPlace(trial: PeerTrial, keepAlive: 'silent' | 'wrong-mac'): Promise<void> {
  const { registry } = await trial.fresh({ keepAlive });
  await registry.awaits('HELLO_P2P', 1, registry.behaviour.timeout * 1000 + trial.patience.answer);
  const before = registry.keepAlives.length;
  await registry.bell.until(
    () => registry.keepAlives.length > before,
    registry.behaviour.timeout * 1000,
    'a KEEP_ALIVE, for it goes on trying',
  );
}

const fallingBack = inSection<PeerTrial>('4.4', {
  'udp-blocked': {
    sentence:
      'The peer then sends HELLO_P2P on the TLS link in their place, often enough to count as a sign of life, and goes on trying UDP.',
    phase: 'long',
    run: (trial) => demandHelloInTheirPlace(trial, 'silent'),
  },
  'udp-forged': {
    sentence: 'When two KEEP_ALIVE in a row have no valid answer, UDP is probably blocked.',
    phase: 'long',
    run: (trial) => demandHelloInTheirPlace(trial, 'wrong-mac'),
  },
});

const living = inSection<PeerTrial>('6', {
  resume: {
    sentence: 'The peer dials, says hello, registers if the name is new, and logs in with the token of its last session in `Resume`.',
    phase: 'long',
    run: async (trial) => {
      const { registry } = await trial.fresh();
      const { token } = registry;
      registry.visit?.link.destroy();
      const again = await registry.awaits('LOGIN', 1, 5000 + trial.patience.answer);
      demandSame(again.headers.get('resume'), token);
    },
  },
  'retry-after': {
    sentence: 'After an answer or GOODBYE with `Retry-After` the wait is that time plus a random time between 0 and the same again.',
    phase: 'long',
    run: async (trial) => {
      const { registry } = await trial.fresh();
      const begin = Date.now();
      registry.visit?.link.send(frameBytes('GOODBYE', { Reason: 'closing', 'Retry-After': '2' }));
      registry.visit?.link.end();
      await registry.awaits('HELLO_P2P', 1, 4000 + trial.patience.answer);
      const took = (registry.visit?.at ?? 0) - begin;
      demand(took >= 1900, 'a new link after 2 to 4 s', `one after ${took} ms`);
    },
  },
  replaced: {
    sentence: 'After GOODBYE `replaced` a peer that dials again would only fight with the one that took over: better ask the user.',
    phase: 'long',
    run: async (trial) => {
      const { registry } = await trial.fresh();
      registry.visit?.link.send(frameBytes('GOODBYE', { Reason: 'replaced' }));
      registry.visit?.link.end();
      await pause(2000);
      demandSame(registry.visits.length, 1);
    },
  },
  logout: {
    sentence: 'LOGOUT ends the session on purpose.',
    phase: 'last',
    run: async (trial) => {
      const { registry, subject, patience } = await trial.world();
      subject.write('/quit');
      await registry.awaits('LOGOUT', 0, 3 * patience.answer);
    },
  },
});

export const atRegistryChecks = [...writing, ...entering, ...hashing, ...rooms, ...pace, ...keepAlive, ...fallingBack, ...living];

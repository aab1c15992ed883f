// Checks of sections 3.1 to 3.3: hello, what may be asked before a login, registering.
import { demand, demandSame, inSection } from '../check.js';
import { hashOf } from './accounts.js';
import { hello, join, login, type RegistryTrial } from './trial.js';

const zeros = '0'.repeat(64);

const verbs = inSection<RegistryTrial>('3.1', {
  'closed-before-login': {
    sentence: 'Before a login only `HELLO_P2P`, `REGISTER` and `LOGIN` are open. Anything else gets NOT_ALLOWED, `not-logged-in`.',
    run: async (trial) => {
      const link = await trial.greeted();
      const lines = [
        'CREATE_CHAT_ROOM <den> <> <5> <>',
        join('den'),
        'ROOM_EXIT <somebody> <den>',
        'SHOW_ROOMS_LIST <PARTIAL>',
        'SEARCH_USER <somebody>',
        'DISCOVER_PEERS <PARTIAL>',
        'LOGOUT',
        'RENEW',
      ];
      for (const line of lines) await link.answer(line, 'ERROR <NOT_ALLOWED> <400>', 'Reason: not-logged-in');
    },
  },
  'order-of-register': {
    sentence: '| `REGISTER <FAILURE>` | `name-invalid`, `hash-invalid`; `rate-limited` |',
    run: async (trial) => {
      await (await trial.greeted()).answer('REGISTER <-> <x>', 'REGISTER <FAILURE> <404>', 'Reason: name-invalid');
    },
  },
  'order-of-creation': {
    sentence:
      '| `CREATION <FAILURE>` | `name-invalid`, `room-exists`, `capacity-invalid`, `description-invalid`, `hash-invalid`; `too-many-rooms` |',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const room = await trial.room(user);
      const free = trial.freshName();
      const long = 'x'.repeat(257);
      const reasonOf = async (line: string) => (await user.link.answer(line, 'CREATION <FAILURE> <404>')).headers.get('reason');
      demandSame(
        [
          await reasonOf(`CREATE_CHAT_ROOM <-> <x> <1> <${long}>`),
          await reasonOf(`CREATE_CHAT_ROOM <${room}> <x> <1> <${long}>`),
          await reasonOf(`CREATE_CHAT_ROOM <${free}> <x> <1> <${long}>`),
          await reasonOf(`CREATE_CHAT_ROOM <${free}> <x> <5> <${long}>`),
          await reasonOf(`CREATE_CHAT_ROOM <${free}> <x> <5> <>`),
        ],
        ['name-invalid', 'room-exists', 'capacity-invalid', 'description-invalid', 'hash-invalid'],
      );
    },
  },
  'order-of-join': {
    sentence:
      '| `JOIN <FAILURE>` | `room-unknown`, `already-a-member`, `wrong-room-password`, `room-full`; `too-many-rooms`, `rate-limited` |',
    accounts: 3,
    run: async (trial) => {
      const [host, member, other] = [await trial.online(0), await trial.online(1), await trial.online(2)];
      const room = trial.freshName();
      const hash = hashOf(room, 'secret');
      await host.link.answer(`CREATE_CHAT_ROOM <${room}> <${hash}> <2> <>`, 'CREATION <SUCCESS> <200>');
      await member.link.answer(join(room, hash), 'JOIN <SUCCESS> <200>');
      await member.link.answer(join(room, zeros), 'JOIN <FAILURE> <404>', 'Reason: already-a-member');
      await other.link.answer(join(room, zeros), 'JOIN <FAILURE> <404>', 'Reason: wrong-room-password');
      await other.link.answer(join(room, hash), 'JOIN <FAILURE> <404>', 'Reason: room-full');
    },
  },
  'order-of-exit': {
    sentence: '| `ROOM_EXIT_RESPONSE <FAILURE>` | `not-yourself`, `room-unknown`, `not-a-member` |',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(other);
      await one.link.answer(`ROOM_EXIT <${other.name}> <no-such-room>`, 'ROOM_EXIT_RESPONSE <FAILURE> <404>', 'Reason: not-yourself');
      await one.link.answer(`ROOM_EXIT <${one.name}> <no-such-room>`, 'ROOM_EXIT_RESPONSE <FAILURE> <404>', 'Reason: room-unknown');
      await one.link.answer(`ROOM_EXIT <${one.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <FAILURE> <404>', 'Reason: not-a-member');
    },
  },
});

async function demandTurnedAway(trial: RegistryTrial, bytes: string, reason: string): Promise<void> {
  const link = await trial.dial();
  link.send(bytes);
  await link.expect('HELLO_BACK <FAILURE> <404>', `Reason: ${reason}`);
  await link.expectEnd();
}

const greeting = inSection<RegistryTrial>('3.2', {
  'hello-back': {
    sentence: '| `Keep-Alive-Timeout` | seconds after which a silent session is over (section 4); 10 unless set otherwise |',
    run: async (trial) => {
      const link = await trial.dial();
      const { keepAliveTimeout } = trial.target.limits;
      await link.answer(
        hello,
        'HELLO_BACK <SUCCESS> <200>',
        'Protocol: 1',
        ['Agent', /^[^/]+\/.+$/],
        `Keep-Alive-Timeout: ${keepAliveTimeout}`,
        ['Keep-Alive-Port', /^[1-9]\d{0,4}$/],
        'Max-Payload: 65536',
      );
    },
  },
  'other-first-frame': {
    sentence:
      'If the first frame is whole but no good hello, or if no whole frame has come 10 s after the connection was made, the answer is FAILURE, and the link is closed.',
    run: (trial) => demandTurnedAway(trial, 'LOGOUT\r\n\r\n', 'hello-expected'),
  },
  'other-version': {
    sentence: 'A client of another version is turned away:',
    run: (trial) => demandTurnedAway(trial, 'HELLO_P2P\r\nProtocol: 2\r\nAgent: conformance/1\r\n\r\n', 'protocol-unsupported'),
  },
  'no-version': {
    sentence: 'The request has `Protocol: 1` and an `Agent` of its own.',
    run: (trial) => demandTurnedAway(trial, 'HELLO_P2P\r\nAgent: conformance/1\r\n\r\n', 'protocol-unsupported'),
  },
  'no-hello-in-time': {
    sentence:
      'If the first frame is whole but no good hello, or if no whole frame has come 10 s after the connection was made, the answer is FAILURE, and the link is closed.',
    phase: 'long',
    run: async (trial) => {
      const { helloTimeout } = trial.target.limits;
      const wait = trial.wait(helloTimeout) + 2000;
      const link = await trial.dial();
      link.send('HELLO_P2P\r\nProtocol: 1\r\n'); // not whole
      await link.expectWithin(wait, 'HELLO_BACK <FAILURE> <404>', 'Reason: timeout');
      await link.expectEnd();
    },
  },
  echo: {
    sentence:
      'After a good hello the same request is an echo: a client may send it at any time, before or after login, to see whether the link lives.',
    accounts: 1,
    run: async (trial) => {
      await (await trial.greeted()).answer(hello, 'HELLO_BACK <SUCCESS> <200>');
      await (await trial.online()).link.answer(hello, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
});

const registering = inSection<RegistryTrial>('3.3', {
  'hash-invalid': {
    sentence: 'REGISTER answers a text that is not 64 lower-case hex digits with `hash-invalid`.',
    run: async (trial) => {
      const link = await trial.greeted();
      for (const hash of ['', 'secret', 'A'.repeat(64), '0'.repeat(63), '0'.repeat(65)]) {
        await link.answer(`REGISTER <${trial.freshName()}> <${hash}>`, 'REGISTER <FAILURE> <404>', 'Reason: hash-invalid');
      }
    },
  },
  'name-taken': {
    sentence: 'A name in use is EXIST.',
    accounts: 1,
    run: async (trial) => {
      const { name, hash } = await trial.registered();
      await (await trial.greeted()).answer(`REGISTER <${name}> <${hash}>`, 'REGISTER <EXIST> <300>', 'Reason: name-taken');
    },
  },
  'does-not-log-in': {
    sentence: 'Registering does not log in.',
    run: async (trial) => {
      const link = await trial.greeted();
      await link.answer(`REGISTER <${trial.freshName()}> <${zeros}>`, 'REGISTER <SUCCESS> <200>');
      await link.answer('SHOW_ROOMS_LIST <PARTIAL>', 'ERROR <NOT_ALLOWED> <400>', 'Reason: not-logged-in');
    },
  },
  'already-logged-in': {
    sentence: 'REGISTER and LOGIN on a link that is logged in are NOT_ALLOWED, `already-logged-in`.',
    accounts: 1,
    run: async (trial) => {
      const { link, account } = await trial.online();
      await link.answer(`REGISTER <${trial.freshName()}> <${zeros}>`, 'ERROR <NOT_ALLOWED> <400>', 'Reason: already-logged-in');
      await link.answer(login(account), 'ERROR <NOT_ALLOWED> <400>', 'Reason: already-logged-in');
      const back = await link.answer(hello, 'HELLO_BACK <SUCCESS> <200>');
      demand(back.headers.has('agent'), 'a link that goes on', back.text);
    },
  },
});

export const enteringChecks = [...verbs, ...greeting, ...registering];

// The design document's figures 3 to 7 as real programs carry them out. figures.test.ts runs them over memory links with a turned
// clock and again over real TLS, TCP and UDP; docs/state-charts/sequences/ shows what was recorded.
import type { ExecutionContext } from 'ava';
import { ParleyError } from '../../src/index.js';
import { next, type TestNet } from '../helpers/test-net.js';
import { withoutChance } from '../helpers/wire-tap.js';

/** What the figures check themselves with: a test's context. */
export type Checks = Pick<ExecutionContext, 'deepEqual' | 'is' | 'like' | 'not' | 'throwsAsync' | 'true'>;

export interface Figure {
  readonly number: number;
  readonly title: string;
  readonly run: (t: Checks, net: TestNet) => Promise<void>;
}

/** What was sent from `from` on, without hellos, keep-alives and closings. */
function exchanges(net: TestNet, from = 0): string[] {
  return net.log.lines
    .slice(from)
    .filter((line) => !/: (HELLO_|KEEP_ALIVE|GOODBYE)/.test(line))
    .map(withoutChance);
}

/** Each of `lines` was sent, in this order; others may stand between. */
function inOrder(t: Checks, sent: readonly string[], lines: readonly string[]): void {
  let from = 0;
  for (const line of lines) {
    const at = sent.indexOf(line, from);
    t.not(at, -1, `${line} after\n${sent.slice(0, from).join('\n')}\nbefore\n${sent.slice(from).join('\n')}`);
    if (at !== -1) from = at + 1;
  }
}

export const figures: readonly Figure[] = [
  {
    number: 3,
    title: 'keep-alives, then silence → TIMEOUT, and the others are told',
    run: async (t, net) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      await net.until(hussien.createRoom('chat1'));
      await net.until(aly.joinRoom('chat1'));
      const start = net.log.lines.length;
      await net.pass(net.log.sent(/^hussien103: KEEP_ALIVE <hussien103> <2>$/, start));
      await net.pass(net.log.sent(/^R: KEEP_ALIVE_RESPONSE <SUCCESS> <200>$/, start));
      const offline = next(aly, 'user-offline');
      const silence = net.log.lines.length;
      net.cable('hussien103').pull();
      t.deepEqual(await net.pass(offline), { name: 'hussien103', rooms: ['chat1'] });
      inOrder(t, net.log.lines.slice(silence), ['R: TIMEOUT <hussien103>', 'R: GOODBYE', 'R: USER_LOGOUT <hussien103>']);
    },
  },
  {
    number: 4,
    title: 'two log in, one searches, asks, and both speak',
    run: async (t, net) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      t.deepEqual(await net.until(hussien.search('aly103')), { name: 'aly103', isOnline: true });
      aly.on('chat-request', ({ from }) => void aly.accept(from));
      t.is(await net.until(hussien.chat('aly103')), 'open');
      const hello = next(aly, 'message');
      await net.until(hussien.sendDirect('aly103', 'Hello!'));
      t.like(await net.until(hello), { from: 'hussien103', text: 'Hello!' });
      const back = next(hussien, 'message', ({ from }) => from === 'aly103');
      await net.until(aly.sendDirect('hussien103', 'Hello back!'));
      t.like(await net.until(back), { from: 'aly103', text: 'Hello back!' });
      t.true(await net.until(aly.flush(1000)));
      await net.until(hussien.logout());
      inOrder(t, exchanges(net), [
        'hussien103: LOGIN <hussien103> <hash>',
        'R: AUTH <SUCCESS> <200>',
        'aly103: LOGIN <aly103> <hash>',
        'R: AUTH <SUCCESS> <200>',
        'hussien103: SEARCH_USER <aly103>',
        'R: SEARCH_USER_RESPONSE <SUCCESS> <200>',
        'hussien103: CHAT_REQUEST <aly103>',
        'aly103: CHAT_REQUEST_RESPONSE <ACCEPT> <200> <aly103>',
        'hussien103: DIRECT_MESSAGE <hussien103> <aly103>',
        'aly103: DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <hussien103> <id>',
        'aly103: DIRECT_MESSAGE <aly103> <hussien103>',
        'hussien103: DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <aly103> <id>',
        'hussien103: LOGOUT',
        'R: LOGOUT <SUCCESS> <200>',
      ]);
    },
  },
  {
    number: 5,
    title: 'three in a room → one speaks to all, leaves, and the others are told',
    run: async (t, net) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      const mahmoud = await net.peer('mahmoud103');
      t.deepEqual(await net.until(aly.rooms(true)), []);
      await net.until(hussien.createRoom('chat1', { capacity: 10, password: 'secret', description: 'network_project' }));
      t.deepEqual((await net.until(hussien.members('chat1'))).members, []);
      await net.until(aly.joinRoom('chat1', 'secret'));
      t.deepEqual((await net.until(aly.members('chat1'))).members, [{ name: 'hussien103', isOnline: true }]);
      const joined = next(hussien, 'room-join', ({ name }) => name === 'mahmoud103');
      await net.until(mahmoud.joinRoom('chat1', 'secret'));
      await net.until(joined);
      const heard = Promise.all([next(aly, 'message'), next(mahmoud, 'message')]);
      await net.until(hussien.sendRoom('chat1', 'Hello Everyone!'));
      for (const message of await net.until(heard)) t.like(message, { from: 'hussien103', text: 'Hello Everyone!' });
      t.true(await net.until(hussien.flush(1000)));
      const told = Promise.all([next(aly, 'room-leave'), next(mahmoud, 'room-leave')]);
      await net.until(hussien.leaveRoom('chat1'));
      t.deepEqual(await net.until(told), [
        { room: 'chat1', name: 'hussien103' },
        { room: 'chat1', name: 'hussien103' },
      ]);
      await net.until(hussien.logout());
      const sent = exchanges(net);
      inOrder(t, sent, [
        'aly103: SHOW_ROOMS_LIST <DETAILED>',
        'R: ROOMS_LIST <NOT_FOUND> <404>',
        'hussien103: CREATE_CHAT_ROOM <chat1> <hash> <10> <network_project>',
        'R: CREATION <SUCCESS> <200>',
        'hussien103: DISCOVER_PEERS <chat1>',
        'R: PEER_LIST <FAILURE> <404> <chat1>',
        'aly103: JOIN_CHAT_ROOM <chat1> <hash> <increment>',
        'R: JOIN <SUCCESS> <200>',
        'aly103: DISCOVER_PEERS <chat1>',
        'R: PEER_LIST <SUCCESS> <200> <chat1>',
        'mahmoud103: JOIN_CHAT_ROOM <chat1> <hash> <increment>',
        'R: JOIN <SUCCESS> <200>',
        'hussien103: DIRECT_BROADCAST <hussien103>',
        'hussien103: DIRECT_BROADCAST <hussien103>',
        'hussien103: ROOM_EXIT <hussien103> <chat1>',
        'R: ROOM_EXIT_RESPONSE <SUCCESS> <200>',
        'hussien103: LOGOUT',
        'R: LOGOUT <SUCCESS> <200>',
      ]);
      for (const who of ['aly103', 'mahmoud103']) {
        t.true(sent.includes(`${who}: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <hussien103> <id>`), who);
      }
      t.is(sent.filter((line) => line === 'R: USER_EXIT <hussien103> <chat1>').length, 2);
    },
  },
  {
    number: 6,
    title: 'a search → nobody of that name, not online, online',
    run: async (t, net) => {
      const hussien = await net.peer('hussien103');
      await t.throwsAsync(net.until(hussien.search('aly103')), { instanceOf: ParleyError, message: /no user/ });
      const aly = await net.peer('aly103');
      t.deepEqual(await net.until(hussien.search('ALY103')), { name: 'aly103', isOnline: true });
      await net.until(aly.logout());
      t.deepEqual(await net.until(hussien.search('aly103')), { name: 'aly103', isOnline: false });
      inOrder(t, exchanges(net), [
        'R: SEARCH_USER_RESPONSE <NOT_FOUND> <404>',
        'R: SEARCH_USER_RESPONSE <SUCCESS> <200>',
        'R: SEARCH_USER_RESPONSE <NOT_ONLINE> <300>',
      ]);
    },
  },
  {
    number: 7,
    title: 'greeting, registration, login, logout',
    run: async (t, net) => {
      const hussien = await net.peer('hussien103', { register: true });
      await net.until(hussien.logout());
      t.deepEqual(net.log.lines.filter((line) => !/KEEP_ALIVE/.test(line)).map(withoutChance), [
        'hussien103: HELLO_P2P',
        'R: HELLO_BACK <SUCCESS> <200>',
        'hussien103: REGISTER <hussien103> <hash>',
        'R: REGISTER <SUCCESS> <200>',
        'hussien103: LOGIN <hussien103> <hash>',
        'R: AUTH <SUCCESS> <200>',
        'hussien103: LOGOUT',
        'R: LOGOUT <SUCCESS> <200>',
      ]);
    },
  },
];

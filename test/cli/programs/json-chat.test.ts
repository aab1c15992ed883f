// The JSON mode: events and answers as the schemas say, in stable order; commands in order; mistakes answered.
import test from 'ava';
import { jsonCommands } from '../../../src/cli/programs/json-commands.js';
import { eventShapes } from '../../../src/cli/programs/json-events.js';
import { ParleyError } from '../../../src/index.js';
import { direct, FakePeer, inRoom } from '../fake-peer.js';
import { isCommand, jsonDriver, results } from './json-driver.js';

const sorted = (names: readonly string[]) => [...new Set(names)].sort();
const online = '{"event":"state","state":"online"';

test('json: every event of the library → one line as the schema says, its fields in order', async (t) => {
  const { peer, end, until } = jsonDriver(t);
  await until(online);
  peer.emit('registered', { name: 'alice' });
  peer.emit('registry-trusted', { address: 'localhost:7070', fingerprint: 'f', link: 'l' });
  peer.emit('message', inRoom('lobby', 'bob', 'hi "all"\n\u0007\u202e\u{e0041}'));
  peer.emit('message', direct('bob', 'hi'));
  const conversation = { kind: 'direct', peer: 'bob' } as const;
  peer.emit('delivery', { messageId: 'id', conversation, recipient: 'bob', state: 'refused', reason: 'no-chat' });
  peer.emit('chat-request', { from: 'bob' });
  peer.emit('chat-open', { peer: 'bob' });
  peer.emit('chat-refused', { peer: 'bob', reason: 'rejected' });
  peer.emit('user-online', { name: 'bob', rooms: ['lobby'] });
  peer.emit('user-offline', { name: 'bob', rooms: [] });
  peer.emit('room-open', { room: 'lobby', roomId: 'aa', host: 'bob', members: [{ name: 'bob', isOnline: true }] });
  peer.emit('room-join', { room: 'lobby', name: 'bob' });
  peer.emit('room-leave', { room: 'lobby', name: 'bob' });
  peer.emit('room-host', { room: 'lobby', name: 'bob' });
  peer.emit('key-changed', { name: 'bob', remembered: 'r', shown: 's' });
  peer.emit('warning', { reason: 'internal', message: 'Something.' });
  peer.become({ state: 'offline', reason: 'unreachable', retryAt: 5 });
  peer.owed = [{ recipient: 'bob', count: 2 }];
  const lines = await end();
  t.deepEqual(sorted([...lines.map((line) => JSON.parse(line).event), 'result']), sorted(Object.keys(eventShapes)));
  for (const expected of [
    '{"event":"state","state":"online","name":"alice","registry":"parley://127.0.0.1:7070"}',
    `{"event":"message","id":"id","conversation":"#lobby","from":"bob","text":"hi \\"all\\"\\n\\u0007\\u202e\\udb40\\udc41","sentAt":${inRoom('', '', '').sentAt},"isHistory":false}`,
    '{"event":"delivery","id":"id","conversation":"bob","recipient":"bob","state":"refused","reason":"no-chat"}',
    '{"event":"room-open","room":"lobby","roomId":"aa","host":"bob","members":[{"name":"bob","isOnline":true}]}',
  ]) {
    t.true(lines.includes(expected), `${expected}\n${lines.join('\n')}`);
  }
  t.is(lines.at(-1), '{"event":"end","how":"quit","exitCode":0,"owed":[{"name":"bob","count":2}]}');
});

const commands = [
  { command: 'send', to: 'bob', text: 'hi there' },
  { command: 'send', to: '#lobby', text: 'hi all', ref: 'a' },
  { command: 'accept', name: '@bob' },
  { command: 'reject', name: 'bob' },
  { command: 'close', name: 'bob' },
  { command: 'block', name: 'bob' },
  { command: 'unblock', name: 'bob' },
  { command: 'trust', name: 'bob' },
  { command: 'create', room: '#den', capacity: 5, password: 'p', description: 'd' },
  { command: 'join', room: 'lobby', ref: 7 },
  { command: 'members', room: 'lobby' },
  { command: 'leave', room: 'lobby' },
  { command: 'rooms' },
  { command: 'users' },
  { command: 'search', name: 'bob' },
  { command: 'contacts' },
  { command: 'verify', name: 'bob' },
  { command: 'history', conversation: '#lobby', limit: 3 },
  { command: 'history' },
  { command: 'status' },
  { command: 'net' },
  { command: 'flush', seconds: 1 },
  { command: 'chat', name: 'bob' },
  { command: 'quit' },
];

test('json: every command → as the schema says, done in order, answered as the schema says', async (t) => {
  const { peer, give, end } = jsonDriver(t);
  peer.known = [{ name: 'bob', rooms: ['lobby'], address: { host: '::1', port: 1 } }];
  peer.listed = [{ room: 'lobby', details: { description: 'd', members: 1, capacity: 5, isLocked: false } }];
  for (const command of commands) t.true(isCommand(command), `${JSON.stringify(command)} ${JSON.stringify(isCommand.errors)}`);
  give(...commands);
  const lines = await end();
  t.deepEqual(sorted([...commands.map(({ command }) => command), 'logout']), sorted(Object.keys(jsonCommands)));
  t.deepEqual(
    peer.calls.map(([name]) => name),
    [
      ...['start', 'sendDirect', 'sendRoom', 'accept', 'reject', 'closeChat', 'block', 'unblock', 'acceptKey', 'createRoom', 'joinRoom'],
      ...['members', 'leaveRoom', 'rooms', 'users', 'search', 'contacts', 'safetyNumber', 'history', 'history', 'flush', 'chat'],
      ...['flush', 'close'],
    ],
  );
  t.deepEqual(peer.calls[3], ['accept', 'bob']);
  t.deepEqual(peer.calls[9], ['createRoom', 'den', { capacity: 5, password: 'p', description: 'd' }]);
  const [first, second] = results(lines);
  t.deepEqual(first, { event: 'result', command: 'send', ok: true, value: { id: 'id' } });
  t.deepEqual(second, { event: 'result', command: 'send', ref: 'a', ok: true, value: { id: 'id' } });
  t.true(
    lines.includes(
      '{"event":"result","command":"join","ref":7,"ok":true,"value":{"room":"lobby","roomId":"00000000000000aa","host":"alice","members":[{"name":"carol","isOnline":false}]}}',
    ),
  );
});

const wrong = test.macro(async (t, line: unknown, expected: object) => {
  const { give, end } = jsonDriver(t);
  give(line, { command: 'status', ref: 'next' });
  const [answer, next] = results(await end());
  t.like(answer, { ok: false, reason: 'invalid', ...expected });
  t.like(next, { ref: 'next', ok: true });
});

test('json: no JSON → told, the next works', wrong, 'hello', { command: '', message: 'A command is one JSON object on one line.' });
test('json: a list → told, the next works', wrong, [], { message: 'A command is one JSON object on one line.' });
test('json: no command → told, the next works', wrong, { ref: 1 }, { ref: 1, message: 'The field command is missing.' });
test('json: an unknown command → told, the next works', wrong, { command: 'constructor' }, { command: 'constructor' });
test(
  'json: an unknown field → told, the next works',
  wrong,
  { command: 'join', room: 'a', pass: 'b' },
  {
    message: 'There is no field pass. There are: room, password.',
  },
);
test(
  'json: a missing field → told, the next works',
  wrong,
  { command: 'send', to: 'bob' },
  {
    message: 'The field text is a string that is not empty.',
  },
);
test(
  'json: a field of another kind → told, the next works',
  wrong,
  { command: 'history', limit: '3' },
  {
    message: 'The field limit is a whole number.',
  },
);
test('json: a ref that is none → told, the next works', wrong, { command: 'users', ref: {} }, { message: 'ref is a string or a number.' });

test('json: a command that is refused → the reason and a sentence; the next works', async (t) => {
  const { peer, give, end } = jsonDriver(t);
  peer.failures.set('joinRoom', new ParleyError('room-full', 'The room is full.'));
  give({ command: 'join', room: 'lobby', ref: 1 }, { command: 'users' });
  const [answer, next] = results(await end());
  t.deepEqual(answer, { event: 'result', command: 'join', ref: 1, ok: false, reason: 'room-full', message: 'The room is full.' });
  t.like(next, { command: 'users', ok: true });
});

test('json: logging in fails → the event end says why, exit 1', async (t) => {
  const peer = new FakePeer('alice');
  peer.failures.set('start', new ParleyError('wrong-credentials', 'The name or the password is wrong.'));
  const { end, exitCode } = jsonDriver(t, peer);
  t.deepEqual(await end(), [
    '{"event":"end","how":"failure","exitCode":1,"owed":[],"reason":"wrong-credentials","message":"The name or the password is wrong."}',
  ]);
  t.is(await exitCode, 1);
});

test('json: a signal → ends at once, exit 0; logged out from elsewhere → exit 1', async (t) => {
  const signalled = jsonDriver(t);
  await signalled.until(online);
  signalled.signal();
  t.is(await signalled.exitCode, 0);
  t.true((await signalled.end()).at(-1)?.startsWith('{"event":"end","how":"signal","exitCode":0'));
  const replaced = jsonDriver(t);
  await replaced.until(online);
  await new Promise(setImmediate);
  replaced.peer.become({ state: 'signed-out', reason: 'session-replaced' });
  t.is(await replaced.exitCode, 1);
});

// A chat driven by a pipe: lines are commands, in order; every event is one line.
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { tellEvents } from '../../src/cli/events.js';
import { createPlainView, readLines, runScript } from '../../src/cli/script.js';
import { Session } from '../../src/cli/session.js';
import { ParleyError } from '../../src/index.js';
import { direct, FakePeer, inRoom } from './fake-peer.js';

/** A script of alice's that is online and runs until its input ends. */
function script(t: ExecutionContext) {
  const peer = new FakePeer('alice');
  peer.become({ state: 'online', since: 0 });
  const [input, output] = [new PassThrough(), new PassThrough()];
  const session = new Session({ peer, view: createPlainView(output), isScript: true });
  session.isUnderWay = true;
  const reader = readLines(input);
  t.teardown(tellEvents(session));
  t.teardown(() => reader.close());
  const isDone = runScript(session, reader);
  const seen: string[] = [];
  return {
    peer,
    session,
    input,
    isDone,
    type: (...lines: string[]) => input.write(lines.map((line) => `${line}\n`).join('')),
    /** The lines so far; ends the input and lets everything finish first. */
    end: async () => {
      input.end();
      await isDone;
      return shown();
    },
    shown,
    /** What is shown once a line with this in it is. */
    until: async (part: string) => {
      while (!seen.some((line) => line.includes(part))) await new Promise((resolve) => output.once('readable', resolve)).then(shown);
      return seen;
    },
  };
  function shown(): string[] {
    const text = String(output.read() ?? '');
    seen.push(...text.split('\n').slice(0, -1));
    return seen;
  }
}

test('script: commands → performed in order, each after the one before', async (t) => {
  const { peer, type, end } = script(t);
  type('/create lobby 5 secret our room', '/msg #lobby hello', 'to the room', '/join den', 'to the den', '/msg bob hi  there', '//quit');
  t.deepEqual(await end(), ['* You made #lobby. Also there: carol (not online).', '* You joined #den. Also there: carol (not online).']);
  t.deepEqual(peer.calls, [
    ['createRoom', 'lobby', { capacity: 5, password: 'secret', description: 'our room' }],
    ['sendRoom', 'lobby', 'hello'],
    ['sendRoom', 'lobby', 'to the room'],
    ['joinRoom', 'den', undefined],
    ['sendRoom', 'den', 'to the den'],
    ['sendDirect', 'bob', 'hi  there'],
    ['sendRoom', 'den', '/quit'],
  ]);
});

test('script: /quit → what follows is not performed', async (t) => {
  const { peer, session, type, isDone } = script(t);
  type('/msg bob one', '/quit', '/msg bob two');
  await isDone;
  t.deepEqual(await session.ended, { how: 'quit' });
  t.deepEqual(peer.calls, [['sendDirect', 'bob', 'one']]);
});

test('script: a byte order mark, CR LF, a last line without its end → the lines', async (t) => {
  const input = new PassThrough();
  const reader = readLines(input);
  input.end('\ufeff/msg bob one\r\n\n/msg bob two');
  t.deepEqual(
    [await reader.next(), await reader.next(), await reader.next(), await reader.next()],
    ['/msg bob one', '', '/msg bob two', undefined],
  );
});

test('script: thousands of lines at once → all, in order', async (t) => {
  const { peer, input, isDone } = script(t);
  const texts = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
  input.end(texts.map((text) => `/msg bob ${text}\n`).join(''));
  await isDone;
  t.deepEqual(
    peer.calls,
    texts.map((text) => ['sendDirect', 'bob', text]),
  );
});

test('script: messages → one plain line each, own ones none', async (t) => {
  const { peer, end } = script(t);
  peer.emit('message', direct('bob', 'hi\n* alice left'));
  peer.emit('message', inRoom('lobby', 'bob', '\u001b[31mred'));
  peer.emit('message', inRoom('lobby', 'alice', 'mine'));
  peer.emit('message', { ...inRoom('lobby', 'alice', 'mine from elsewhere'), isHistory: true });
  t.deepEqual(await end(), ['bob: hi⏎* alice left', '#lobby bob: [31mred', '#lobby alice: mine from elsewhere']);
});

test('script: every other event → one line that begins with *', async (t) => {
  const { peer, end } = script(t);
  const room = { room: 'lobby', roomId: '00000000000000bb', host: 'bob', members: [] };
  peer.emit('registered', { name: 'alice' });
  peer.emit('registry-trusted', { address: '127.0.0.1:7070', fingerprint: 'f', link: 'l' });
  peer.emit('chat-request', { from: 'bob' });
  peer.emit('chat-open', { peer: 'bob' });
  peer.emit('chat-refused', { peer: 'bob', reason: 'no-answer' });
  peer.emit('chat-refused', { peer: 'bob', reason: 'rejected' });
  peer.emit('user-online', { name: 'bob', rooms: ['lobby'] });
  peer.emit('user-offline', { name: 'bob', rooms: ['lobby'] });
  peer.emit('room-open', room);
  peer.emit('room-open', room);
  peer.emit('room-join', { room: 'lobby', name: 'bob' });
  peer.emit('room-leave', { room: 'lobby', name: 'bob' });
  peer.emit('room-host', { room: 'lobby', name: 'ALICE' });
  peer.emit('key-changed', { name: 'bob', remembered: 'a', shown: 'b' });
  peer.emit('warning', { reason: 'storage', message: 'The disk is full.' });
  t.deepEqual(await end(), [
    '* alice is registered.',
    '* First time at the registry 127.0.0.1:7070: its fingerprint f is trusted from now on.',
    '* bob wants to chat with you: /accept bob or /reject bob',
    '* The chat with bob is open. /chat bob talks there.',
    '* bob has not answered yet; a later yes still opens the chat.',
    '* bob does not want to chat.',
    '* bob is online.',
    '* bob is not online any more.',
    '* You are in #lobby. /join lobby talks there.',
    '* bob joined #lobby.',
    '* bob left #lobby.',
    '* You are the host of #lobby now.',
    '* bob has a new key: another device or a new installation, or somebody who only says to be bob. Until you decide, nothing is sent there or shown from there.',
    '* Ask bob by another way, by voice or in person, and compare the number of /verify bob. If all is well, /trust bob goes on.',
    '* The disk is full.',
  ]);
});

test('script: /accept before the request → later lines go on, accepted when it comes', async (t) => {
  const { peer, type, until } = script(t);
  type('/accept Bob', '/msg #lobby meanwhile');
  await until('* Bob has not asked yet');
  peer.requests = ['bob'];
  peer.emit('chat-request', { from: 'bob' });
  await until('accepted as you said');
  t.deepEqual(peer.calls, [
    ['sendRoom', 'lobby', 'meanwhile'],
    ['accept', 'bob'],
  ]);
});

test('script: /accept after the request → accepted, and text goes there if nowhere else', async (t) => {
  const { peer, type, end } = script(t);
  peer.requests = ['bob'];
  type('/accept', 'hello');
  await end();
  t.deepEqual(peer.calls, [
    ['accept', 'bob'],
    ['sendDirect', 'bob', 'hello'],
  ]);
});

test('script: /chat → waits for nobody', async (t) => {
  const { peer, type, end } = script(t);
  type('/chat bob', 'hello');
  t.deepEqual(await end(), ['* Asking bob to chat …']);
  t.deepEqual(peer.calls, [
    ['chat', 'bob'],
    ['sendDirect', 'bob', 'hello'],
  ]);
});

test('script: refusals and mistakes → told, the next line works', async (t) => {
  const { peer, type, end } = script(t);
  peer.failures.set('joinRoom', new ParleyError('rate-limited', 'Too many wrong passwords', 12.2));
  peer.failures.set('search', new Error('a bug'));
  type('text to nobody', '/jion lobby', '/xyzzy', '/join', '/join lobby', '/search bob', '/create lobby many', '/help jion', '/msg bob hi');
  t.deepEqual(await end(), [
    '* Nobody would read that: first /join a room or /chat with somebody. /help lists all commands.',
    '* There is no command /jion. Did you mean /join?',
    '* There is no command /xyzzy. /help lists all commands.',
    '* Usage: /join ROOM [PASSWORD]',
    '* Too many wrong passwords. Try again in 13 s.',
    '* This went wrong: a bug',
    '* many is no capacity; that is a number from 2 to 1000. The password comes after it.',
    '* There is no command /jion. Did you mean /join?',
  ]);
  t.deepEqual(peer.calls.at(-1), ['sendDirect', 'bob', 'hi']);
});

test('script: the registry away → told once, commands to it wait, messages do not', async (t) => {
  const { peer, session, type, end, until } = script(t);
  const offline = { state: 'offline', reason: 'unreachable', retryAt: session.now() } as const;
  peer.become(offline);
  peer.become({ ...offline, retryAt: session.now() + 60_000 });
  type('/msg bob hi', '/users');
  await until('Not connected');
  while (peer.calls.length === 0) await new Promise(setImmediate);
  // A look at who is online before now would have seen nobody.
  peer.known = [{ name: 'bob', rooms: ['lobby'], address: { host: '::1', port: 1 } }];
  peer.become({ state: 'online', since: 0 });
  const lines = await end();
  t.is(lines.filter((line) => line.includes('Not connected')).length, 1);
  t.deepEqual(lines.slice(1), ['* Connected to the registry again.', '* 1 other user is online:', '* bob (#lobby)']);
  t.deepEqual(peer.calls, [['sendDirect', 'bob', 'hi'], ['users']]);
});

test('script: delivery → only what waits, arrives after that, or is refused is told', async (t) => {
  const { peer, end } = script(t);
  const change = { messageId: 'id', conversation: { kind: 'direct', peer: 'bob' }, recipient: 'bob' } as const;
  peer.emit('delivery', { ...change, state: 'queued' });
  peer.emit('delivery', { ...change, state: 'delivered' });
  peer.emit('delivery', { ...change, state: 'queued', reason: 'user-offline' });
  peer.emit('delivery', { ...change, state: 'queued', reason: 'user-offline' });
  peer.emit('delivery', { ...change, state: 'delivered' });
  peer.emit('delivery', { ...change, state: 'refused', reason: 'too-large' });
  t.deepEqual(await end(), [
    '* Your messages for bob are kept and sent as soon as that can be. That user is not online. What you send is kept until then.',
    '* bob has your messages now.',
    '* bob did not get your message. A message is at most 32,768 bytes long. Split it.',
  ]);
});

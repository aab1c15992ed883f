// What may not be read in a recording: whatever people say or keep secret, as it is or in any of the forms that it takes.
import { createHash } from 'node:crypto';
import test from 'ava';
import { createActor, createMachine } from 'xstate';
import { frame } from '../../src/protocol/frame.js';
import { Recorder } from '../../src/recording/recorder.js';
import { recordingText } from '../../src/recording/writing.js';
import { wirePassword } from '../../src/security/passwords.js';
import { names, passwordOf, recordedNet, said } from './recorded-net.js';

/** A text as it is, in hex and base64, and its hash in both. */
function forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const hash = createHash('sha256').update(bytes).digest();
  return [bytes, hash]
    .flatMap((each) => [each.toString('hex'), each.toString('base64url'), each.toString('base64').replace(/=+$/, '')])
    .concat(text);
}

test('redaction: chats, a room and logins → nothing said, no password, no hash, no token, no key, no Mac, no signature', async (t) => {
  const { header, entries } = await recordedNet();
  const text = recordingText(header, entries);
  const hashes = [...names.map((name) => wirePassword(name, passwordOf(name))), wirePassword('den', said.roomPassword)];
  const secrets = [...Object.values(said), ...names.map(passwordOf), ...hashes];
  t.deepEqual(
    secrets.flatMap(forms).filter((form) => text.includes(form)),
    [],
  );
  for (const mark of ['BEGIN CERTIFICATE', 'BEGIN PRIVATE', 'MIG']) t.false(text.includes(mark), mark);
  // Tokens, Macs and keys are 32 bytes or more, certificates longer: only fingerprints of public keys are as long as that.
  const long = [...new Set([...text.matchAll(/"([A-Za-z0-9_-]{40,})"/g)].map(([, word = '']) => word))];
  t.deepEqual(long, []);
  t.true(
    text.includes('‹text 1›') &&
      text.includes('‹description 1, 23 bytes›') &&
      text.includes('‹hash 1, 64 bytes›') &&
      text.includes('‹mac 1, 43 bytes›'),
  );
  t.true(text.includes('"name":"Alice"') && text.includes('"room":"den"'));
});

test('redaction: texts that are shown → what people say, and no secret', async (t) => {
  const { header, entries } = await recordedNet({ texts: 'shown' });
  const text = recordingText(header, entries);
  for (const each of [said.direct, said.broadcast, said.description]) t.true(text.includes(each), each);
  const hashes = [...names.map((name) => wirePassword(name, passwordOf(name))), wirePassword('den', said.roomPassword)];
  t.deepEqual(
    [said.roomPassword, ...names.map(passwordOf), ...hashes].flatMap(forms).filter((form) => text.includes(form)),
    [],
  );
});

const anything = createMachine({ id: 'anything' });

/** What is recorded of one event. */
function eventOf(event: { readonly type: string }, texts: 'hidden' | 'shown' = 'hidden'): unknown {
  const recorder = new Recorder({ program: '0.1.0', texts });
  const actor = createActor(anything, { id: 'anything', inspect: recorder.inspect }).start();
  actor.send(event);
  actor.stop();
  const recorded = recorder.entries.find((entry) => entry.type === 'event' && entry.event.type === event.type);
  return recorded?.type === 'event' ? recorded.event : undefined;
}

const event = (contents: object) => eventOf({ type: 'x', ...contents });

test('redaction: a key that nobody has thought about → hidden', (t) => {
  t.deepEqual(event({ novelty: 'who knows' }), { type: 'x', novelty: '‹word 1, 9 bytes›' });
});

test('redaction: the same secret again, and another → the same placeholder, and another', (t) => {
  const recorded = event({ hashedPassword: 'aaaa', secrets: { hashedPassword: 'aaaa' }, roomPassword: 'bbb' });
  t.deepEqual(recorded, {
    type: 'x',
    hashedPassword: '‹hash 1, 4 bytes›',
    secrets: { hashedPassword: '‹hash 1, 4 bytes›' },
    roomPassword: '‹hash 2, 3 bytes›',
  });
});

test('redaction: below `secrets` → hidden whatever it is called, numbers too', (t) => {
  t.deepEqual(event({ secrets: { name: 'Al', pin: 1234, deep: [{ reason: 'because' }], isSet: true } }), {
    type: 'x',
    secrets: { name: '‹secret 1, 2 bytes›', pin: '‹secret 2›', deep: [{ reason: '‹secret 3, 7 bytes›' }], isSet: true },
  });
});

test('redaction: a frame → its fields and headers by the table of messages', (t) => {
  const login = frame('LOGIN', ['Alice', 'f00d'], { 'request-id': '1', 'peer-port': '7', resume: 'tok' }, 'PEM');
  t.deepEqual(event({ frame: login }), {
    type: 'x',
    frame: {
      verb: 'LOGIN',
      fields: ['Alice', '‹hash 1, 4 bytes›'],
      headers: { 'request-id': '1', 'peer-port': '7', resume: '‹token 1, 3 bytes›' },
      payload: { $bytes: '‹certificate 1, 3 bytes›' },
    },
  });
});

test('redaction: a frame with more fields than it may have, and of a strange verb → all of it hidden, with its size on the wire', (t) => {
  t.deepEqual(event({ frame: frame('LOGOUT', ['o<ps']) }), {
    type: 'x',
    frame: { verb: 'LOGOUT', fields: ['‹word 1, 6 bytes›'], headers: {}, payload: { $bytes: '' } },
  });
  t.deepEqual(event({ frame: frame('STRANGE', ['oops'], { name: 'ouch' }, 'bytes') }), {
    type: 'x',
    frame: {
      verb: 'STRANGE',
      fields: ['‹word 1, 4 bytes›'],
      headers: { name: '‹word 2, 4 bytes›' },
      payload: { $bytes: '‹payload 1, 5 bytes›' },
    },
  });
});

test('redaction: the text of a message, as bytes and as text → the same placeholder, and not its length', (t) => {
  const message = { verb: 'DIRECT_MESSAGE', message: { sender: 'Alice', payload: Buffer.from('hi') }, text: 'hi' };
  t.deepEqual(event(message), {
    type: 'x',
    verb: 'DIRECT_MESSAGE',
    message: { sender: 'Alice', payload: { $bytes: '‹text 1›' } },
    text: '‹text 1›',
  });
  t.deepEqual(eventOf({ type: 'x', ...message } as never, 'shown'), {
    type: 'x',
    verb: 'DIRECT_MESSAGE',
    message: { sender: 'Alice', payload: { $utf8: 'hi' } },
    text: 'hi',
  });
});

for (const sentence of [
  "ENOENT: no such file or directory, open '/home/al/my plans/peer.sqlite'",
  'cannot read /home/al/peer.sqlite: no rights',
  'cannot read C:\\Users\\al\\peer.sqlite.',
  'see file:///home/al/x',
  'in ~/al/parley',
  'the share \\\\host\\al\\x is gone',
]) {
  test(`redaction: ${sentence} → no path`, (t) => {
    const { detail } = event({ detail: sentence }) as { detail: string };
    t.false(/\bal\b|peer\.sqlite|plans/.test(detail), detail);
    t.true(detail.includes('‹path›'));
  });
}

test('redaction: a sentence without a path → as it is', (t) => {
  t.deepEqual(event({ detail: 'no answer to HELLO_P2P and/or LOGIN <404>' }), {
    type: 'x',
    detail: 'no answer to HELLO_P2P and/or LOGIN <404>',
  });
});

test('redaction: an error → its kind and its sentence without paths', (t) => {
  const error = Object.assign(new Error("EACCES: '/home/al/x'"), { code: 'EACCES', path: '/home/al/x', reason: 'storage' });
  t.deepEqual(event({ error }), {
    type: 'x',
    error: {
      $error: { code: '‹word 1, 6 bytes›', path: '‹word 2, 10 bytes›', reason: 'storage', name: 'Error', message: "EACCES: '‹path›'" },
    },
  });
});

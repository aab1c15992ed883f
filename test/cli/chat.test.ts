// The chat command around a script, with a fake peer: logging in, ending, exit codes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import type { Api } from '../../src/cli/api.js';
import { chat } from '../../src/cli/chat.js';
import type { ChatCommandOptions } from '../../src/cli/chat-options.js';
import { UsageError } from '../../src/cli/io.js';
import { ParleyError, type PeerOptions } from '../../src/index.js';
import { temporaryDirectory } from './directories.js';
import { direct, FakePeer } from './fake-peer.js';

const link = 'localhost:7070';
const env = { PARLEY_PASSWORD: 'secret' };

/** A chat with a script as its input, of a fake peer. */
function scripted(t: ExecutionContext, options: Partial<ChatCommandOptions> = {}, environment: Record<string, string> = env) {
  const peer = new FakePeer('alice');
  const made: PeerOptions[] = [];
  const api: Api = {
    createPeer: (given) => {
      made.push(given);
      return peer;
    },
    createRegistry: () => Promise.reject(new Error('not wanted here')),
    knownRegistries: () => Promise.resolve([]),
    forgetRegistry: () => Promise.resolve(false),
  };
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let signal = () => {};
  const onSignal = (listener: () => void) => {
    signal = listener;
    return () => {};
  };
  const data = temporaryDirectory(t);
  const exitCode = chat({ link, user: 'alice', data, ...options }, { input, output, errors, env: environment, onSignal }, api);
  return {
    peer,
    made,
    input,
    exitCode,
    data,
    signal: () => signal(),
    shown: () => String(output.read() ?? ''),
    complaints: () => String(errors.read() ?? ''),
  };
}

test('chat: a script → logs in, performs, delivers, closes, exit 0', async (t) => {
  const { peer, made, input, exitCode, data, shown } = scripted(t, {
    register: true,
    publicHost: '192.0.2.1',
    publicPort: 7171,
    listen: { host: '::', port: 0 },
  });
  input.end('/msg bob hi\n');
  t.is(await exitCode, 0);
  t.deepEqual(made, [
    {
      registry: link,
      name: 'alice',
      password: 'secret',
      register: 'if-free',
      dataDirectory: data,
      publicHost: '192.0.2.1',
      publicPort: 7171,
      listen: { host: '::', port: 0 },
    },
  ]);
  t.deepEqual(peer.calls, [['start'], ['sendDirect', 'bob', 'hi'], ['flush', 10_000], ['close']]);
  t.is(shown(), '* You are online as alice at parley://127.0.0.1:7070\n');
});

test('chat: what could not be delivered → told, exit 0', async (t) => {
  const { peer, input, exitCode, shown } = scripted(t);
  peer.owed = [{ recipient: 'bob', count: 2 }];
  input.end();
  t.is(await exitCode, 0);
  t.true(shown().endsWith('* Not delivered yet, kept, and sent when you are here again: bob (2).\n'));
});

test('chat: a wrong password → told, nothing performed, exit 1', async (t) => {
  const { peer, input, exitCode, shown, complaints } = scripted(t);
  peer.failures.set('start', new ParleyError('wrong-credentials', 'The name or the password is wrong.'));
  input.end('/msg bob hi\n');
  t.is(await exitCode, 1);
  t.is(shown(), '');
  t.is(complaints(), 'parley: The name or the password is wrong.\n');
  t.deepEqual(peer.calls, [['start'], ['close']]);
});

test('chat: logged out from elsewhere → told, exit 1', async (t) => {
  const { peer, exitCode, shown } = scripted(t);
  peer.on('state', ({ state }) => {
    if (state === 'online') setImmediate(() => peer.become({ state: 'signed-out', reason: 'replaced' }));
  });
  t.is(await exitCode, 1);
  t.true(shown().endsWith('* Logged out. You logged in from somewhere else, so this session is over.\n'));
});

test('chat: /logout → logged out at once, exit 0', async (t) => {
  const { peer, input, exitCode, shown } = scripted(t);
  input.write('/logout\n/msg bob hi\n');
  t.is(await exitCode, 0);
  t.deepEqual(peer.calls, [['start'], ['logout'], ['close']]);
  t.true(shown().endsWith('* You are logged out.\n'));
});

test('chat: a signal → closed in order, exit 0', async (t) => {
  const { peer, exitCode, signal } = scripted(t);
  peer.on('state', () => setImmediate(signal));
  t.is(await exitCode, 0);
  t.deepEqual(peer.calls, [['start'], ['close']]);
});

test('chat: a signal while the registry is dialled → closed, exit 0', async (t) => {
  const { peer, exitCode, signal } = scripted(t);
  peer.start = () => {
    setImmediate(signal);
    return new Promise(() => {});
  };
  t.is(await exitCode, 0);
  t.deepEqual(peer.calls, [['close']]);
});

test('chat: what arrives while it ends → still shown', async (t) => {
  const { peer, input, exitCode, shown } = scripted(t);
  peer.flush = async () => {
    peer.emit('message', direct('bob', 'just in time'));
    return true;
  };
  input.end();
  await exitCode;
  t.true(shown().endsWith('bob: just in time\n'));
});

test('chat: a password file → its first line', async (t) => {
  const file = join(temporaryDirectory(t), 'password');
  writeFileSync(file, 'from file\r\nnot this\r\n');
  const { made, input, exitCode } = scripted(t, { passwordFile: file });
  input.end();
  await exitCode;
  t.is(made[0]?.password, 'from file');
});

test('chat: a registry with another key → told what forgets the old one, exit 1', async (t) => {
  const { peer, exitCode, complaints } = scripted(t);
  peer.failures.set('start', new ParleyError('registry-changed', 'Another key. Forget the old one first.'));
  t.is(await exitCode, 1);
  t.is(complaints(), 'parley: Another key. Forget the old one first. That is done by: parley forget localhost:7070\n');
});

const refused = test.macro({
  async exec(t, options: Partial<ChatCommandOptions>, environment: Record<string, string>) {
    const { exitCode, made } = scripted(t, options, environment);
    await t.throwsAsync(exitCode, { instanceOf: UsageError });
    t.deepEqual(made, []);
  },
  title: (what) => `chat: ${what} → wrong usage`,
});

test('no password', refused, {}, {});
test('an empty password', refused, {}, { PARLEY_PASSWORD: '' });
test('a name that is none', refused, { user: '#a' }, env);
test('a link that is none', refused, { link: 'parley:///' }, env);

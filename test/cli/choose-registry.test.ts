// Which registry a chat goes to.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { chooseRegistry } from '../../src/cli/choose-registry.js';
import { type Io, UsageError } from '../../src/cli/io.js';
import type { Library } from '../../src/cli/library.js';
import type { Questions } from '../../src/cli/prompts.js';
import { temporaryDirectory } from './directories.js';

const fingerprint = 'A'.repeat(43);
const ownFingerprint = 'B'.repeat(43);

function place(t: ExecutionContext, env: Record<string, string> = {}, answer = 0) {
  const io: Io = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough(), env, onSignal: () => () => {} };
  const library: Library = {
    createPeer: () => t.fail(),
    createRegistry: () => Promise.reject(new Error('not wanted here')),
    knownRegistries: async () => [
      { address: 'chat.example:7070', fingerprint },
      { address: '127.0.0.1:4000', fingerprint: ownFingerprint },
      { address: '[2001:db8::1]:7070', fingerprint },
    ],
    forgetRegistry: () => Promise.resolve(false),
  };
  const offered: (readonly string[])[] = [];
  const questions: Questions = {
    ask: () => Promise.reject(new Error('not wanted here')),
    confirm: () => Promise.reject(new Error('not wanted here')),
    askHidden: () => Promise.reject(new Error('not wanted here')),
    choose: async (_query, choices) => {
      offered.push(choices);
      return answer;
    },
  };
  const data = temporaryDirectory(t);
  // The registry of this machine, which ran here before.
  mkdirSync(join(data, 'local-registry'));
  const state = { link: `parley://127.0.0.1:4000#${ownFingerprint}`, host: '127.0.0.1', port: 4000, pid: 0 };
  writeFileSync(join(data, 'local-registry', 'running.json'), JSON.stringify(state));
  return { io, library, questions, offered, data };
}

test('choose registry: a link → that one', async (t) => {
  const { io, library, questions, data } = place(t, { PARLEY_REGISTRY: 'other.example:1' });
  const link = `parley://Chat.example:7070#${fingerprint}`;
  t.deepEqual(await chooseRegistry({ link, data }, io, library, questions), { link, address: 'chat.example:7070' });
});

test('choose registry: PARLEY_REGISTRY → that one', async (t) => {
  const { io, library, data } = place(t, { PARLEY_REGISTRY: 'other.example:1' });
  t.deepEqual(await chooseRegistry({ data }, io, library, undefined), { link: 'other.example:1', address: 'other.example:1' });
});

test('choose registry: some were met → asked, without the one of this machine twice', async (t) => {
  const { io, library, questions, offered, data } = place(t, {}, 1);
  const link = `parley://[2001:db8::1]:7070#${fingerprint}`;
  t.deepEqual(await chooseRegistry({ data }, io, library, questions), { link, address: '[2001:db8::1]:7070' });
  t.deepEqual(offered, [[`parley://chat.example:7070#${fingerprint}`, link, 'the one of this machine']]);
});

for (const link of ['regsitry', '', 'parley://', 'http://chat.example', 'chat.example:99999']) {
  test(`choose registry: ${JSON.stringify(link)} → wrong usage`, async (t) => {
    const { io, library, questions, data } = place(t);
    await t.throwsAsync(chooseRegistry({ link, data }, io, library, questions), { instanceOf: UsageError });
  });
}

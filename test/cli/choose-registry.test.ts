// Which registry a chat goes to.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import type { Api } from '../../src/cli/api.js';
import { type ChosenRegistry, chooseRegistry, type RegistryChoice } from '../../src/cli/choose-registry.js';
import { type Io, UsageError } from '../../src/cli/io.js';
import type { Questions } from '../../src/cli/prompts.js';
import { temporaryDirectory } from './directories.js';

const fingerprint = 'A'.repeat(43);
const ownFingerprint = 'B'.repeat(43);

function place(t: ExecutionContext, env: Record<string, string> = {}, answer = 0, typed: string[] = []) {
  const output = new PassThrough();
  const io: Io = { input: new PassThrough(), output, errors: new PassThrough(), env, onSignal: () => () => {} };
  const api: Api = {
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
    ask: async () => typed.shift() ?? t.fail(),
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
  const shown = () => String(output.read() ?? '');
  return { io, api, questions, offered, data, shown };
}

/** One that need not be started: what is expected is what it is. */
async function certain(choosing: Promise<RegistryChoice>): Promise<ChosenRegistry | undefined> {
  const { expected, settle } = await choosing;
  return (await settle()) === expected ? expected : undefined;
}

test('choose registry: a link → that one', async (t) => {
  const { io, api, questions, data } = place(t, { PARLEY_REGISTRY: 'other.example:1' });
  const link = `parley://Chat.example:7070#${fingerprint}`;
  t.deepEqual(await certain(chooseRegistry({ link, data }, io, api, questions)), { link, address: 'chat.example:7070' });
});

test('choose registry: PARLEY_REGISTRY → that one', async (t) => {
  const { io, api, data } = place(t, { PARLEY_REGISTRY: 'other.example:1' });
  t.deepEqual(await certain(chooseRegistry({ data }, io, api, undefined)), { link: 'other.example:1', address: 'other.example:1' });
});

test('choose registry: some were met → asked, without the one of this machine twice', async (t) => {
  const { io, api, questions, offered, data } = place(t, {}, 1);
  const link = `parley://[2001:db8::1]:7070#${fingerprint}`;
  t.deepEqual(await certain(chooseRegistry({ data }, io, api, questions)), { link, address: '[2001:db8::1]:7070' });
  t.deepEqual(offered, [[`parley://chat.example:7070#${fingerprint}`, link, 'the one of this machine']]);
});

for (const link of ['regsitry', '', 'parley://', 'http://chat.example', 'chat.example:99999']) {
  test(`choose registry: ${JSON.stringify(link)} → wrong usage`, async (t) => {
    const { io, api, questions, data } = place(t);
    await t.throwsAsync(chooseRegistry({ link, data }, io, api, questions), { instanceOf: UsageError });
  });
}

test('choose registry: the first run, and a link → told in three lines what it is, a wrong link asked again', async (t) => {
  const link = `parley://chat.example:7070#${fingerprint}`;
  const { io, api, questions, offered, data, shown } = place(t, {}, 1, ['chat', link]);
  rmSync(join(data, 'local-registry'), { recursive: true });
  const nobodyMet = { ...api, knownRegistries: () => Promise.resolve([]) };
  const choice = await chooseRegistry({ data }, io, nobodyMet, questions);
  t.true(choice.isFirstRun);
  t.deepEqual(choice.expected, { link, address: 'chat.example:7070' });
  t.deepEqual(offered, [['the one of this machine', 'another one, whose link somebody gave you']]);
  const [, second, third, wrong, ...rest] = shown().split('\n');
  t.regex(`${second} ${third}`, /People meet at the same one.*to use it: parley LINK/);
  t.deepEqual([wrong, rest], ['That is no link. It looks like parley://HOST:PORT#FINGERPRINT, or HOST:PORT.', ['']]);
});

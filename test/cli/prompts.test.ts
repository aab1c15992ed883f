// Questions before the chat: the password without echo, and who is asked what.
import { PassThrough } from 'node:stream';
import test from 'ava';
import { askCredentials } from '../../src/cli/credentials.js';
import { UsageError } from '../../src/cli/io.js';
import { Cancelled, type Questions, terminalQuestions } from '../../src/cli/prompts.js';

/** Asks for hidden lines, with these keys typed. */
async function hidden(queries: readonly string[], keys: string) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answers = terminalQuestions(input, output).askHidden(queries);
  input.write(keys);
  return { answers: await answers, shown: String(output.read() ?? '') };
}

test('prompts: a password → read, never shown', async (t) => {
  t.deepEqual(await hidden(['Password: '], 'sécret\r'), { answers: ['sécret'], shown: 'Password: \n' });
});

test('prompts: Backspace and Ctrl-U in a password → they work', async (t) => {
  t.deepEqual((await hidden(['Password: '], 'wrong\u0015secrex\u007ft\r')).answers, ['secret']);
});

test('prompts: two passwords typed ahead → both read', async (t) => {
  t.deepEqual(await hidden(['New: ', 'Again: '], 'one\rtwo\r'), { answers: ['one', 'two'], shown: 'New: \nAgain: \n' });
});

for (const [name, key] of [
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
] as const) {
  test(`prompts: ${name} instead of a password → cancelled`, async (t) => {
    await t.throwsAsync(hidden(['Password: '], key), { instanceOf: Cancelled });
  });
}

/** Answers questions from lists, and notes them. */
function answers({ lines = [], yes = false, passwords = [] }: { lines?: string[]; yes?: boolean; passwords?: string[][] }) {
  const asked: string[] = [];
  const questions: Questions = {
    ask: async (query, standard) => {
      asked.push(standard === undefined ? query : `${query} [${standard}]`);
      return lines.shift() ?? standard ?? '';
    },
    confirm: async (query) => {
      asked.push(query);
      return yes;
    },
    choose: async () => 0,
    askHidden: async (queries) => {
      asked.push(...queries);
      return passwords.shift() ?? [];
    },
  };
  return { asked, questions };
}

const nothing = { name: undefined, password: undefined, register: false };

test('credentials: a new name → one yes, the password twice', async (t) => {
  const { asked, questions } = answers({ lines: ['alice'], yes: true, passwords: [['x', 'x']] });
  t.deepEqual(await askCredentials(nothing, [], questions, t.log), { name: 'alice', password: 'x', register: true });
  t.deepEqual(asked, ['Your name', 'Is alice new here, and to be registered?', 'New password for alice: ', 'The same again: ']);
});

test('credentials: a name used here before → not asked whether it is new', async (t) => {
  const { asked, questions } = answers({ passwords: [['x']] });
  t.deepEqual(await askCredentials(nothing, ['Alice'], questions, t.log), { name: 'Alice', password: 'x', register: false });
  t.deepEqual(asked, ['Your name [Alice]', 'Password of Alice: ']);
});

test('credentials: different passwords → told and asked again', async (t) => {
  const { questions } = answers({
    yes: true,
    passwords: [
      ['x', 'y'],
      ['', ''],
      ['z', 'z'],
    ],
  });
  const told: string[] = [];
  const { password } = await askCredentials({ ...nothing, name: 'alice' }, [], questions, (sentence) => told.push(sentence));
  t.is(password, 'z');
  t.deepEqual(told, ['These were not the same.', 'The password is empty.']);
});

test('credentials: everything given → nothing asked but whether it is new', async (t) => {
  const { asked, questions } = answers({});
  const given = { name: 'alice', password: 'x', register: true };
  t.deepEqual(await askCredentials(given, [], questions, t.log), { name: 'alice', password: 'x', register: 'if-free' });
  t.deepEqual(asked, []);
});

test('credentials: no name in three tries → given up', async (t) => {
  const { asked, questions } = answers({ lines: ['', 'a b', '#'] });
  await t.throwsAsync(
    askCredentials(nothing, [], questions, () => {}),
    { instanceOf: UsageError },
  );
  t.is(asked.length, 3);
});

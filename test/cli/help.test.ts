// Help and complaints in the reader's language: every command, argument and flag has its text in the catalogue.
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { programOutline } from '../../scripts/pages/outline.js';
import { run } from '../../src/cli/program.js';
import { en } from '../../src/cli/texts/en.js';
import { registrySettings } from '../../src/index.js';

async function said(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const exitCode = await run(args, { input: new PassThrough(), output, errors, env, onSignal: () => () => {} });
  output.end();
  errors.end();
  return { exitCode, output: await text(output), errors: await text(errors) };
}

test('help: every command, argument and flag → a text of the catalogue', async (t) => {
  const { commands, flags } = await programOutline();
  const texts = new Set<unknown>(Object.values(en));
  const bare = (what: string) => what.replace(/ \(standard [^()]*\)$/, '');
  const missing = [...commands, { name: '', what: '', arguments: [], flags }].flatMap((command) => [
    ...(command.what === '' || texts.has(command.what) ? [] : [command.name]),
    ...command.arguments.flatMap(({ name, what }) => (what === '' || texts.has(what) ? [] : [`${command.name} ${name}`])),
    ...command.flags.flatMap(({ long, what }) =>
      texts.has(what) || texts.has(bare(what)) || long.startsWith('--no-') ? [] : [`${command.name} ${long}`],
    ),
  ]);
  t.deepEqual(missing, []);
  t.true(commands.every(({ what }) => what !== ''));
});

test("help: times and limits of a registry → as the protocol's table has them", (t) => {
  const wanted = Object.fromEntries(Object.entries(registrySettings).map(([name, { what }]) => [`limit.${name}`, what]));
  t.like(en, wanted);
});

test('help: in Arabic → titles, commands, flags', async (t) => {
  const { exitCode, output } = await said(['chat', '--help'], { LANG: 'ar_EG.UTF-8' });
  t.is(exitCode, 0);
  t.regex(output, /^الاستعمال: parley chat \[خيارات\] \[LINK\]$/m);
  t.regex(output, /--user <NAME> +من يسجل الدخول$/m);
  t.notRegex(output, /[a-z]{3,} [a-z]{3,} [a-z]{3,}/);
});

const complains = test.macro({
  async exec(t, args: readonly string[], english: string, arabic: string) {
    const told = await said(args);
    t.deepEqual([told.exitCode, told.output, told.errors], [2, '', `parley: ${english}\n(--help shows what can be given)\n`]);
    t.is((await said(args, { LANG: 'ar' })).errors.split('\n')[0], `parley: ${arabic}`);
  },
  title: (what) => `help: ${what} → said in the language`,
});

test(
  'a flag that there is not',
  complains,
  ['chat', '--usr', 'x'],
  'There is no option --usr. Did you mean --user?',
  'لا يوجد خيار \u2068--usr\u2069. هل قصدت \u2068--user\u2069؟',
);
test(
  'a value that cannot be',
  complains,
  ['chat', '--bell', 'loud'],
  '--bell cannot be loud. It can be: off, mentions, all.',
  '\u2068--bell\u2069 لا يقبل \u2068loud\u2069. يقبل: \u2068off, mentions, all\u2069.',
);
test(
  'no number',
  complains,
  ['send', 'bob', '--wait', 'x'],
  '--wait cannot be x. It is a number.',
  '\u2068--wait\u2069 لا يقبل \u2068x\u2069. هو عدد.',
);
test(
  'a flag without its value',
  complains,
  ['chat', '--user'],
  '--user <NAME> needs a value.',
  '\u2068--user <NAME>\u2069 يحتاج إلى قيمة.',
);
test(
  'a shell that there is not',
  complains,
  ['completion', 'tcsh'],
  'SHELL cannot be tcsh. It can be: bash, zsh, fish.',
  '\u2068SHELL\u2069 لا يقبل \u2068tcsh\u2069. يقبل: \u2068bash, zsh, fish\u2069.',
);
test('nothing where something is needed', complains, ['forget'], 'HOST:PORT is missing.', '\u2068HOST:PORT\u2069 ناقص.');
test(
  'out of its bounds',
  complains,
  ['registry', '--keep-alive-timeout', '0'],
  '--keep-alive-timeout cannot be 0. It is a whole number from 1 to 3600.',
  '\u2068--keep-alive-timeout\u2069 لا يقبل \u20680\u2069. هو عدد صحيح من \u20681\u2069 إلى \u20683600\u2069.',
);

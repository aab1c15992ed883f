// The settings file, its comments, flags over it, and `/set`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Command } from 'commander';
import { perform } from '../../../src/cli/commands/perform.js';
import { Session } from '../../../src/cli/session.js';
import { askScreenReader } from '../../../src/cli/settings/first-run.js';
import { addSettingFlags, applyFlags } from '../../../src/cli/settings/flags.js';
import { loadSettings, Settings } from '../../../src/cli/settings/settings.js';
import { newSettings, parseSettings } from '../../../src/cli/settings/settings-file.js';
import { settingNames } from '../../../src/cli/settings/table.js';
import { english } from '../../../src/cli/texts/texts.js';
import { temporaryDirectory } from '../directories.js';
import { FakePeer } from '../fake-peer.js';

async function settled(t: ExecutionContext, content?: string) {
  const file = join(temporaryDirectory(t), 'config', 'settings.conf');
  if (content !== undefined) {
    mkdirSync(join(file, '..'));
    writeFileSync(file, content);
  }
  return { file, settings: await loadSettings(file), stored: () => readFileSync(file, 'utf8') };
}

test('settings: no file → the standard values, and none is made', async (t) => {
  const { settings, stored } = await settled(t);
  t.deepEqual([settings.get('bell'), settings.get('raw'), settings.origin('bell')], ['mentions', false, 'standard']);
  t.throws(stored, { code: 'ENOENT' });
});

test('settings: a file → its values; comments, order and letters of keys do not matter, the last counts', async (t) => {
  const { settings } = await settled(t, '\ufeff# mine\r\n BELL=off\r\nraw = on\r\nbell = all\r\nlanguage = ar\r\n');
  t.deepEqual([settings.get('bell'), settings.get('raw'), settings.get('language')], ['all', true, 'ar']);
  t.is(settings.origin('bell'), 'file');
  t.deepEqual(settings.complaints, []);
});

test('settings: a file with lines that cannot be → left out and complained of, the rest counts', async (t) => {
  const { file, settings } = await settled(t, 'bell = loud\nwhat = 1\nnonsense\nraw = on\n');
  t.deepEqual([settings.get('bell'), settings.get('raw')], ['mentions', true]);
  t.deepEqual(settings.complaints, [
    { where: { file, line: 1, name: 'bell' }, values: 'off | mentions | all' },
    { where: { file, line: 2, name: 'what' }, values: undefined },
    { where: { file, line: 3, name: '' }, values: undefined },
  ]);
});

test('settings: the first change → a file with every setting explained, only this one set', async (t) => {
  const { file, settings, stored } = await settled(t);
  await settings.set('screen-reader', true);
  t.deepEqual(parseSettings(stored()), [
    { key: 'screen-reader', value: 'on', line: stored().split('\n').indexOf('screen-reader = on') + 1 },
  ]);
  for (const name of settingNames) t.regex(stored(), new RegExp(`^(# )?${name} = `, 'm'));
  t.true((await loadSettings(file)).get('screen-reader'));
});

test('settings: a change in a file of somebody → its own line, the rest as it was', async (t) => {
  const { settings, stored } = await settled(t, '# quiet at work\nbell = off\n\n# raw = off\nodd one');
  await settings.set('bell', 'all');
  await settings.set('raw', true);
  await settings.set('time', '12h');
  t.is(stored(), '# quiet at work\nbell = all\n\nraw = on\nodd one\ntime = 12h\n');
});

test('settings: a file of all settings uncommented → every line is good', async (t) => {
  const { settings } = await settled(t, newSettings().replace(/^# (?=[\w-]+ = )/gm, ''));
  t.deepEqual(settings.complaints, []);
  t.deepEqual(new Set(settingNames.map((name) => settings.origin(name))), new Set(['file']));
});

test('settings: flags → before the file, not stored, told to listeners', async (t) => {
  const { settings, stored } = await settled(t, 'bell = off\nlinks = on\n');
  const told: string[] = [];
  const stop = settings.onChange((name) => told.push(name));
  const command = new Command().exitOverride();
  addSettingFlags(command, english);
  command.parse(['--bell', 'all', '--no-links', '--screen-reader'], { from: 'user' });
  applyFlags(settings, command.opts());
  t.deepEqual([settings.get('bell'), settings.get('links'), settings.get('screen-reader')], ['all', false, true]);
  t.is(settings.origin('links'), 'flag');
  t.deepEqual(told, ['screen-reader', 'links', 'bell']);
  t.is(stored(), 'bell = off\nlinks = on\n');
  stop();
});

test('settings: /set of something set by a flag → the new value counts', async (t) => {
  const { settings } = await settled(t);
  settings.override('bell', 'off');
  await settings.set('bell', 'all');
  t.deepEqual([settings.get('bell'), settings.origin('bell')], ['all', 'file']);
});

async function said(t: ExecutionContext, line: string, settings = new Settings()): Promise<string[]> {
  const lines: string[] = [];
  const nothing = () => {};
  const view = { notice: (text: string) => lines.push(text), list: (more: readonly string[]) => lines.push(...more) };
  const session = new Session({
    peer: new FakePeer('alice'),
    view: { ...view, message: nothing, past: nothing, refresh: nothing, clear: nothing },
    isScript: false,
    settings,
  });
  t.teardown(() => session.end({ how: 'quit' }));
  await perform(session, line);
  return lines;
}

test('/set: nothing, a key, a value, and what is wrong → told', async (t) => {
  const settings = new Settings();
  settings.override('raw', true);
  const all = await said(t, '/set', settings);
  t.is(all[0], 'The settings of this chat:');
  t.is(all.length, settingNames.length + 1);
  t.true(all.includes('raw           = on (set by a flag)'));
  t.deepEqual(await said(t, '/set bell', settings), [
    'bell is mentions: at which messages the bell rings; mentions are also those to you alone. It can be: off | mentions | all',
  ]);
  t.deepEqual(await said(t, '/set BELL all', settings), ['bell is all from now on.']);
  t.is(settings.get('bell'), 'all');
  t.deepEqual(await said(t, '/set bell loud', settings), ['bell cannot be loud. It can be: off | mentions | all']);
  t.deepEqual(await said(t, '/set history', settings), ['There is no setting history. Did you mean typed-history?']);
  t.deepEqual(await said(t, '/set xyzzy on', settings), ['There is no setting xyzzy. /set lists all.']);
  t.deepEqual(await said(t, '/set language ar', settings), ['language is ar, from the next start on.']);
});

test('/set: the file cannot be written → it counts, and why not is told', async (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'file'), '');
  const settings = new Settings(join(directory, 'file', 'settings.conf'));
  // On a busy machine it is told before that that this takes a while.
  const sentence = (await said(t, '/set bell off', settings)).at(-1) ?? '';
  t.regex(sentence, /^That counts for now, but could not be stored: /);
  t.is(settings.get('bell'), 'off');
});

const asks = test.macro(async (t, isFirstRun: boolean, env: Record<string, string>, content: string | undefined, expected: string[]) => {
  const { settings } = await settled(t, content);
  const asked: string[] = [];
  const no = () => Promise.reject(new Error('not wanted here'));
  const confirm = async (query: string) => {
    asked.push(query.slice(0, 27));
    return true;
  };
  await askScreenReader(settings, { ask: no, askHidden: no, choose: no, confirm }, env, isFirstRun, english);
  t.deepEqual(asked, expected);
  t.is(settings.get('screen-reader'), expected.length > 0);
});

test('screen reader: the first run → asked, remembered', asks, true, {}, undefined, ['Do you use a screen reader?']);
test('screen reader: a later run → not asked', asks, false, {}, undefined, []);
test('screen reader: a desktop that reads aloud → asked', asks, false, { GNOME_ACCESSIBILITY: '1' }, undefined, [
  'Do you use a screen reader?',
]);
test('screen reader: said before → not asked again', asks, true, {}, 'screen-reader = off\n', []);

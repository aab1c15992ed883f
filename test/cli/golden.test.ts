// Screens as they are to look, in several sizes and with several sets of colours; each was looked at before it was kept. After a
// change that is meant, `UPDATE_GOLDEN=1 npm test` writes them anew: look at the difference.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { openScreen } from './screen.js';

const fixture = fileURLToPath(new URL('./golden-fixture.js', import.meta.url));
const directory = join('test', 'cli', 'golden');

const dark = { TERM: 'xterm-256color', COLORTERM: 'truecolor', COLORFGBG: '15;0', VTE_VERSION: '7200' };
const light = { TERM: 'xterm-256color', COLORFGBG: '0;15' };
const sixteen = { TERM: 'xterm' };
const colourless = { TERM: 'xterm-256color', NO_COLOR: '1' };
const dumb = { TERM: 'dumb' };
const spoken = { TERM: 'xterm-256color', SPOKEN: '1' };

interface Golden {
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly lines?: number;
  readonly typed?: string;
  /** How the last row begins when everything is there. */
  readonly end: RegExp;
  /** What the last row has when what was typed is done; otherwise that itself. */
  readonly after?: RegExp;
}

const shows = test.macro({
  async exec(t, scene: string, { env, columns = 80, lines = 24, typed = '', end, after }: Golden) {
    const screen = openScreen(t, [fixture, scene], { columns, lines, env: { TZ: 'UTC', ...env } });
    await screen.until((rows) => end.test(rows.at(-1) ?? ''));
    screen.type(typed);
    await screen.until((rows) => (after ? after.test(rows.at(-1) ?? '') : rows.slice(-2).join('').endsWith(typed)));
    const picture = `${screen.picture().join('\n')}\n`;
    const file = join(directory, `${t.title.replace(/^golden: /, '').replace(/[^\w]+/g, '-')}.txt`);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(file, picture);
    t.is(picture, readFileSync(file, 'utf8'));
  },
  title: (what) => `golden: ${what}`,
});

const inLobby = /^lobby|^#lobby/;
const typed = 'half a sentence';
test('talk, 80 by 24, dark', shows, 'talk', { env: dark, typed, end: inLobby });
test('talk, 40 by 15, dark', shows, 'talk', { env: dark, columns: 40, lines: 15, typed, end: inLobby });
test('talk, 120 by 40, dark', shows, 'talk', { env: dark, columns: 120, lines: 40, typed, end: inLobby });
test('talk, 80 by 24, light, 256 colours', shows, 'talk', { env: light, typed, end: inLobby });
test('talk, 40 by 15, light, 256 colours', shows, 'talk', { env: light, columns: 40, lines: 15, typed, end: inLobby });
test('talk, 80 by 24, 16 colours', shows, 'talk', { env: sixteen, typed, end: inLobby });
test('talk, 80 by 24, no colours', shows, 'talk', { env: colourless, typed, end: inLobby });
test('talk, 80 by 24, a dumb terminal', shows, 'talk', { env: dumb, end: inLobby });
test('talk, a screen reader', shows, 'talk', { env: spoken, end: /dave/ });
test('typing, a screen reader', shows, 'arrival', { env: spoken, typed: '/history\r', end: /says/, after: /waiting/ });
test('talk, in Arabic', shows, 'talk', { env: { ...colourless, LANG: 'ar_EG.UTF-8' }, columns: 40, lines: 15, end: inLobby });
test('world, 40 by 15, no colours', shows, 'world', { env: colourless, columns: 40, lines: 15, end: /^parley \[bob/ });
test('attack, 80 by 24, dark', shows, 'attack', { env: dark, typed, end: /^parley \[bob/ });
test('attack, a screen reader', shows, 'attack', { env: spoken, end: /history/ });

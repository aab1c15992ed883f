// When there are colours and clickable links, and whose colour is whose.
import test from 'ava';
import { type LookWishes, lookOf, styleFor } from '../../src/cli/ansi.js';
import { type Background, contrast, type Depth, inks, leastContrast, type Rgb } from '../../src/cli/screen/palette.js';

const terminal = { isTTY: true };

const looks = test.macro({
  exec(t, env: Record<string, string>, depth: Depth, links: boolean, output: { isTTY?: boolean } = terminal) {
    const look = lookOf(output, env);
    t.deepEqual({ depth: look.depth, links: look.links }, { depth, links });
  },
  title: (what) => `ansi: ${what}`,
});

test('a terminal → 16 colours', looks, { TERM: 'xterm' }, 4, false);
test('a terminal with 256 → 256', looks, { TERM: 'xterm-256color' }, 8, false);
test('COLORTERM → true colour', looks, { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 24, false);
test('COLORTERM of another kind → as TERM says', looks, { TERM: 'xterm', COLORTERM: 'yes' }, 4, false);
test('no terminal → nothing', looks, { TERM: 'xterm-kitty' }, 0, false, {});
test('NO_COLOR → no colours', looks, { TERM: 'xterm', NO_COLOR: '1' }, 0, false);
test('NO_COLOR empty → colours', looks, { TERM: 'xterm', NO_COLOR: '' }, 4, false);
test('NO_COLOR in a terminal with links → links', looks, { TERM: 'xterm-kitty', NO_COLOR: '1' }, 0, true);
test('FORCE_COLOR → that many, whatever else is said', looks, { TERM: 'dumb', NO_COLOR: '1', FORCE_COLOR: '2' }, 8, false, {});
test('FORCE_COLOR 3 → true colour', looks, { TERM: 'xterm', FORCE_COLOR: '3' }, 24, false);
test('FORCE_COLOR empty → what the terminal has', looks, { TERM: 'xterm-256color', FORCE_COLOR: '' }, 8, false, {});
test('FORCE_COLOR 0 → none', looks, { TERM: 'xterm-256color', FORCE_COLOR: '0' }, 0, false);
test('a dumb terminal → nothing', looks, { TERM: 'dumb', WT_SESSION: 'x' }, 0, false);
test('kitty → all', looks, { TERM: 'xterm-kitty' }, 24, true);
test('VTE of today → links', looks, { TERM: 'xterm-256color', VTE_VERSION: '7200' }, 8, true);
test('VTE of old → none', looks, { TERM: 'xterm-256color', VTE_VERSION: '4900' }, 8, false);
test('Windows Terminal → all', looks, { WT_SESSION: 'x' }, 24, true);
test('iTerm → all', looks, { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 24, true);
test('tmux 3.4 → links', looks, { TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4' }, 8, true);
const tmux = { TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a', KITTY_WINDOW_ID: '1' };
test('tmux 3.3 in kitty → no links', looks, tmux, 8, false);
test('screen in kitty → no links', looks, { TERM: 'screen', STY: '1.x', KITTY_WINDOW_ID: '1' }, 4, false);

const lies = test.macro({
  exec(t, colourFgBg: string, expected: Background, wishes: LookWishes = {}) {
    t.is(lookOf(terminal, { COLORFGBG: colourFgBg }, wishes).background, expected);
  },
  title: (what) => `ansi: background, ${what}`,
});

test('not said → unknown', lies, '', 'unknown');
test('white on black → dark', lies, '15;0', 'dark');
test('black on white → light', lies, '0;15', 'light');
test('with a word between → the last counts', lies, '0;default;7', 'light');
test('dark grey → dark', lies, '15;8', 'dark');
test('a setting → before the variable', lies, '15;0', 'light', { background: 'light' });

test('ansi: FORCE_COLOR 0 into a pipe → nothing at all', (t) => {
  t.is(styleFor(lookOf({}, { FORCE_COLOR: '0' })).bold('a'), 'a');
});

test('ansi: NO_COLOR → bold and underline stay, as they are no colours', (t) => {
  const style = styleFor(lookOf(terminal, { TERM: 'xterm', NO_COLOR: '1' }));
  t.is(style.bold('a'), '\u001b[1ma\u001b[22m');
  t.is(style.dim('a'), 'a');
});

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];
const on = { dark: [black], light: [white], unknown: [black, white] } as const;

for (const depth of [4, 8, 24] as const) {
  for (const background of ['dark', 'light', 'unknown'] as const) {
    test(`palette: ${2 ** depth} colours, background ${background} → every one can be read, several, all different`, (t) => {
      const all = inks(depth, background);
      t.true(all.length >= (depth === 4 ? 4 : 15), String(all.length));
      t.is(new Set(all.map(({ sgr }) => sgr)).size, all.length);
      for (const { sgr, rgb } of all) {
        for (const other of on[background]) t.true(contrast(rgb, other) >= leastContrast[depth][background], sgr);
      }
    });
  }
}

test('palette: contrast → as WCAG computes it', (t) => {
  t.is(contrast(black, white), 21);
  t.is(contrast(white, white), 1);
  t.is(contrast([119, 119, 119], white).toFixed(2), '4.48');
});

test('ansi: a person → the same colour in any case, others mostly another', (t) => {
  for (const depth of [4, 8, 24] as const) {
    const style = styleFor({ depth, background: 'unknown', attributes: true, links: false });
    t.is(style.person('Alice')('x'), style.person('aLICE')('x'));
    const colours = new Set(['alice', 'bob', 'carol', 'dave', 'eve', 'frank'].map((name) => style.person(name)('x')));
    t.true(colours.size >= 4);
  }
});

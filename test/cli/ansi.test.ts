// When there are colours and clickable links, and whose colour is whose.
import test from 'ava';
import { lookOf, styleFor } from '../../src/cli/ansi.js';

const terminal = { isTTY: true };

const looks = test.macro({
  exec(t, env: Record<string, string>, colours: boolean, links: boolean, output: { isTTY?: boolean } = terminal) {
    t.deepEqual(lookOf(output, env), { colours, links });
  },
  title: (what) => `ansi: ${what}`,
});

test('a terminal → colours', looks, { TERM: 'xterm-256color' }, true, false);
test('no terminal → nothing', looks, { TERM: 'xterm-kitty' }, false, false, {});
test('NO_COLOR → no colours', looks, { TERM: 'xterm', NO_COLOR: '1' }, false, false);
test('NO_COLOR empty → colours', looks, { TERM: 'xterm', NO_COLOR: '' }, true, false);
test('NO_COLOR in a terminal with links → links', looks, { TERM: 'xterm-kitty', NO_COLOR: '1' }, false, true);
test('a dumb terminal → nothing', looks, { TERM: 'dumb', WT_SESSION: 'x' }, false, false);
test('kitty → links', looks, { TERM: 'xterm-kitty' }, true, true);
test('VTE of today → links', looks, { TERM: 'xterm-256color', VTE_VERSION: '7200' }, true, true);
test('VTE of old → none', looks, { TERM: 'xterm-256color', VTE_VERSION: '4900' }, true, false);
test('Windows Terminal → links', looks, { WT_SESSION: 'x' }, true, true);
test('iTerm → links', looks, { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, true, true);
test('tmux 3.4 → links', looks, { TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4' }, true, true);
test(
  'tmux 3.3 in kitty → none',
  looks,
  { TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a', KITTY_WINDOW_ID: '1' },
  true,
  false,
);
test('screen in kitty → none', looks, { TERM: 'screen', STY: '1.x', KITTY_WINDOW_ID: '1' }, true, false);

test('ansi: a person → the same colour in any case, others mostly another', (t) => {
  const style = styleFor({ colours: true, links: false });
  t.is(style.person('Alice')('x'), style.person('aLICE')('x'));
  const colours = new Set(['alice', 'bob', 'carol', 'dave', 'eve', 'frank'].map((name) => style.person(name)('x')));
  t.true(colours.size >= 4);
});

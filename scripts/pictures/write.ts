// `npm run pictures`: plays real sessions and writes what the screens show into docs/pictures/, for the README.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../../src/index.js';
import { inspectorPicture } from './inspector.js';
import { Stage, type Window } from './stage.js';
import { dark, light, svgOf, type Theme } from './svg.js';

const directory = join(process.cwd(), 'docs', 'pictures');
const enter = '\r';

function keep(name: string, title: string, { terminal }: Window, theme: Theme): void {
  const { cols: columns, rows: lines } = terminal;
  writeFileSync(join(directory, `${name}.svg`), svgOf({ buffer: terminal.buffer.active, columns, lines, theme, title }));
  process.stdout.write(`docs/pictures/${name}.svg\n`);
}

/** What is said in the lobby, after the first words, which wait for it. */
async function talk(bob: Peer, carol: Peer, window: Window): Promise<void> {
  await bob.sendRoom('lobby', 'Morning! Did anybody look at *yesterday’s build*? https://ci.example.org/run/712');
  await window.shows('run/712');
  await carol.sendRoom('lobby', 'It was me: run `npm test` before you push.\n```\nnpm test\n  412 tests passed\n```\nThen it is _green_.');
  await window.shows('green');
  await bob.sendRoom('lobby', '> Then it is green.\nGood. alice, can you have a look as well? 你好，世界 👋 مرحبا بالعالم');
  await window.shows('مرحبا');
  await carol.sendRoom('lobby', '/me fetches coffee for everybody');
  await window.shows('coffee');
  await bob.sendDirect('alice', 'Lunch at one?');
  await window.shows('Lunch');
}

async function lobby(name: string, theme: Theme, env: Readonly<Record<string, string>>, columns: number, lines: number): Promise<void> {
  const stage = new Stage();
  try {
    await stage.open();
    const [bob, carol] = await Promise.all([stage.peer('bob'), stage.peer('carol')]);
    await bob.createRoom('lobby', { description: 'where everybody meets' });
    await carol.joinRoom('lobby');
    const window = stage.chat('alice', { columns, lines, env });
    await window.shows('online as alice');
    window.type(`/join lobby${enter}`);
    await window.shows('Also there');
    const asked = bob.chat('alice');
    await window.shows('wants to chat');
    window.type(`/accept bob${enter}`);
    await asked;
    await window.shows('chat with bob is open');
    await talk(bob, carol, window);
    window.type(`/me joins the coffee${enter}`);
    window.type('I am looking at it n');
    await window.shows('at it n');
    keep(name, 'parley chat', window, theme);
    window.type(`\u0015/clear${enter}/find build${enter}/history 4${enter}/rooms${enter}`);
    await window.shows('where everybody meets');
    if (theme === dark) keep('find', 'parley chat: /find, /history, /rooms', window, theme);
  } finally {
    await stage.close();
  }
}

interface Words {
  readonly bob: readonly string[];
  readonly carol: string;
  readonly typed: string;
  /** What is on the screen when the last of them is. */
  readonly end: string;
}

/** A few words in a room, in a window of another size or another language. */
async function words(
  name: string,
  title: string,
  env: Readonly<Record<string, string>>,
  size: [number, number],
  said: Words,
): Promise<void> {
  const stage = new Stage();
  try {
    await stage.open();
    const [bob, carol] = await Promise.all([stage.peer('bob'), stage.peer('carol')]);
    await bob.createRoom('lobby');
    await carol.joinRoom('lobby');
    const [columns, lines] = size;
    const window = stage.chat('alice', { columns, lines, env: { COLORTERM: 'truecolor', COLORFGBG: '15;0', ...env } });
    await window.shows('/help');
    window.type(`/clear${enter}/join lobby${enter}`);
    await window.shows('#lobby>');
    for (const text of said.bob) await bob.sendRoom('lobby', text);
    await carol.sendRoom('lobby', said.carol);
    await window.shows(said.end);
    window.type(`/who${enter}`);
    // The list's items are what begins with a dash.
    await window.shows('- bob');
    window.type(said.typed);
    await window.shows(said.typed.slice(-3));
    keep(name, title, window, dark);
  } finally {
    await stage.close();
  }
}

mkdirSync(directory, { recursive: true });
await words('narrow', 'parley chat, 40 columns', {}, [40, 22], {
  bob: [
    'Morning! The build is *green* again, see https://ci.example.org/run/712',
    'Long words-with-hyphens and 世界和平 wrap where they should 👋',
  ],
  carol: 'alice: lunch at `one`?',
  end: '`one`?',
  typed: 'yes, and I bring the cof',
});
await words('arabic', 'parley chat, LANG=ar', { LANG: 'ar_EG.UTF-8' }, [76, 18], {
  bob: ['صباح الخير! البناء *أخضر* من جديد: https://ci.example.org/run/712', 'النسخة 2.1 (beta) جاهزة، و`npm test` يمر.'],
  carol: 'alice: هل نلتقي الساعة 13:00؟',
  end: '13:00',
  typed: 'نعم، إلى اللقاء',
});
await lobby('chat', dark, { COLORTERM: 'truecolor', COLORFGBG: '15;0' }, 84, 23);
await lobby('chat-light', light, { COLORTERM: 'truecolor', COLORFGBG: '0;15' }, 84, 23);
await inspectorPicture(directory);
process.exit(0);

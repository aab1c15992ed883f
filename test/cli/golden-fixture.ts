// Run by the golden tests in a pseudo-terminal: a chat in which everything happens that is ever shown, at half past nine.
import { lookOf } from '../../src/cli/ansi.js';
import { perform } from '../../src/cli/commands/perform.js';
import { tellEvents } from '../../src/cli/events.js';
import { createScreen } from '../../src/cli/interactive.js';
import { Session } from '../../src/cli/session.js';
import { Settings } from '../../src/cli/settings/settings.js';
import { textsFor } from '../../src/cli/texts/texts.js';
import type { StoredMessage } from '../../src/index.js';
import { direct, FakePeer, inRoom, morning } from './fake-peer.js';

const peer = new FakePeer('alice');
peer.become({ state: 'online', since: 0 });
const settings = new Settings();
if (process.env['SPOKEN']) settings.override('screen-reader', true);
settings.override('notifications', 'off');
settings.override('presence', 'each');
const say = await textsFor(process.env);
const now = () => morning;
const screen = createScreen({
  input: process.stdin,
  output: process.stdout,
  look: lookOf(process.stdout, process.env),
  canRedraw: process.env['TERM'] !== 'dumb',
  settings,
  say,
  now,
});
const session = new Session({ peer, view: screen.view, isScript: false, settings, say, now });
tellEvents(session);
screen.open(session);

const past = (text: string, days: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  conversation: { kind: 'direct', peer: 'bob' },
  author: 'bob',
  messageId: text,
  stream: '00000000000000aa',
  seq: 1,
  sentAt: new Date(morning - days * 86_400_000).toISOString(),
  at: morning,
  text,
  deliveries: [],
  ...more,
});
peer.stored = [
  past('See you tomorrow.', 2),
  past('Did you get the plan?', 1, { author: undefined, deliveries: [{ recipient: 'bob', state: 'queued' }] }),
];

/** What happens, one after the other; which part is the test's choice. */
const scenes: Readonly<Record<string, () => void | Promise<void>>> = {
  talk: async () => {
    await perform(session, '/history');
    peer.emit('message', direct('bob', 'Good *morning*, did the _build_ go ~well~? See https://ci.example/run/7?view=all.'));
    peer.emit('message', inRoom('lobby', 'carol', 'hi Alice, could you look at this when you have the time for it, please?'));
    peer.emit('message', inRoom('lobby', 'dave', 'run `npm test` first:\n```\nnpm test -- --all\n  2 passed\n```\n> is it green?\nyes'));
    peer.emit('message', inRoom('lobby', 'carol', '/me waves'));
    peer.emit('message', inRoom('garden', 'erin', 'A word-that-is-long-and-has-hyphens and averyverylongwordwithoutanyhyphensatallinit'));
    session.talkTo({ kind: 'room', room: 'lobby' });
    peer.emit('user-offline', { name: 'dave', rooms: ['lobby'] });
  },
  arrival: () => {
    peer.emit('message', direct('bob', 'Are you there?'));
  },
  world: () => {
    peer.emit('message', direct('bob', '世界和平是所有人的愿望，我们一起努力吧。早上好！今天天气很好。'));
    peer.emit('message', direct('bob', 'السلام عليكم ورحمة الله وبركاته (abc) 123'));
    peer.emit('message', direct('bob', 'mixed: שלום and abc'));
    peer.emit('message', direct('bob', `zal${'\u0300'.repeat(40)}go and e\u0301te\u0301`));
    peer.emit('message', direct('bob', 'https://bank.example@evil.example/login'));
  },
  attack: async () => {
    peer.emit('message', direct('bob', '\u001b[2J\u001b[1;1HCSI \u009b31mC1'));
    peer.emit('message', direct('bob', '\u001b]0;OSC\u0007 \u009d2;C1\u009c \u001b]52;c;ZXZpbA==\u0007'));
    peer.emit('message', direct('bob', '\u001bP+q544e\u001b\\DCS \u0090q\u009c \u001b_APC\u001b\\ \u009fG\u009c'));
    peer.emit('message', direct('bob', 'lone \u001b and \u001bc reset \u001b(0 charset \u000e\u000f'));
    peer.emit('message', direct('bob', 'overwrite\r09:31 carol: I did it\b\b\b\b\u007f'));
    peer.emit('message', direct('bob', '\u202egnp.exe\u202c \u2067abc'));
    peer.emit('room-join', { room: 'lob\u001b[31mby', name: 'mal\u001b]0;x\u0007lory' });
    peer.emit('warning', { reason: 'storage', message: 'disk \u001b[2J\u009b2J full' });
    const details = {
      members: 2,
      capacity: 5,
      isLocked: false,
      description: 'topic \u001b[2J\u009b1A\r\u202eover\u001b]8;;http://x\u0007',
    };
    peer.listed = [{ room: 'hall', details }];
    await perform(session, '/rooms');
    peer.stored = [past('from\u001b[2J history\u009b2J', 0, { author: 'bo\u001bcb' })];
    await perform(session, '/history');
  },
};
await scenes[process.argv[2] ?? '']?.();
const { how } = await session.ended;
screen.close();
process.stdout.write(`ended by ${how}\n`, () => process.exit(0));

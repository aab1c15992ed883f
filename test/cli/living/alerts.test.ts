// Who is called when: for a direct message, a mention, a request; not when it is muted, read anyhow, or set otherwise.
import test from 'ava';
import { perform } from '../../../src/cli/commands/perform.js';
import { callInterval, looksFor, notificationSequence } from '../../../src/cli/living/alerts.js';
import { direct, inRoom } from '../fake-peer.js';
import { company } from './company.js';

test('alerts: a direct message, a mention, a request → bell and notification', (t) => {
  const { peer, told, turn } = company(t);
  peer.emit('message', direct('bob', 'hi'));
  turn(callInterval);
  peer.emit('message', inRoom('lobby', 'bob', '@Alice: look'));
  turn(callInterval);
  peer.emit('chat-request', { from: 'bob' });
  t.deepEqual(
    told().filter((line) => line.startsWith('!')),
    ['! bell bob writes to you', '! bell bob mentions you in #lobby', '! bell bob wants to chat with you'],
  );
});

test('alerts: text in a room, part of another word, history → none', (t) => {
  const { peer, told } = company(t);
  peer.emit('message', inRoom('lobby', 'bob', 'malice in wonderland'));
  peer.emit('message', { ...direct('bob', 'alice'), isHistory: true });
  t.deepEqual(told(), ['bob: malice in wonderland', 'bob: alice']);
});

test('alerts: many at once → one', (t) => {
  const { peer, told } = company(t);
  for (let count = 0; count < 5; count++) peer.emit('message', direct('bob', 'hi'));
  t.is(told().filter((line) => line.startsWith('!')).length, 1);
});

test('alerts: in the chat that one types in → none, until one may have gone', async (t) => {
  const { peer, session, told, turn } = company(t);
  session.talkTo({ kind: 'peer', name: 'bob' });
  await perform(session, 'hello');
  peer.emit('message', direct('bob', 'hi'));
  t.deepEqual(told(), ['bob: hi']);
  turn(looksFor);
  peer.emit('message', direct('bob', 'still there?'));
  t.deepEqual(told(), ['bob: still there?', '! bell bob writes to you']);
});

test('alerts: muted → none, and not counted', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/mute #lobby');
  await perform(session, '/mute bob');
  told();
  peer.emit('message', inRoom('Lobby', 'bob', 'alice!'));
  peer.emit('message', direct('bob', 'hi'));
  peer.emit('chat-request', { from: 'bob' });
  t.deepEqual(told(), ['bob: alice!', 'bob: hi', 'bob wants to chat with you: /accept bob or /reject bob']);
  t.is(session.unread.size, 0);
  await perform(session, '/unmute #lobby');
  peer.emit('message', inRoom('lobby', 'bob', 'alice!'));
  t.deepEqual(told(), ['#lobby is not muted any more.', 'bob: alice!', '! bell bob mentions you in #lobby']);
  t.is(session.unread.get('#lobby')?.count, 1);
});

test('alerts: away → none', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/away');
  told();
  peer.emit('message', direct('bob', 'hi'));
  t.deepEqual(told(), ['bob: hi']);
});

test('alerts: set → all, only one of both, none', async (t) => {
  const { peer, session, told, turn } = company(t);
  const alertOf = (text: string) => {
    turn(callInterval);
    peer.emit('message', inRoom('lobby', 'bob', text));
    return told().slice(1);
  };
  await session.settings.set('bell', 'off');
  t.deepEqual(alertOf('alice!'), ['! bob mentions you in #lobby']);
  await session.settings.set('notifications', 'all');
  t.deepEqual(alertOf('all!'), ['! bob writes in #lobby']);
  await session.settings.set('notifications', 'off');
  t.deepEqual(alertOf('alice!'), []);
});

const notifies = test.macro({
  exec(t, env: Record<string, string>, expected: string) {
    t.is(notificationSequence('bob; writes', env), expected);
  },
  title: (what) => `alerts: ${what}`,
});

test('iTerm2 → OSC 9', notifies, { TERM_PROGRAM: 'iTerm.app' }, '\u001b]9;parley: bob; writes\u0007');
test('kitty → OSC 9', notifies, { KITTY_WINDOW_ID: '1', TERM: 'xterm-kitty' }, '\u001b]9;parley: bob; writes\u0007');
test('foot → OSC 777', notifies, { TERM: 'foot' }, '\u001b]777;notify;parley;bob, writes\u0007');
test('a terminal that is not known → nothing', notifies, { TERM: 'xterm-256color' }, '');
test('a dumb one → nothing', notifies, { TERM: 'dumb', TERM_PROGRAM: 'iTerm.app' }, '');
const handed = (sequence: string) => `\u001bPtmux;\u001b${sequence}\u001b\\`;
test('tmux → OSC 9, handed through', notifies, { TMUX: '/tmp/x', TERM: 'tmux-256color' }, handed('\u001b]9;parley: bob; writes\u0007'));
test(
  'tmux in a terminal of VTE → OSC 777, handed through',
  notifies,
  { TMUX: '/tmp/x', TERM_PROGRAM: 'tmux', VTE_VERSION: '7000' },
  handed('\u001b]777;notify;parley;bob, writes\u0007'),
);
test('screen → OSC 9, handed through', notifies, { STY: '1.x', TERM: 'screen' }, '\u001bP\u001b]9;parley: bob; writes\u0007\u001b\\');

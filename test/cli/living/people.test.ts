// Whom one does not want to hear: ignored, blocked, muted; kept for the next time where this program keeps it.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { perform } from '../../../src/cli/commands/perform.js';
import type { Contact } from '../../../src/index.js';
import { direct, inRoom } from '../fake-peer.js';
import { company, profile } from './company.js';

const contact = (name: string, more: Partial<Contact> = {}): Contact => ({
  name,
  keyFingerprint: 'key',
  changedKey: undefined,
  isAccepted: true,
  hasAccepted: true,
  lastAddress: undefined,
  ...more,
});

test('people: ignored → neither shown nor counted, until not any more', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/ignore Bob');
  peer.emit('message', direct('bob', 'hi'));
  peer.emit('message', inRoom('lobby', 'BOB', 'hi all'));
  t.deepEqual(told(), ['What Bob says is not shown from now on. /unignore Bob ends that.']);
  t.is(session.unread.size, 0);
  await perform(session, '/ignore');
  await perform(session, '/unignore bob');
  await perform(session, '/unignore bob');
  peer.emit('message', inRoom('lobby', 'bob', 'hi all'));
  t.deepEqual(told(), [
    'What these say is not shown:',
    '- Bob',
    'What bob says is shown again.',
    'bob was not ignored, so there is nothing to change.',
    'bob: hi all',
  ]);
});

test('people: oneself → refused', async (t) => {
  const { session, told } = company(t);
  await perform(session, '/ignore Alice');
  t.deepEqual(told(), ['That is you, and you are always heard.']);
});

test('people: ignored and muted → kept for the next time, readable by the owner only', async (t) => {
  const profileDirectory = await profile(t);
  const first = company(t, { profileDirectory });
  await perform(first.session, '/ignore bob');
  await perform(first.session, '/mute #lobby');
  const file = join(profileDirectory, 'people.json');
  t.deepEqual(JSON.parse(await readFile(file, 'utf8')), { ignored: ['bob'], muted: ['#lobby'] });
  if (process.platform !== 'win32') t.is((await stat(file)).mode & 0o777, 0o600);
  const second = company(t, { profileDirectory });
  await second.session.people.loaded;
  t.deepEqual([second.session.people.ignored, second.session.people.muted], [['bob'], ['#lobby']]);
});

test('people: a place that cannot be written → holds for now, and told', async (t) => {
  const { session, told } = company(t, { profileDirectory: join(await profile(t), 'x\0y') });
  await session.people.loaded;
  await perform(session, '/ignore bob');
  t.deepEqual(told(), [
    'What bob says is not shown from now on. /unignore bob ends that.',
    'That holds for now, but could not be stored for the next time. Check the disk and its rights.',
  ]);
  t.true(session.people.isHidden('bob'));
});

test('people: blocked → the library refuses, what they say in rooms is not shown', async (t) => {
  const { peer, session, told } = company(t);
  session.talkTo({ kind: 'peer', name: 'bob' });
  await perform(session, '/block bob');
  peer.emit('message', inRoom('lobby', 'bob', 'hi all'));
  await perform(session, '/block');
  t.is(session.target, undefined);
  await perform(session, '/unblock bob');
  await perform(session, '/unblock bob');
  t.deepEqual(told(), [
    'bob is blocked: requests are refused and direct messages not taken. /unblock bob ends that.',
    'Blocked:',
    '- bob',
    'bob is not blocked any more. It takes a new request to chat.',
    'bob was not blocked, so there is nothing to change.',
  ]);
  t.deepEqual(
    peer.calls.filter(([name]) => name === 'block' || name === 'unblock'),
    [
      ['block', 'bob'],
      ['unblock', 'bob'],
    ],
  );
});

test('people: blocked at an earlier time → known from the contacts', async (t) => {
  const profileDirectory = await profile(t);
  const { peer, session } = company(t, { profileDirectory });
  peer.met = [contact('bob', { isBlocked: true }), contact('carol')];
  await session.people.loaded;
  t.true(session.people.isHidden('bob'));
  t.false(session.people.isHidden('carol'));
});

test('people: contacts → who is verified, blocked, ignored, or has a new key', async (t) => {
  const { peer, session, told } = company(t);
  peer.met = [
    contact('bob', { verifiedKey: 'key' }),
    contact('carol', { verifiedKey: 'older', isBlocked: true, hasAccepted: false, isAccepted: false }),
    contact('dave', { changedKey: 'newer', verifiedKey: 'key' }),
  ];
  await perform(session, '/ignore carol');
  told();
  await perform(session, '/contacts');
  t.deepEqual(told(), [
    '3 contacts:',
    '- bob: you chat, verified',
    '- carol: no chat, blocked, ignored',
    '- dave: you chat; has a new key: /verify dave, then /trust dave',
  ]);
});

test('people: a new key of somebody verified → the mark is gone, and told', async (t) => {
  const { peer, session, told } = company(t);
  peer.met = [contact('bob', { verifiedKey: 'key', changedKey: 'newer' })];
  peer.emit('key-changed', { name: 'bob', remembered: 'key', shown: 'newer' });
  await perform(session, '');
  await perform(session, '');
  t.is(told().at(-1), 'That bob was verified held for the old key, and not for this one.');
});

test('people: ignored → left out of what was said, too', async (t) => {
  const { session } = company(t);
  const said = (author: string | undefined) => ({
    conversation: { kind: 'room', roomId: 'r', room: 'lobby' } as const,
    author,
    messageId: 'id',
    stream: 's',
    seq: 1,
    sentAt: '2026-11-22T09:30:00.000Z',
    at: 0,
    text: 'hi',
    deliveries: [],
  });
  await perform(session, '/ignore bob');
  const shown = session.people.shown([said('Bob'), said('carol'), said(undefined)]);
  t.deepEqual(
    shown.map(({ author }) => author),
    ['carol', undefined],
  );
});

// Windows, marks of delivery, safety numbers, and what a message waits for.
import test from 'ava';
import { perform } from '../../../src/cli/commands/perform.js';
import { soon } from '../../../src/cli/living/marks.js';
import type { DeliveryChange, Explanation, StoredMessage } from '../../../src/index.js';
import { direct, inRoom, morning } from '../fake-peer.js';
import { company } from './company.js';

test('windows: what opens → the lowest free number, which it keeps', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/win');
  await perform(session, '/join lobby');
  peer.emit('message', direct('bob', 'hi'));
  await perform(session, '/mute bob');
  await perform(session, '/chat carol');
  told();
  await perform(session, '/win');
  t.deepEqual(told(), ['Open; Alt and the number, or /win NUMBER, goes there:', '- 1 #lobby', '- 2 bob (muted)', '- 3 carol (here)']);
  await perform(session, '/leave lobby');
  await perform(session, '/join den');
  told();
  await perform(session, '/win');
  t.deepEqual(told().slice(1), ['- 1 #den (here)', '- 2 bob (muted)', '- 3 carol']);
});

test('windows: a number, a name → goes there; another → told', async (t) => {
  const { peer, session, told } = company(t);
  peer.emit('message', direct('bob', 'hi'));
  peer.emit('message', inRoom('lobby', 'bob', 'hi'));
  told();
  await perform(session, '/win 1');
  t.deepEqual(session.target, { kind: 'peer', name: 'bob' });
  t.false(session.unread.has('bob'));
  await perform(session, '/win #lobby');
  await perform(session, '/win 7');
  await perform(session, '/win nobody');
  t.deepEqual(told(), [
    'What you type goes to bob.',
    'What you type goes to #lobby.',
    'There is no window 7. /win lists those there are.',
    'There is no window nobody. /win lists those there are.',
  ]);
});

const change = (
  state: DeliveryChange['state'],
  recipient = 'bob',
  conversation: DeliveryChange['conversation'] = { kind: 'direct', peer: 'bob' },
) => ['delivery', { messageId: 'id', conversation, recipient, state }] as const;

test('marks: of a direct message → none, late, delivered', async (t) => {
  const { peer, session, turn } = company(t);
  const bob = { kind: 'peer', name: 'Bob' } as const;
  t.is(session.marks.of(bob), '');
  await session.send(bob, 'hi');
  t.is(session.marks.of(bob), '');
  turn(soon);
  t.is(session.marks.of(bob), '…');
  peer.emit(...change('sent'));
  t.is(session.marks.of(bob), '…');
  peer.emit(...change('delivered'));
  t.is(session.marks.of(bob), '✓');
  await session.send(bob, 'again');
  peer.emit(...change('refused'));
  t.is(session.marks.of(bob), '✗');
});

test('marks: of a room → to how many, to all', async (t) => {
  const { peer, session } = company(t);
  const members = ['bob', 'carol'].map((name) => ({ name, isOnline: true }));
  peer.emit('room-open', { room: 'lobby', roomId: 'r', host: 'alice', members });
  const lobby = { kind: 'room', room: 'lobby' } as const;
  await session.send(lobby, 'hi');
  peer.emit(...change('delivered', 'bob', { ...lobby, roomId: 'r' }));
  t.is(session.marks.of(lobby), '✓1');
  peer.emit(...change('delivered', 'Carol', { ...lobby, roomId: 'r' }));
  t.is(session.marks.of(lobby), '✓');
});

test('verify: the number → in lines, and how to compare', async (t) => {
  const { peer, session, told } = company(t);
  peer.safetyNumber = async () => Array.from({ length: 12 }, (_, index) => String(10_000 + index)).join(' ');
  await perform(session, '/verify bob');
  t.deepEqual(told(), [
    'The safety number with bob. When nobody is between you, bob sees the same:',
    '- 10000 10001 10002 10003',
    '- 10004 10005 10006 10007',
    '- 10008 10009 10010 10011',
    'Compare it aloud or in person, or paste what bob sees: /verify bob NUMBER',
  ]);
});

test('verify: the equal number, grouped in another way → verified', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/verify bob 1234-567\n890');
  await perform(session, '/verify bob ١٢٣٤٥٦٧٨٩٠');
  t.deepEqual(
    peer.calls.filter(([name]) => name === 'verify'),
    [
      ['verify', 'bob'],
      ['verify', 'bob'],
    ],
  );
  t.is(told()[0], 'The numbers are equal: this is bob, and nobody is between you. bob is verified from now on.');
});

test('verify: another number, too few digits → not verified, and told what to do', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/verify bob 12345 67891');
  await perform(session, '/verify bob 12345');
  t.deepEqual(
    peer.calls.filter(([name]) => name === 'verify'),
    [],
  );
  t.deepEqual(told(), [
    'The numbers differ. Somebody may be between you, or it is an old number: write bob nothing secret, and compare again by another way.',
    'A safety number has 60 digits, and that has 5.',
  ]);
});

const waiting: Explanation = {
  recipient: 'bob',
  state: 'queued',
  reason: 'not-accepted',
  actors: [
    { actor: 'delivery', state: 'held', reason: 'not-accepted' },
    { actor: 'conversation', state: 'requested.sent', next: { event: 'chatRequestTimeout', inMs: 42_000 } },
    { actor: 'peerLink', state: 'backingOff', reason: 'unreachable', next: { event: 'backOff', inMs: 3000 } },
  ],
};

/** One that was stored at an earlier time. */
const own = (messageId: string): StoredMessage => ({
  conversation: { kind: 'direct', peer: 'bob' },
  author: undefined,
  messageId,
  stream: '00000000000000aa',
  seq: 1,
  sentAt: new Date(morning).toISOString(),
  at: morning,
  text: messageId,
  deliveries: [],
});

test('why: the last message → each actor, its state, its next timer', async (t) => {
  const { peer, session, told } = company(t);
  session.talkTo({ kind: 'peer', name: 'bob' });
  peer.stored = [own('before'), own('last'), { ...own('from bob'), author: 'bob' }];
  peer.explanations = [waiting];
  await perform(session, '/why');
  t.deepEqual(peer.calls.slice(-2), [
    ['history', { peer: 'bob' }, 1000],
    ['explain', { messageId: 'last' }],
  ]);
  t.deepEqual(told(), [
    'bob does not have it yet. The other side has not accepted the chat yet. What you send is kept until then.',
    '- delivery is held: the message is kept until bob can take it.',
    '- conversation is requested.sent: bob was asked to chat and has not answered yet. In 42 sec the request counts as unanswered.',
    '- peerLink is backingOff: bob could not be reached. In 3 sec it is tried again.',
  ]);
});

test('why: a name, an id, a number → asked for so', async (t) => {
  const { peer, session } = company(t);
  const id = '01234567-89ab-7def-8123-456789abcdef';
  await perform(session, '/why @bob');
  await perform(session, `/why ${id}`);
  session.talkTo({ kind: 'peer', name: 'bob' });
  peer.stored = [own('before'), own('last')];
  for (const number of ['1', '2', '0', '3']) await perform(session, `/why ${number}`);
  t.deepEqual(
    peer.calls.filter(([name]) => name === 'explain').map(([, of]) => of),
    [{ name: 'bob' }, { messageId: id }, { messageId: 'last' }, { messageId: 'before' }],
  );
});

test('why: nothing waits, nothing was sent, it was refused → told', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/why');
  await perform(session, '/why bob');
  peer.explanations = [{ recipient: 'bob', state: 'refused', reason: 'rejected', actors: [] }];
  await perform(session, '/why bob');
  t.deepEqual(told(), [
    'You have not sent that many messages here. /why NAME says what waits for somebody.',
    'Nothing waits for bob.',
    'bob did not get it. The other side does not want to chat now.',
  ]);
});

test('edit: where there is no line to write in → told', async (t) => {
  const { session, told } = company(t);
  await perform(session, '/edit');
  t.deepEqual(told(), ['There is no line to write in here: /edit is for a terminal.']);
});

test('chat: accepted at an earlier time → not asked again, told where text goes, and who is verified', async (t) => {
  const { peer, session, told } = company(t);
  const contact = { keyFingerprint: 'key', changedKey: undefined, isAccepted: true, hasAccepted: true, lastAddress: undefined };
  peer.met = [
    { ...contact, name: 'Bob' },
    { ...contact, name: 'carol', verifiedKey: 'key' },
    { ...contact, name: 'dave', hasAccepted: false },
  ];
  await perform(session, '/chat bob');
  await perform(session, '/chat carol');
  await perform(session, '/chat dave');
  t.deepEqual(told(), ['What you type goes to Bob.', 'What you type goes to carol, who is verified.', 'Asking dave to chat …']);
  t.deepEqual(
    peer.calls.filter(([name]) => name === 'chat'),
    [['chat', 'dave']],
  );
});

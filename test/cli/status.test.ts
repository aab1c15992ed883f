// `/status`: how things stand, and in which state the newest messages of this user are.
import test from 'ava';
import { perform } from '../../src/cli/commands/perform.js';
import type { StoredMessage } from '../../src/index.js';
import { company } from './living/company.js';

const common = { stream: '0'.repeat(16), sentAt: '2026-01-01T12:00:00.000Z', at: 0 };
const room = { kind: 'room', roomId: '0'.repeat(16), room: 'hall' } as const;

function own(seq: number, text: string, deliveries: StoredMessage['deliveries']): StoredMessage {
  return { ...common, seq, messageId: `m${seq}`, text, deliveries, author: undefined, conversation: room };
}

const delivery = (recipient: string, state: 'queued' | 'sent' | 'delivered' | 'refused', reason?: string) => ({ recipient, state, reason });

test('status: the newest three messages of this user, and an older one that waits → each with its one state for everybody, and why refused', async (t) => {
  const { peer, session, told } = company(t);
  const six = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6'].map((name) => delivery(name, 'delivered'));
  peer.stored = [
    own(1, 'long ago', [delivery('bob', 'queued')]),
    own(2, 'nobody hears', []),
    { ...own(7, 'of somebody else', []), author: 'bob' },
    own(3, 'what became\tof this message, which is long?', [
      delivery('bob', 'delivered'),
      delivery('carol', 'queued', 'user-offline'),
      delivery('dave', 'sent'),
      delivery('erin', 'refused', 'too-large'),
    ]),
    own(4, 'to many', six),
  ];
  peer.owed = [{ recipient: 'carol', count: 1 }];
  told();
  await perform(session, '/status');
  t.deepEqual(told().slice(2), [
    '- 1 message waits for carol',
    '- your message “long ago”: queued for bob',
    '- your message “nobody hears”: for nobody but you',
    '- your message “what became of this message, w…”: queued for carol; sent to dave; delivered to bob; refused by erin (A message is at most 32,768 bytes long. Split it.)',
    '- your message “to many”: delivered to b1, b2, b3, b4, …',
  ]);
});

test('status: more than the newest are owed → twenty of those too; asked for the last N → those', async (t) => {
  const { peer, session, told } = company(t);
  const settled = Array.from({ length: 5 }, (_, index) => own(100 + index, `done ${index}`, [delivery('bob', 'delivered')]));
  peer.stored = [
    ...Array.from({ length: 30 }, (_, index) => own(index, `owed ${index}`, [delivery('bob', index % 2 === 0 ? 'queued' : 'sent')])),
    own(90, 'no', [delivery('bob', 'refused', 'rejected')]),
    ...settled,
  ];
  told();
  await perform(session, '/status');
  const newest = settled.slice(-3).map(({ text }) => `- your message “${text}”: delivered to bob`);
  const owed = Array.from({ length: 20 }, (_, index) => 10 + index).map((index) => {
    return `- your message “owed ${index}”: ${index % 2 === 0 ? 'queued for' : 'sent to'} bob`;
  });
  t.deepEqual(told().slice(2), [...owed, ...newest]);
  await perform(session, '/status 6');
  const lines = told();
  t.is(lines.filter((line) => line.startsWith('- your message')).length, 6);
  t.regex(lines.find((line) => line.includes('“no”')) ?? '', /^- your message “no”: refused by bob \(.+\)$/);
  await perform(session, '/status none');
  t.deepEqual(told(), ['How many? A number from 1 to 1000.']);
});

test('status: nothing can be read yet → how things stand, without messages', async (t) => {
  const { peer, session, told } = company(t);
  peer.failures.set('history', new Error('not yet'));
  told();
  await perform(session, '/status');
  t.deepEqual(told().slice(1), ['- registry parley://127.0.0.1:7070']);
});

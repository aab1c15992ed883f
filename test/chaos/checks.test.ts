// The judgement of a run: each breach is found, and nothing else.
import test from 'ava';
import { breaches } from '../../chaos/checks.js';
import type { Evidence, LastWords, Life, UserEvidence } from '../../chaos/evidence.js';
import type { StoredMessage } from '../../src/store/peer-store.js';

const lobby = { kind: 'room', roomId: 'f'.repeat(16), room: 'lobby' } as const;
const life: Life = { startedAt: 0, onlineAt: 1, endedAt: 100_000, end: 'quit', errors: '', wasFull: false };
const words = (other: string, lobbyTexts: readonly string[]): LastWords => ({
  rooms: new Map([['lobby', { host: 'p1', members: [other], away: [] }]]),
  users: [other],
  listed: new Map([['lobby', { members: 2, capacity: 50 }]]),
  lobby: lobbyTexts,
  exitCode: 0,
});

function message(number: number, author: string | undefined, change: Partial<StoredMessage> = {}): StoredMessage {
  return {
    conversation: lobby,
    author,
    messageId: `id-${number}`,
    stream: 'a'.repeat(16),
    seq: number,
    sentAt: '2026-01-01T00:00:00.000Z',
    at: 1000 * number,
    text: `text ${number}`,
    deliveries: author === undefined ? [{ recipient: 'p2', state: 'delivered' }] : [],
    ...change,
  };
}

const texts = ['text 1', 'text 2'];
const author: UserEvidence = {
  name: 'p1',
  lives: [life],
  taken: texts.map((text) => ({ target: '#lobby', text })),
  shown: [],
  stored: [message(1, undefined), message(2, undefined)],
  lastWords: words('p2', texts),
};
const reader: UserEvidence = {
  name: 'p2',
  lives: [life],
  taken: [],
  shown: texts.map((text) => ({ line: `#lobby p1: ${text}`, at: 0, life: 1 })),
  stored: [message(1, 'p1'), message(2, 'p1')],
  lastWords: words('p1', texts),
};

function judge(change: { readonly author?: Partial<UserEvidence>; readonly reader?: Partial<UserEvidence> } & Partial<Evidence>): string[] {
  const users = [
    { ...author, ...change.author },
    { ...reader, ...change.reader },
  ];
  return breaches({
    users,
    registry: change.registry ?? [life],
    rooms: new Map([['lobby', ['p1', 'p2']]]),
    unsettled: change.unsettled ?? [],
  });
}

test('checks: everything arrived → no breach', (t) => {
  t.deepEqual(judge({}), []);
});

test('checks: taken and gone → told', (t) => {
  const taken = [{ target: '#lobby', text: 'text 3' }];
  t.deepEqual(judge({ author: { taken } }), ['p1 took "text 3", and holds it 0 times']);
});

test('checks: delivered, and not there → told', (t) => {
  const change = { stored: [message(1, 'p1')], lastWords: words('p1', ['text 1']) };
  t.deepEqual(judge({ reader: change }), ['"text 2" of p1 was delivered to p2, who holds it 0 times', 'p2 never got "text 2"']);
});

test('checks: twice in a history → told', (t) => {
  const change = { stored: [...reader.stored, message(2, 'p1')], lastWords: words('p1', [...texts, 'text 2']) };
  t.deepEqual(judge({ reader: change }), ['"text 2" of p1 was delivered to p2, who holds it 2 times', 'p2 holds "text 2" 2 times']);
});

test('checks: out of its author’s order → told', (t) => {
  t.deepEqual(judge({ reader: { stored: [message(2, 'p1'), message(1, 'p1')] } }), ['p2 has "text 1" after "text 2"']);
  const { at } = message(2, 'p1');
  const soon = message(1, 'p1', { at: at + 1999 });
  t.deepEqual(judge({ reader: { stored: [message(2, 'p1'), soon] } }), ['p2 has "text 1" after "text 2"']);
  // The second has waited for the first as long as it must.
  const late = message(1, 'p1', { at: at + 2000 });
  t.deepEqual(judge({ reader: { stored: [message(2, 'p1'), late] } }), []);
});

test('checks: made up → told', (t) => {
  const shown = [...reader.shown, { line: '#lobby p1: text 9', at: 0, life: 1 }];
  const change = { stored: [...reader.stored, message(9, 'p1')], shown, lastWords: words('p1', [...texts, 'text 9']) };
  t.deepEqual(judge({ reader: change }), ['p2 holds "text 9", which p1 does not']);
});

test('checks: refused or still on its way → told', (t) => {
  const stored = [
    message(1, undefined, { deliveries: [{ recipient: 'p2', state: 'refused', reason: 'seq-conflict' }] }),
    message(2, undefined, { deliveries: [{ recipient: 'p2', state: 'queued' }] }),
  ];
  t.deepEqual(judge({ author: { stored } }), ['"text 1" of p1 to p2 is refused (seq-conflict)', '"text 2" of p1 to p2 is queued']);
});

test('checks: shown twice → told', (t) => {
  t.deepEqual(judge({ reader: { shown: [...reader.shown, ...reader.shown.slice(1)] } }), ['p2 showed "#lobby p1: text 2" 2 times']);
});

test('checks: never shown → told, unless killed just then', (t) => {
  const shown = reader.shown.slice(0, 1);
  const told = ['p2 holds "text 2" and never showed it'];
  t.deepEqual(judge({ reader: { shown } }), told);
  t.deepEqual(judge({ reader: { shown, lives: [{ ...life, endedAt: 4999, end: 'killed' }, life] } }), []);
  t.deepEqual(judge({ reader: { shown, lives: [{ ...life, endedAt: 5000, end: 'killed' }, life] } }), told);
});

test('checks: a program that crashed or ended by itself → told; a full disk or no registry excuses it', (t) => {
  const crashed = { ...life, end: 'ended by itself with 1', errors: 'Error: no\n    at x (y.js:1)' };
  t.deepEqual(judge({ registry: [crashed] }), ['the registry wrote: Error: no\n    at x (y.js:1)']);
  const ended = { ...life, end: 'ended by itself with 1', errors: 'parley: The disk is full.' };
  t.deepEqual(judge({ reader: { lives: [ended] } }), ['p2 ended by itself with 1: parley: The disk is full.']);
  t.deepEqual(judge({ reader: { lives: [{ ...ended, wasFull: true }] } }), []);
  const early = { ...ended, onlineAt: undefined, errors: 'parley: Nothing answers at that address.' };
  const unanswered = { ...early, errors: 'parley: There was no answer in time. Try again. (no answer to LOGIN).' };
  t.deepEqual(judge({ reader: { lives: [early, unanswered] } }), []);
  t.is(judge({ reader: { lives: [{ ...unanswered, onlineAt: 1000 }] } }).length, 1);
  const refused = { ...early, errors: 'parley: Something went wrong on the other side.' };
  t.is(judge({ reader: { lives: [refused] } }).length, 1);
  t.deepEqual(judge({ reader: { lives: [refused] }, registry: [{ ...life, wasFull: true }] }), []);
});

test('checks: registry, members and presence that disagree → told', (t) => {
  const lastWords: LastWords = {
    ...words('p1', texts),
    rooms: new Map([['lobby', { host: 'p2', members: ['p1', 'p3'], away: ['p1'] }]]),
    users: [],
    listed: new Map([['lobby', { members: 3, capacity: 2 }]]),
    exitCode: 1,
  };
  t.deepEqual(judge({ reader: { lastWords } }), [
    '#lobby has the hosts p1 p2',
    'p2 sees online: ',
    'p2 quit with 1',
    'p2 sees in #lobby: p1 p3, not p1',
    'p2 sees away in #lobby: p1',
    '#lobby has the hosts p1 p2',
    'p2 is told of 3 members of #lobby, where 2 are',
  ]);
});

test('checks: not settled in time → told, and that is why the rest is not asked', (t) => {
  t.deepEqual(judge({ unsettled: ['p2 is not there'], reader: { lastWords: undefined } }), ['p2 is not there']);
});

// The chat in a pseudo-terminal: arriving lines never break what is being typed.
import test from 'ava';
import { chat } from './terminal-chat.js';

const enter = '\r';
const left = '\u001b[D';
const ctrlC = '\u0003';
const ctrlD = '\u0004';
const narrow = { columns: 20, lines: 10 };

test('terminal: a message while a line is typed → above it, the line goes on', async (t) => {
  const { type, arrive, sent, ends, cursor } = await chat(t);
  type(`/chat bob${enter}`);
  await ends('* Asking bob to chat …', 'bob>');
  type('half a li');
  await ends('bob> half a li');
  arrive('first');
  arrive('second');
  const rows = await ends('* Asking bob to chat …', 'bob: first', 'bob: second', 'bob> half a li');
  t.deepEqual(cursor(), { row: rows.length - 1, column: 'bob> half a li'.length });
  type(`ne${enter}`);
  t.is(await sent(), 'bob gets half a line');
  await ends('bob: second', 'bob> half a line', 'bob>');
});

test('terminal: a message while a wrapped line is typed → above all its rows', async (t) => {
  const { type, arrive, sent, ends, cursor } = await chat(t, narrow);
  type(`/chat bob${enter}`);
  await ends('bob>');
  type('0123456789012345678901234567890123456789');
  const typed = ['bob> 012345678901234', '56789012345678901234', '56789'];
  await ends(...typed);
  arrive('first');
  await ends('bob: first', ...typed);
  arrive('a message that wraps');
  const rows = await ends('bob: first', 'bob: a message', '  that wraps', ...typed);
  t.is(rows.filter((row) => row.startsWith('bob> 0')).length, 1);
  t.deepEqual(cursor(), { row: rows.length - 1, column: 5 });
  type(enter);
  t.is(await sent(), 'bob gets 0123456789012345678901234567890123456789');
});

test('terminal: a message while the cursor is inside a wrapped line → it stays there', async (t) => {
  const { type, arrive, sent, ends, until, cursor } = await chat(t, narrow);
  type(`/chat bob${enter}`);
  await ends('bob>');
  // The third row is exactly full, so that the end of the line is at the beginning of a fourth.
  type('a'.repeat(55));
  const typed = [`bob> ${'a'.repeat(15)}`, 'a'.repeat(20), 'a'.repeat(20)];
  await ends(...typed);
  type(left.repeat(30));
  arrive('first');
  await ends('bob: first', ...typed);
  type('b');
  await until(() => cursor().column === 11);
  await ends('bob: first', `bob> ${'a'.repeat(15)}`, `${'a'.repeat(10)}b${'a'.repeat(9)}`, 'a'.repeat(20), 'a');
  type(enter);
  t.is(await sent(), `bob gets ${'a'.repeat(25)}b${'a'.repeat(30)}`);
});

test('terminal: wide characters typed → messages above, the line whole', async (t) => {
  const { type, arrive, ends } = await chat(t, narrow);
  type('世界世界世界世界世界');
  await ends('parley> 世界世界世界', '世界世界');
  arrive('hi');
  const rows = await ends('bob: hi', 'parley [bob 1]> 世界', '世界世界世界世界');
  t.is(rows.filter((row) => row.startsWith('parley')).length, 1);
});

test('terminal: messages elsewhere → counted in the prompt until talked to', async (t) => {
  const { type, arrive, ends } = await chat(t);
  arrive('one');
  arrive('two');
  arrive('#lobby three');
  await ends('bob: one', 'bob: two', '#lobby bob: three', 'parley [bob 2, #lobby 1]>');
  type(`/chat bob${enter}`);
  await ends('bob [#lobby 1]>');
});

test("terminal: another user's control sequences → nothing moves", async (t) => {
  const { type, arrive, ends } = await chat(t);
  type('typing');
  await ends('parley> typing');
  arrive('\u001b[2J\u001b[1;1Hgone?\u001b]0;title\u0007');
  arrive('\u009b2J\b\b\b\u007fsafe');
  await ends('bob: [2J[1;1Hgone?]0;title', 'bob: 2Jsafe', 'parley [bob 2]> typing');
});

test('terminal: Tab → completes commands and names', async (t) => {
  const { type, arrive, ends } = await chat(t);
  arrive('hi');
  await ends('parley [bob 1]>');
  type('/hist\t');
  await ends('parley [bob 1]> /history');
  type('\u0015/msg b\t');
  await ends('parley [bob 1]> /msg bob');
});

test('terminal: lines pasted at once → all performed, in order', async (t) => {
  const { type, sent, ends } = await chat(t);
  type(`/msg bob one${enter}/msg carol two${enter}/chat dave${enter}three${enter}fo`);
  t.is(await sent(), 'bob gets one');
  t.is(await sent(), 'carol gets two');
  t.is(await sent(), 'dave gets three');
  await ends('dave> fo');
});

test('terminal: a paste in the middle of a line → goes there', async (t) => {
  const { type, sent, ends, cursor } = await chat(t);
  type(`/msg bob to two${left.repeat(4)}`);
  await ends('parley> /msg bob to two');
  type('\u001b[200~ one,\u001b[201~');
  const rows = await ends('parley> /msg bob to one, two');
  t.deepEqual(cursor(), { row: rows.length - 1, column: 'parley> /msg bob to one,'.length });
  type(enter);
  t.is(await sent(), 'bob gets to one, two');
});

test('terminal: Ctrl-C → clears the line and asks, again quits', async (t) => {
  const { type, ends, exitCode } = await chat(t);
  type('half');
  await ends('parley> half');
  type(ctrlC);
  const asked = '* Ctrl-C again, or Ctrl-D, leaves.';
  const rows = await ends(asked, 'parley>');
  t.false(rows.some((row) => row.includes('half')));
  // Something typed meanwhile: asked anew.
  type('x\u007f');
  type(ctrlC);
  await ends(asked, asked, 'parley>');
  type(ctrlC);
  t.is(await exitCode, 0);
});

test('terminal: Ctrl-D → quits', async (t) => {
  const { type, until, exitCode } = await chat(t);
  type(ctrlD);
  await until((rows) => rows.includes('ended by quit'));
  t.is(await exitCode, 0);
});

for (const [change, columns] of [
  ['wider', 40],
  ['narrower', 15],
] as const) {
  for (const flowsAnew of [false, true]) {
    const what = `the window made ${change} while a wrapped line is typed${flowsAnew ? ', which flows anew' : ''}`;
    test(`terminal: ${what} → what stood above stays, the next line comes below it`, async (t) => {
      const env = flowsAnew ? { TERM_PROGRAM: 'WezTerm' } : {};
      const { type, arrive, ends, widen } = await chat(t, { columns: 20, lines: 20, flowsAnew, env });
      type(`/chat bob${enter}`);
      await ends('bob>');
      arrive('one');
      type('012345678901234567890123456789012345678901');
      await ends('bob: one', 'bob> 012345678901234', '56789012345678901234', '5678901');
      widen(columns);
      // What the terminal does by itself is done before the program draws anew; with a key typed after that both are over.
      type('z');
      const typed = 'bob> 012345678901234567890123456789012345678901z';
      const flown = Array.from({ length: Math.ceil(typed.length / columns) }, (_, row) => typed.slice(row * columns, (row + 1) * columns));
      await ends('bob: one', ...flown);
      arrive('two');
      await ends('bob: one', 'bob: two', ...flown);
    });
  }
}

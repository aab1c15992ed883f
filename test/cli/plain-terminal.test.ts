// Terminals on which lines are only added: of a screen reader, and dumb ones. Every key does there what it does elsewhere.
import test from 'ava';
import { chat } from './terminal-chat.js';

const enter = '\r';
const up = '\u001b[A';
const left = '\u001b[D';
const backspace = '\u007f';
const ctrlC = '\u0003';
const spoken = { env: { SPOKEN: '1' } };
const dumb = { env: { TERM: 'dumb' } };
const leaves = 'Ctrl-C again, or Ctrl-D, leaves.';

test('plain terminal: a dumb one, a message while a line is typed → above the prompt and the line again, which goes on', async (t) => {
  const { type, arrive, sent, ends, marksPastes } = await chat(t, dumb);
  arrive('one');
  await ends('parley>', 'bob: one', 'parley [bob 1]>');
  type('/msg bob h');
  await ends('parley [bob 1]> /msg bob h');
  arrive('two');
  await ends('parley [bob 1]> /msg bob h', 'bob: two', 'parley [bob 2]> /msg bob h');
  type(`i${enter}`);
  t.is(await sent(), 'bob gets hi');
  t.false(marksPastes());
});

test('plain terminal: a screen reader, a message while a line is typed → on a row of its own, nothing said twice', async (t) => {
  const { type, arrive, sent, ends } = await chat(t, spoken);
  type('/msg bob half a li');
  await ends('/msg bob half a li');
  arrive('first');
  await ends('/msg bob half a li', 'bob says: first');
  type(`ne${enter}`);
  t.is(await sent(), 'bob gets half a line');
  await ends('bob says: first', 'ne');
});

for (const [who, options, prompt, mark] of [
  ['a screen reader', spoken, '', ''],
  ['a dumb one', dumb, 'bob> ', '* '],
] as const) {
  test(`plain terminal: ${who}, Backspace, the line before, a change in its middle → as seen, so sent`, async (t) => {
    const { type, sent, ends } = await chat(t, options);
    type(`/chat bob${enter}`);
    await ends(`${mark}Asking bob to chat …`, ...(prompt === '' ? [] : ['bob>']));
    type(`helo${backspace}lo${enter}`);
    t.is(await sent(), 'bob gets hello');
    type(up);
    await ends(`${prompt}hello`, `${prompt}hello`);
    type(`${left.repeat(4)}${backspace}j${enter}`);
    t.is(await sent(), 'bob gets jello');
    await ends(`${prompt}hello`, 'jello', ...(prompt === '' ? [] : ['bob>']));
  });

  test(`plain terminal: ${who}, Ctrl-C → clears the line and asks, again quits`, async (t) => {
    const { type, ends, exitCode } = await chat(t, options);
    type('half');
    await ends(`${prompt === '' ? '' : 'parley> '}half`);
    type(ctrlC);
    await ends(`${mark}${leaves}`, ...(prompt === '' ? [] : ['parley>']));
    type(ctrlC);
    t.is(await exitCode, 0);
  });

  test(`plain terminal: ${who}, Alt and a digit → that window`, async (t) => {
    const { type, sent, ends } = await chat(t, options);
    type(`/msg bob hi${enter}`);
    t.is(await sent(), 'bob gets hi');
    type('\u001b1');
    await ends(`${mark}What you type goes to bob.`, ...(prompt === '' ? [] : ['bob>']));
    type(`on${enter}`);
    t.is(await sent(), 'bob gets on');
  });

  test(`plain terminal: ${who}, Tab → what fits, several in a row of their own`, async (t) => {
    const { type, sent, ends } = await chat(t, options);
    type('/unb\t');
    await ends(`${prompt === '' ? '' : 'parley> '}/unblock`);
    type('\u0015/un\t');
    const offered = '/unignore  /unblock  /unmute';
    await ends(offered, ...(prompt === '' ? [] : ['parley> /un']));
    type(`\u0015/msg bob done${enter}`);
    t.is(await sent(), 'bob gets done');
  });
}

test('plain terminal: a screen reader, three lines pasted → one message, in lines', async (t) => {
  const { type, sent, ends } = await chat(t, spoken);
  type('/msg bob \u001b[200~one\rtwo\rthree\u001b[201~');
  await ends('/msg bob one⏎two⏎three');
  type(enter);
  t.deepEqual([await sent(), await sent(), await sent()], ['bob gets one', 'two', 'three']);
});

// `parley replay`: what is told, in words and as JSON, step by step, and the exit code.
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import test from 'ava';
import { run } from '../../../src/cli/program.js';
import { fileOf, recordingFile, wrongly } from './conversation-recording.js';

async function parley(args: readonly string[], { env = {}, typed = '' }: { env?: Record<string, string>; typed?: string } = {}) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(typed);
  const code = await run([...args], { input, output, errors, env, onSignal: () => () => {} });
  return { code, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') };
}

test('replay: the same states → says so, 0', async (t) => {
  t.deepEqual(await parley(['replay', recordingFile(t)]), {
    code: 0,
    output: 'Recorded by parley 0.1.0, from 2026-01-02T03:04:05.000Z on.\nThe same: all 5 states (state charts: 1).\n',
    errors: '',
  });
});

test('replay: in Arabic → in Arabic', async (t) => {
  const { code, output } = await parley(['replay', recordingFile(t)], { env: { LANG: 'ar_EG.UTF-8' } });
  t.is(code, 0);
  t.regex(output, /سواء: .5. حالات/u);
});

test('replay: another state → its place, what was and what is, the messages around it, 1', async (t) => {
  const { code, output } = await parley(['replay', recordingFile(t, wrongly(7, 'blocked'))]);
  t.is(code, 1);
  t.deepEqual(output.split('\n'), [
    'Recorded by parley 0.1.0, from 2026-01-02T03:04:05.000Z on.',
    '',
    'Entry 7, after 1.234 s: alice › conversation bob took wire.CHAT_REQUEST.',
    '  It came to blocked then, and to asked now.',
    '',
    '                    outside                 alice conversation bob',
    '       2     0.000s  ----- xstate.init ---->|',
    '       3     0.000s                         | = closed',
    '       4     1.000s  --- peerLink.chosen -->|',
    '       5     1.000s                         | = closed',
    '       6     1.234s  -- wire.CHAT_REQUEST ->|',
    '>      7     1.234s                         | = blocked',
    '       8     1.235s  ----- user.accept ---->|',
    '',
    'Entry 9, after 1.235 s: alice › conversation bob took user.accept.',
    '  It came to open then, and to blocked now.',
    '  isAccepted was true then, and is false now.',
    '  hasAccepted was true then, and is false now.',
    '  pending.0 was – then, and is {"connection":"1","requestId":"7"} now.',
    '',
    '                    outside                 alice conversation bob',
    '       2     0.000s  ----- xstate.init ---->|',
    '       3     0.000s                         | = closed',
    '       4     1.000s  --- peerLink.chosen -->|',
    '       5     1.000s                         | = closed',
    '       6     1.234s  -- wire.CHAT_REQUEST ->|',
    '       7     1.234s                         | = blocked',
    '       8     1.235s  ----- user.accept ---->|',
    '>      9     1.235s                         | = open',
    '',
    'Different: 2 of 5 states (state charts: 1).',
    '',
  ]);
});

test('replay: --json → one object, with every difference', async (t) => {
  const { code, output } = await parley(['replay', recordingFile(t, wrongly(7, 'blocked')), '--json']);
  t.is(code, 1);
  const { header, differences, ...counts } = JSON.parse(output);
  t.is(header.began, '2026-01-02T03:04:05.000Z');
  t.deepEqual(counts, { isCut: false, entries: 11, actors: 1, machines: 1, states: 5, adopted: 0, strange: [] });
  t.deepEqual(differences[0], {
    n: 7,
    at: 1234,
    node: 'alice',
    actor: 'alice:1',
    id: 'conversation bob',
    machine: 'conversation',
    on: 'wire.CHAT_REQUEST',
    what: 'value',
    path: '',
    expected: 'blocked',
    got: 'asked',
  });
});

test('replay: --actor → that one; one that is not there → 2', async (t) => {
  const file = recordingFile(t);
  t.is((await parley(['replay', file, '--actor', 'alice:1'])).code, 0);
  t.regex((await parley(['replay', file, '--actor', 'conversation bob'])).output, /all 5 states/);
  const { code, errors } = await parley(['replay', file, '--actor', 'bob:1']);
  t.is(code, 2);
  t.regex(errors, /no state chart bob:1/);
});

test('replay: the last line cut off → left out, and told', async (t) => {
  const whole = readFileSync(recordingFile(t), 'utf8');
  const { code, output } = await parley(['replay', fileOf(t, whole.slice(0, -20))]);
  t.is(code, 0);
  t.regex(output, /last line is not complete/);
});

const unreadable = test.macro({
  exec: async (t, change: ((text: string) => string) | undefined, sentence: RegExp) => {
    const file = change ? fileOf(t, change(readFileSync(recordingFile(t), 'utf8'))) : '/nowhere/at/all.jsonl';
    for (const flags of [[], ['--json'], ['--step']]) {
      const { code, output, errors } = await parley(['replay', file, ...flags]);
      t.is(code, 2);
      t.is(output, '');
      t.regex(errors, sentence);
    }
  },
  title: (what) => `replay: ${what} → says so, 2`,
});

test('no file', unreadable, undefined, /all\.jsonl cannot be read: ENOENT/);
test('an empty file', unreadable, () => '', /is empty/);
test('another file', unreadable, () => 'root:x:0:0\n', /is no recording of parley/);
test('a recording of a later version', unreadable, (text) => text.replace('"version":1', '"version":2'), /later version.*version 2/);
test('a damaged line', unreadable, (text) => text.replace('"n":5', '"n":1'), /damaged in line 6: entry 1 comes after 4/);

test('replay: --step → forward, back, to a number and to the next difference, in words', async (t) => {
  const typed = ['', 'b', 'b', 'd', 'd', '9', '', '', 'help', 'q'].map((line) => `${line}\n`).join('');
  const { code, output } = await parley(['replay', recordingFile(t, wrongly(7, 'blocked')), '--step'], { typed });
  t.is(code, 1);
  const first = [
    '',
    'Step 1 of 5: entry 3, after 0.000 s.',
    'alice › conversation bob takes xstate.init from outside.',
    '  {"input":{"limits":{"chatRequestTimeout":10},"isAccepted":false,"hasAccepted":false}}',
    '  It begins in closed.',
  ];
  const third = [
    '',
    'Step 3 of 5: entry 7, after 1.234 s.',
    'alice › conversation bob takes wire.CHAT_REQUEST from outside.',
    '  {"verb":"CHAT_REQUEST","connection":"1","message":{"recipient":"alice","requestId":"7","payload":{"$bytes":""}}}',
    '  It goes from closed to blocked.',
    '  pending.0 was –, and is {"connection":"1","requestId":"7"}.',
    '! It came to blocked then, and to asked now.',
  ];
  const fourth = [
    '',
    'Step 4 of 5: entry 9, after 1.235 s.',
    'alice › conversation bob takes user.accept from outside.',
    '  It goes from blocked to open.',
    '  isAccepted was false, and is true.',
    '  hasAccepted was false, and is true.',
    '  pending.0 was {"connection":"1","requestId":"7"}, and is –.',
    '! It came to open then, and to blocked now.',
    '! isAccepted was true then, and is false now.',
    '! hasAccepted was true then, and is false now.',
    '! pending.0 was – then, and is {"connection":"1","requestId":"7"} now.',
  ];
  t.deepEqual(output.replaceAll('step> ', '').split('\n'), [
    'Enter: the next step; b: back; d: the next difference; a number: that entry; q: the end.',
    ...first,
    '',
    'Step 2 of 5: entry 5, after 1.000 s.',
    'alice › conversation bob takes peerLink.chosen from outside.',
    '  {"connection":"1"}',
    '  It stays in closed.',
    '  connection was –, and is "1".',
    ...first,
    'That is the first step.',
    ...third,
    ...fourth,
    ...fourth,
    '',
    'Step 5 of 5: entry 10, after 1.235 s.',
    'alice › conversation bob takes xstate.stop from outside.',
    '  It stays in open.',
    '  It has ended: stopped.',
    'That was the last step.',
    'Enter: the next step; b: back; d: the next difference; a number: that entry; q: the end.',
    '',
  ]);
});

test('replay: --step, and the input ends → ends, with the exit code', async (t) => {
  const { code, output } = await parley(['replay', recordingFile(t), '--step'], { typed: '' });
  t.is(code, 0);
  t.regex(output, /Step 1 of 5/);
});

test('replay: --step with --json → 2', async (t) => {
  t.is((await parley(['replay', recordingFile(t), '--step', '--json'])).code, 2);
});

test('replay: a state that the chart has not any more, and a chart that this program has not → told', async (t) => {
  const { code, output } = await parley(['replay', recordingFile(t, wrongly(5, 'musing'))]);
  t.is(code, 1);
  t.regex(output, /It came to musing then, and to closed now\.\n {2}Its state chart has no state musing now\./);
  t.regex(output, /Different: 1 of 4 states/);
  const strange = recordingFile(t, (entry) => (entry.type === 'actor' ? { ...entry, machine: 'telepathy' } : entry));
  const other = await parley(['replay', strange]);
  t.is(other.code, 0);
  t.regex(other.output, /does not have these state charts, and leaves them out: telepathy\.\n.*all 0 states/);
});

test('replay: a recording that somebody prepared → no control character reaches the terminal', async (t) => {
  const evil = '\u001b]0;mine\u0007\u009b2J\u202e';
  const file = recordingFile(t, (entry) => {
    const wrong = wrongly(7, `blocked${evil}`)(entry);
    if (wrong.type === 'actor') return { ...wrong, id: evil, node: evil };
    return wrong.type === 'event' ? { ...wrong, event: { ...wrong.event, note: evil, [evil]: evil } } : wrong;
  });
  for (const flags of [[], ['--step']]) {
    const { code, output, errors } = await parley(['replay', file, ...flags], { typed: '\n\n\n' });
    t.is(code, 1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    t.notRegex(output + errors, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

// Files that are recordings, and files that are not, or not any more.
import test from 'ava';
import type { RecordingEntry, RecordingHeader } from '../../src/recording/format.js';
import { RecordingError, readRecording } from '../../src/recording/reading.js';
import { recordingText } from '../../src/recording/writing.js';

const header: RecordingHeader = { parley: 'recording', version: 1, program: '0.1.0', began: '2026-01-02T03:04:05.678Z', texts: 'hidden' };
const entries: readonly RecordingEntry[] = [
  { n: 1, at: 0, node: 'alice', type: 'actor', actor: 'alice:1', id: 'peer', machine: 'peer' },
  { n: 2, at: 0.5, node: 'alice', type: 'event', actor: 'alice:1', event: { type: 'xstate.init' } },
  { n: 3, at: 1, node: 'alice', type: 'state', actor: 'alice:1', value: 'idle', status: 'active', context: {}, on: 'xstate.init' },
  { n: 7, at: 2, node: 'alice', type: 'end', actor: 'alice:1' },
];
const whole = recordingText(header, entries);
const lines = whole.split('\n');

test('reading: what was written → the same', (t) => {
  t.deepEqual(readRecording(whole), { header, entries: [...entries], isCut: false });
});

test('reading: a mark of byte order, and CRLF → no matter', (t) => {
  t.deepEqual(readRecording(`\uFEFF${whole.replaceAll('\n', '\r\n')}`), { header, entries: [...entries], isCut: false });
});

test('reading: the header alone → no entries', (t) => {
  t.deepEqual(readRecording(recordingText(header, [])), { header, entries: [], isCut: false });
});

test('reading: a last line without its end, at every length → loses only itself', (t) => {
  const last = lines[4] ?? '';
  for (let length = 1; length < last.length; length++) {
    const cut = readRecording(whole.slice(0, whole.length - 1 - length));
    t.deepEqual(cut, { header, entries: entries.slice(0, 3), isCut: true }, `${length}`);
  }
  t.deepEqual(readRecording(whole.slice(0, -1)), { header, entries: [...entries], isCut: false });
});

test('reading: a header without its end → no recording', (t) => {
  throws(t, JSON.stringify(header).slice(0, 30), ['foreign', 1]);
  t.deepEqual(readRecording(JSON.stringify(header)), { header, entries: [], isCut: false });
});

function throws(
  t: { deepEqual(actual: unknown, expected: unknown): void },
  text: string,
  [problem, line]: readonly [string, number],
): RecordingError {
  try {
    readRecording(text);
  } catch (error) {
    if (error instanceof RecordingError) {
      t.deepEqual([error.problem, error.line], [problem, line]);
      return error;
    }
    throw error;
  }
  throw new Error('it was read');
}

const refused = test.macro({
  exec(t, text: string, problem: string, line: number, detail: RegExp) {
    const error = throws(t, text, [problem, line]);
    t.regex(error.message, detail);
  },
  title: (given = '', _text, problem) => `reading: ${given} → ${problem}`,
});

const withLine = (at: number, line: string): string => lines.map((each, index) => (index === at ? line : each)).join('\n');
const withEntry = (at: number, change: object): string => withLine(at, JSON.stringify({ ...JSON.parse(lines[at] ?? ''), ...change }));

test('nothing', refused, '', 'empty', 1, /nothing/);
test('a blank line', refused, '\n', 'empty', 1, /nothing/);
test('a text of something else', refused, 'dear diary\nhello\n', 'foreign', 1, /no recording/);
test('JSON of something else', refused, '{"parley":"settings"}\n', 'foreign', 1, /no recording/);
test('a list', refused, '[]\n', 'foreign', 1, /no recording/);
test('a later version', refused, withEntry(0, { version: 2, program: '9.9.9' }), 'too-new', 1, /version 2.*9\.9\.9/);
test('a version that never was', refused, withEntry(0, { version: 0 }), 'damaged', 1, /version 0/);
test('no version', refused, withEntry(0, { version: 'one' }), 'damaged', 1, /no version/);
test('no time', refused, withEntry(0, { began: 'once' }), 'damaged', 1, /when/);
test('a line in the middle that was cut off', refused, withLine(2, (lines[2] ?? '').slice(0, 20)), 'damaged', 3, /no entry/);
test('a blank line in the middle', refused, withLine(2, ''), 'damaged', 3, /no entry/);
test('an entry of no kind', refused, withEntry(2, { type: 'thought' }), 'damaged', 3, /no entry/);
test('an event without a type', refused, withEntry(2, { event: {} }), 'damaged', 3, /no entry/);
test('a state without a context', refused, withEntry(3, { context: undefined }), 'damaged', 4, /no entry/);
test('a status that there is not', refused, withEntry(3, { status: 'asleep' }), 'damaged', 4, /no entry/);
test('numbers that do not rise', refused, withEntry(2, { n: 1 }), 'damaged', 3, /1 comes after 1/);
test('an actor that was never made', refused, withEntry(2, { actor: 'bob:1' }), 'damaged', 3, /bob:1/);
test('an actor that is made twice', refused, withLine(3, JSON.stringify({ ...entries[0], n: 3 })), 'damaged', 4, /twice/);
test('a last line that is whole but wrong', refused, `${whole}{"n":1}`, 'damaged', 6, /no entry/);

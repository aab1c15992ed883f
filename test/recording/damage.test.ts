// Recordings that somebody or something has changed anywhere: they are read, or refused with where and why, and replaying what was
// read finds differences, but never fails.
import test from 'ava';
import fc from 'fast-check';
import { RecordingError, readRecording } from '../../src/recording/reading.js';
import { replayWhole } from '../../src/recording/replay.js';
import { recordingText } from '../../src/recording/writing.js';
import { conversationRecording } from '../cli/recordings/conversation-recording.js';

const { header, entries } = conversationRecording();
const whole = recordingText(header, entries);

function tried(text: string): 'read' | 'refused' {
  try {
    replayWhole(readRecording(text));
    return 'read';
  } catch (error) {
    if (error instanceof RecordingError) return 'refused';
    throw error;
  }
}

test('damage: bytes changed, taken out or put in anywhere → read or refused', (t) => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(30), fc.string({ maxLength: 12 }), (at, length, inserted) => {
      outcomes.add(tried(whole.slice(0, at) + inserted + whole.slice(at + length)));
    }),
    { numRuns: 400 },
  );
  t.deepEqual([...outcomes].sort(), ['read', 'refused']);
});

/** Every value of an entry, by its path. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

function changedAt(value: unknown, [key = '', ...rest]: readonly string[], other: unknown): unknown {
  const copy: Record<string, unknown> = Array.isArray(value) ? Object.assign([], value) : Object.assign({}, value);
  copy[key] = rest.length === 0 ? other : changedAt(copy[key], rest, other);
  return copy;
}

const strangeValues = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom({ $actor: 'x' }, { $bytes: '‹text 1, 99 bytes›' }, { $map: 7 }, { $error: null }, { $date: 'never' }, { $entries: [[]] }),
  fc.constantFrom('‹text 1›', '(text 1)', 'xstate.stop', 'xstate.init', '__proto__'),
);

test('damage: any value of any entry replaced by any other → read or refused', (t) => {
  const places = entries.flatMap((entry, index) => pathsOf(entry).map((path) => ({ index, path })));
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...places), strangeValues, ({ index, path }, other) => {
      const lines = entries.map((entry, at) => JSON.stringify(at === index ? changedAt(entry, path, other) : entry));
      outcomes.add(tried(`${JSON.stringify(header)}\n${lines.join('\n')}\n`));
    }),
    { numRuns: 600 },
  );
  t.deepEqual([...outcomes].sort(), ['read', 'refused']);
});

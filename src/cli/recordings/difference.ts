// What differs between a recording and its replay, and when, in words.
import type { Plain } from '../../recording/format.js';
import type { Difference } from '../../recording/replay.js';
import { readableState, readableValue } from '../../recording/words.js';
import type { Say } from '../texts/catalogue.js';

export const seconds = (ms: number): string => (ms / 1000).toFixed(3);

export function differenceSentence({ what, path, expected, got }: Difference, say: Say): string {
  const stateOf = (value: Plain | undefined): string => (value === undefined ? '–' : readableState(value));
  switch (what) {
    case 'value':
      return say('replayState', { expected: stateOf(expected), got: stateOf(got) });
    case 'status':
      return say('replayValue', { path: 'status', expected: readableValue(expected), got: readableValue(got) });
    case 'context':
      return say('replayValue', { path: path === '' ? 'context' : path, expected: readableValue(expected), got: readableValue(got) });
    case 'threw':
      return say('replayThrew', { why: String(got) });
    case 'unknown':
      return say('replayUnknown', { expected: stateOf(expected) });
    case 'unasked':
      return say('replayUnasked', { name: path });
  }
}

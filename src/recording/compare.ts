// Compares what a machine came to when it was replayed with what was recorded. What was hidden is compared by its placeholders.
import type { Plain } from './format.js';
import { placeholderOf, withoutSize } from './placeholders.js';

/** Where two values differ: `held.direct.reason`, '' for the whole. */
export interface PlaceOfDifference {
  readonly path: string;
  readonly expected: Plain | undefined;
  readonly got: Plain | undefined;
}

/** A text that replaying made itself, and that would have been hidden: it is equal to the placeholder that it meets first. */
const madeHere = '‹=';

/** Stands in the place of `Placeholders` where a replayed context is made plain. */
export const replayedPlaceholders = {
  of: (_kind: string, text: string): string => (text === '' ? '' : (placeholderOf(text) ?? `${madeHere}${text}›`)),
};

const mostDifferences = 8;

export class Comparison {
  readonly #learned = new Map<string, string>();

  /** The first few places at which they differ. */
  differences(expected: Plain | undefined, got: Plain | undefined, path = ''): readonly PlaceOfDifference[] {
    const found: PlaceOfDifference[] = [];
    this.#compare(expected, got, path, found);
    return found;
  }

  #compare(expected: Plain | undefined, got: Plain | undefined, path: string, found: PlaceOfDifference[]): void {
    if (found.length >= mostDifferences || this.#isSame(expected, got)) return;
    if (!isBranch(expected) || !isBranch(got) || Array.isArray(expected) !== Array.isArray(got)) {
      found.push({ path, expected, got });
      return;
    }
    // Which actor it is goes by its name: a replayed one has no number.
    const isActor = '$actor' in expected && '$actor' in got;
    const keys = isActor ? ['id'] : new Set([...Object.keys(expected), ...Object.keys(got)]);
    for (const key of keys) {
      this.#compare(at(expected, key), at(got, key), path === '' ? key : `${path}.${key}`, found);
    }
  }

  #isSame(expected: Plain | undefined, got: Plain | undefined): boolean {
    if (expected === got) return true;
    if (typeof expected !== 'string' || typeof got !== 'string') return false;
    const placeholder = withoutSize(expected);
    if (placeholder === withoutSize(got) || placeholder === placeholderOf(got)) return true;
    if (!got.startsWith(madeHere) || !expected.startsWith('‹')) return false;
    const learned = this.#learned.get(got) ?? placeholder;
    this.#learned.set(got, learned);
    return learned === placeholder;
  }
}

type Branch = readonly Plain[] | { readonly [key: string]: Plain | undefined };

function isBranch(value: Plain | undefined): value is Branch {
  return typeof value === 'object' && value !== null;
}

function at(branch: Branch, key: string): Plain | undefined {
  const value: Plain | undefined = Reflect.get(branch, key);
  return value;
}

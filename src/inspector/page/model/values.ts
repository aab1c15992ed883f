// Recorded values (`Plain` of the recording's format) as a person reads them: what kind each is, in a few words, and what is inside.
import type { Plain } from '../../../recording/format.js';

export interface Reading {
  /** `hidden`: left out on purpose. `special`: what JSON has no word for. */
  readonly kind: 'nothing' | 'truth' | 'number' | 'text' | 'hidden' | 'special' | 'list' | 'record';
  /** In a few words; of a list or record its size. */
  readonly text: string;
  /** Keys and values, of what can be opened. */
  readonly inside: readonly (readonly [key: string, value: Plain])[];
}

const placeholder = /^‹.*›$/su;
const longestText = 2000;

export function read(value: Plain | undefined): Reading {
  if (value === undefined || value === null) return leaf('nothing', value === null ? 'null' : 'nothing');
  if (typeof value === 'boolean') return leaf('truth', value ? 'yes' : 'no');
  if (typeof value === 'number') return leaf('number', String(value));
  if (typeof value === 'string') return readText(value);
  if (isList(value))
    return { kind: 'list', text: counted(value.length, 'item'), inside: value.map((each, index) => [String(index), each]) };
  return readRecord(value);
}

/** All words in it, for the search. Bounded, so that one huge value does not stop the page. */
export function wordsOf(value: Plain | undefined): string {
  return (JSON.stringify(value) ?? '').slice(0, 100_000);
}

/**
 * `next`, with every part of it that equals the same part of `before` replaced by that: contexts change little from one state to the
 * next, so a recording takes a fraction of the memory, and what has changed is what is not the same object.
 */
export function shared(before: Plain | undefined, next: Plain): Plain {
  if (before === next || typeof before !== 'object' || typeof next !== 'object' || before === null || next === null) return next;
  if (isList(before) || isList(next)) return isList(before) && isList(next) ? sharedList(before, next) : next;
  const keys = Object.keys(next);
  let isSame = keys.length === Object.keys(before).length;
  const result: Record<string, Plain | undefined> = Object.create(null);
  for (const key of keys) {
    const value = next[key];
    const was = Object.hasOwn(before, key) ? before[key] : undefined;
    const kept = value === undefined ? undefined : shared(was, value);
    result[key] = kept;
    if (kept !== was || was === undefined) isSame = false;
  }
  return isSame ? before : result;
}

function sharedList(before: readonly Plain[], next: readonly Plain[]): readonly Plain[] {
  const result = next.map((value, index) => shared(before[index], value));
  return before.length === next.length && result.every((value, index) => value === before[index]) ? before : result;
}

function readText(value: string): Reading {
  if (placeholder.test(value)) return leaf('hidden', `hidden: ${value.slice(1, -1)}`);
  return leaf('text', value.length > longestText ? `${value.slice(0, longestText)}… (${value.length} characters)` : value);
}

function readRecord(value: { readonly [key: string]: Plain | undefined }): Reading {
  const entries = Object.entries(value).flatMap(([key, inner]): [string, Plain][] => (inner === undefined ? [] : [[key, inner]]));
  const [first] = entries;
  if (first?.[0].startsWith('$')) return readSpecial(first[0], first[1], entries.slice(1));
  return { kind: 'record', text: counted(entries.length, 'entry', 'entries'), inside: entries };
}

function readSpecial(mark: string, value: Plain, rest: readonly (readonly [string, Plain])[]): Reading {
  const text = typeof value === 'string' ? value : '';
  switch (mark) {
    case '$bytes':
      return placeholder.test(text) ? leaf('hidden', `hidden: ${text.slice(1, -1)}`) : leaf('special', `${bytesIn(text)} bytes`);
    case '$actor': {
      const id = rest.find(([key]) => key === 'id')?.[1];
      return leaf('special', `actor ${typeof id === 'string' ? id : text || 'elsewhere'}`);
    }
    case '$function':
      return leaf('special', 'a function');
    case '$number':
    case '$date':
      return leaf('special', text);
    case '$object':
      return leaf('special', `a ${text}`);
    case '$error':
      return { kind: 'special', text: 'error', inside: isRecord(value) ? read(value).inside : [['message', value]] };
    case '$map':
    case '$entries':
      return { kind: 'record', text: counted(isList(value) ? value.length : 0, 'entry', 'entries'), inside: pairs(value) };
    case '$set':
      return isList(value) ? read(value) : leaf('special', 'a set');
    default:
      return { kind: 'record', text: counted(rest.length + 1, 'entry', 'entries'), inside: [[mark, value], ...rest] };
  }
}

function pairs(value: Plain): [string, Plain][] {
  if (!isList(value)) return [];
  return value.map((pair, index): [string, Plain] => {
    if (!isList(pair)) return [String(index), pair];
    const [key, inner] = pair;
    return [typeof key === 'string' ? key : wordsOf(key).slice(0, 60), inner ?? null];
  });
}

const leaf = (kind: Reading['kind'], text: string): Reading => ({ kind, text, inside: [] });
const counted = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
const bytesIn = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
/** `Array.isArray` does not tell a read-only array from other objects. */
const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
const isRecord = (value: Plain): value is { readonly [key: string]: Plain | undefined } =>
  typeof value === 'object' && value !== null && !isList(value);

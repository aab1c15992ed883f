// Lists and durations in words of the reader's language.
import type { Say } from '../texts/catalogue.js';

/** More names than this are folded. */
const mostNamed = 3;

/** `alice, bob and carol`; of many `alice, bob and 3 others`. */
export function nameList(say: Say, names: readonly string[]): string {
  const named = names.length > mostNamed ? [...names.slice(0, 2), say('others', { count: names.length - 2 })] : names;
  return allOf(say, named);
}

/** Every item, as a sentence lists them. */
export function allOf(say: Say, items: readonly string[]): string {
  // Without the comma before `and`.
  const code = say.language.code === 'en' ? 'en-GB' : say.language.code;
  return new Intl.ListFormat(code, { type: 'conjunction' }).format(items);
}

/** `45 sec`, `5 min`, `1 hr 20 min`. */
export function duration(say: Say, ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const unit = (amount: number, name: string) =>
    new Intl.NumberFormat(say.language.code, { style: 'unit', unit: name, unitDisplay: 'short' }).format(amount);
  if (seconds < 60) return unit(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [...(hours > 0 ? [unit(hours, 'hour')] : []), ...(rest > 0 || hours === 0 ? [unit(rest, 'minute')] : [])].join(' ');
}

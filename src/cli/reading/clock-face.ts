// Times as people read them: local, in their own format, and the days between them.
import type { Say } from '../texts/catalogue.js';

/** `HH:MM`, `HH:MM:SS`, or `hh:mm am`; of one width each. */
export type TimeFormat = '24h' | '12h' | 'seconds';

const two = (number: number) => String(number).padStart(2, '0');

export function timeOfDay(at: number, format: TimeFormat = '24h'): string {
  const when = new Date(at);
  const [hours, minutes] = [when.getHours(), two(when.getMinutes())];
  if (format === '12h') return `${String(hours % 12 || 12).padStart(2)}:${minutes}${hours < 12 ? 'am' : 'pm'}`;
  return `${two(hours)}:${minutes}${format === 'seconds' ? `:${two(when.getSeconds())}` : ''}`;
}

/** The local day, to compare; not to be shown. */
export function dayOf(at: number): string {
  return new Date(at).toDateString();
}

/** `Friday, 20 November 2026`, in the reader's language, digits as elsewhere. */
export function dayInWords(at: number, say: Say): string {
  const { code } = say.language;
  const inParts = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(`${code === 'en' ? 'en-GB' : code}-u-nu-latn`, options).format(at);
  return say('day', { weekday: inParts({ weekday: 'long' }), date: inParts({ day: 'numeric', month: 'long', year: 'numeric' }) });
}

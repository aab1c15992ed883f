// The page for screen readers: lines that are only added and say in words who speaks, where and of what kind. No columns, no
// signs that are read out, no colours, no wrapping (the reader knows its own lines), the day only when it changes.
import type { StoredMessage } from '../../index.js';
import { dayInWords, dayOf, timeOfDay } from './clock-face.js';
import { actionOf, fatesOf, type Shown, shownMessage, shownPast } from './contents.js';
import { harmless, harmlessLines, harmlessSentence } from './harmless.js';
import { type Line, markUp } from './markup.js';
import { isMention, type Page, type PageOptions } from './page.js';

export function createSpokenPage({ say, isRaw, ownName, now, time }: PageOptions): Page {
  let day = dayOf(now());
  return {
    message: (message, isQuiet = false) => {
      const shown = shownMessage(message);
      return [...newDay(shown.at), ...spoken(shown, !isQuiet && isMention(shown, ownName()))];
    },
    notice: (sentence) => [harmlessSentence(sentence)],
    item: (text) => [harmlessSentence(text)],
    past: (messages, own) => messages.flatMap((message) => spokenPast(message, own)),
  };

  /** A message that is read later also says when it was sent. */
  function spokenPast(message: StoredMessage, own: string): string[] {
    const shown = shownPast(message, own, say);
    const clock = timeOfDay(shown.at, time() === '12h' ? '12h' : '24h').trim();
    const [first = '', ...more] = spoken(shown, isMention(shown, ownName()));
    return [
      ...newDay(shown.at),
      say('spokenAt', { time: clock, sentence: first }),
      ...more,
      ...fatesOf(message, say).map(harmlessSentence),
    ];
  }

  function spoken(shown: Shown, isForReader: boolean): string[] {
    const action = actionOf(shown.text);
    const lines = markUp(harmlessLines(action ?? shown.text), { isRaw: isRaw() });
    const name = harmlessSentence(shown.who);
    const room = harmless(shown.room ?? '');
    const kind = isForReader ? 'Mention' : action === undefined ? 'Message' : 'Action';
    // The words stand behind what say() puts together: they may hold braces, and are longer than a sentence.
    const head = shown.room === undefined ? say(`spoken${kind}`, { name }) : say(`spoken${kind}Room`, { name, room });
    return lines.map((line, index) => (index === 0 ? `${head} ${inWords(line, '')}` : inWords(line, say('spokenMore'))).trimEnd());
  }

  /** Further lines begin with a word of this program: nobody can write one that sounds like somebody else's message. */
  function inWords({ kind, spans }: Line, otherwise: string): string {
    const text = spans.map((span) => span.text).join('');
    const lead = kind === 'code' ? say('spokenCode') : kind === 'quote' ? say('spokenQuote') : otherwise;
    return lead === '' ? text : `${lead} ${text}`;
  }

  function newDay(at: number): string[] {
    if (Number.isNaN(at) || dayOf(at) === day) return [];
    day = dayOf(at);
    return [dayInWords(at, say)];
  }
}

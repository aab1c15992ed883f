// What is said in more than one place. Reasons become sentences by the catalogue, by their token; where it has none, or the
// library says more in English, its own sentence stands.
import { ParleyError, type PeerState, sentenceFor } from '../index.js';
import type { Say, TextKey } from './texts/catalogue.js';
import { english, isTextKey } from './texts/texts.js';

/** A refusal of this program itself: its message is in the reader's language already. */
export class SaidRefusal extends ParleyError {}

/** A Reason as a sentence; a detail that is words already stands for itself. */
export function inWords(reason: string, say: Say = english): string {
  if (!/^[a-z]+(-[a-z]+)*$/.test(reason)) return endSentence(reason);
  const key = `reason.${reason}`;
  // Of keys with this beginning none takes a parameter.
  return isTextKey(key) ? (say as unknown as (key: string) => string)(key) : say('refusedUnknown', { reason });
}

/** What to tell of whatever a call was rejected with. */
export function refusalSentence(error: unknown, say: Say = english): string {
  if (!(error instanceof ParleyError)) return say('wentWrong', { what: error instanceof Error ? error.message : String(error) });
  const sentence = errorSentence(error, say);
  return error.retryAfter === undefined ? sentence : say('tryAgainIn', { sentence, seconds: Math.ceil(error.retryAfter) });
}

/** The library's message is English, and may be more exact than its reason: then it is found in the catalogue by what it says. */
function errorSentence(error: ParleyError, say: Say): string {
  const { reason, message } = error;
  if (error instanceof SaidRefusal) return message;
  const usual = sentenceFor(reason);
  if (say.language.code === 'en') return message === usual ? inWords(reason, say) : endSentence(message);
  const exact = exactly(message, say);
  if (exact !== undefined) return exact;
  // What stands behind it in brackets are words of the system or of the network.
  const detail = message.startsWith(`${usual} (`) ? message.slice(usual.length) : '';
  return isTextKey(`reason.${reason}`) ? `${inWords(reason, say)}${detail}` : endSentence(message);
}

type ExactKey = Extract<TextKey, `exact.${string}`>;
const isExactKey = (key: string): key is ExactKey => key.startsWith('exact.') && isTextKey(key);

/** An English sentence of the library in another language; undefined: it is none of those that the catalogue has. */
export function exactly(message: string, say: Say): string | undefined {
  for (const [key, text] of Object.entries(english.language.texts)) {
    if (!isExactKey(key) || typeof text !== 'string') continue;
    const names: string[] = [];
    const pattern = text.replace(/[\\^$.*+?()[\]|]/g, '\\$&').replace(/\{(\w+)\}/g, (_, name: string) => `(${names.push(name) && '.+'})`);
    const found = new RegExp(`^${pattern}$`, 'su').exec(message);
    if (!found) continue;
    const given = Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']));
    // The parameters are those of this very text.
    return (say as unknown as (key: string, given: Readonly<Record<string, string>>) => string)(key, given);
  }
  return undefined;
}

/** How this user stands with the registry. */
export function stateSentence(state: PeerState, now: number, say: Say = english): string {
  switch (state.state) {
    case 'connecting':
      return say('dialling');
    case 'online':
      return say('connected');
    case 'offline': {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
      const why = inWords(state.reason, say);
      return seconds === 0 ? say('notConnectedNow', { why }) : say('notConnected', { why, seconds });
    }
    case 'signed-out':
      return say('loggedOut', { why: inWords(state.reason, say) });
  }
}

export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

function endSentence(text: string): string {
  return /[.!?…؟]$/.test(text) ? text : `${text}.`;
}

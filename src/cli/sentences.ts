// What is said in more than one place. Reasons become sentences by the library's own table.
import { ParleyError, type PeerState, sentenceFor } from '../index.js';

/** A Reason as a sentence; a detail that is words already stands for itself. */
export function inWords(reason: string): string {
  return /^[a-z]+(-[a-z]+)*$/.test(reason) ? sentenceFor(reason) : endSentence(reason);
}

/** What to tell of whatever a call was rejected with. */
export function refusalSentence(error: unknown): string {
  if (!(error instanceof ParleyError)) return `This went wrong: ${error instanceof Error ? error.message : String(error)}`;
  const wait = error.retryAfter === undefined ? '' : ` Try again in ${Math.ceil(error.retryAfter)} s.`;
  return `${endSentence(error.message)}${wait}`;
}

/** How this user stands with the registry. */
export function stateSentence(state: PeerState, now: number): string {
  switch (state.state) {
    case 'connecting':
      return 'The registry is being dialled.';
    case 'online':
      return 'Connected to the registry.';
    case 'offline': {
      const wait = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
      return `Not connected to the registry. ${inWords(state.reason)} It is dialled again ${wait === 0 ? 'now' : `in ${wait} s`}.`;
    }
    case 'signed-out':
      return `Logged out. ${inWords(state.reason)}`;
  }
}

export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

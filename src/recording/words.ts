// Recorded values as people read them.
import type { ActorEntry, Plain } from './format.js';

/** `online.idle`; of states side by side `online(link.quiet, certificate.valid)`. */
export function readableState(value: Plain): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '–';
  const parts = Object.entries(value).map(([state, inner]) => {
    const below = readableState(inner ?? null);
    return below === '' ? state : `${state}${below.startsWith('(') ? '' : '.'}${below}`;
  });
  return parts.length === 1 ? (parts[0] ?? '') : parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

/** `alice › conversation bob` */
export function readableActor({ node, id }: ActorEntry): string {
  return `${node} › ${id}`;
}

/** In one line, shortened where it is long. */
export function readableValue(value: Plain | undefined, longest = 200): string {
  const text = value === undefined ? '–' : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

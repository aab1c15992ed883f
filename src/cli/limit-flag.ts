// `--limit NAME=VALUE` of whoever goes online: a time or limit of the peer, named as the protocol's table names it. Whether there
// is such a name and what it may be is the library's to say.
import { InvalidArgumentError } from 'commander';
import { readNumber } from './values.js';

export type LimitsGiven = Readonly<Record<string, number>>;

/** `messageTimeout=30` or `message-timeout=30`; can be given again, and the last of a name counts. */
export function readLimit(text: string, before: LimitsGiven = {}): LimitsGiven {
  const found = /^([a-z][A-Za-z-]*)=(.+)$/.exec(text);
  if (!found) throw new InvalidArgumentError('needsLimit');
  const [, name = '', value = ''] = found;
  return { ...before, [name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())]: readNumber(value) };
}

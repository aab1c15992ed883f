// Lists that may be longer than a payload (docs/protocol.md, section 2, "Lists"): `Next`, `From`, and `Locked` of VII.
import { frameLimits } from '../../protocol/frame.js';
import { type Row, rowSize, writeList } from '../../protocol/lists.js';
import { isName, nameKey } from '../../protocol/names.js';

export type ListKind = 'rooms' | 'peers' | 'members';

/** What a list says of one name: never cut between two pages. */
export interface Entry {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly isLocked?: boolean;
}

export interface WrittenPage {
  readonly payload: string;
  readonly next: string | undefined;
  /** The names of this page that need a password. */
  readonly locked: string | undefined;
}

/** No list of this many entries fits into a page: whoever fetches so many fetches enough. `<a> <> <1> <2>` is the shortest. */
export const pageRows = { short: Math.ceil(frameLimits.payload / 4) + 1, detailed: Math.ceil(frameLimits.payload / 16) + 1 } as const;

/** Bytes for one header of a list: the head's limit, less what else may stand in it. */
const headerRoom = frameLimits.head - 512;

/** As much of the entries as fits into a frame; with more to come, `next` is where to go on. */
export function writePage(kind: ListKind, entries: readonly Entry[]): WrittenPage {
  const rows: Row[] = [];
  const locked: string[] = [];
  let size = 0;
  let lockedSize = 0;
  let last: string | undefined;
  for (const entry of entries) {
    size += entry.rows.reduce((sum, row) => sum + rowSize(row), 0);
    lockedSize += entry.isLocked ? entry.name.length + 1 : 0;
    if (size > frameLimits.payload || lockedSize > headerRoom) {
      return { payload: writeList(rows), next: last && writeToken(kind, last), locked: locked.join(',') || undefined };
    }
    rows.push(...entry.rows);
    if (entry.isLocked) locked.push(entry.name);
    last = entry.name;
  }
  return { payload: writeList(rows), next: undefined, locked: locked.join(',') || undefined };
}

/** The name after which a list goes on, or `undefined` for a token that was never given. */
export function readToken(kind: ListKind, token: string): string | undefined {
  const [version, list, name = '', ...more] = Buffer.from(token, 'base64url').toString('utf8').split(' ');
  const isOurs = version === '1' && list === kind && isName(name) && more.length === 0 && writeToken(kind, name) === token;
  return isOurs ? name : undefined;
}

/** The entries after a name, in the order of lists. */
export function entriesAfter(entries: readonly Entry[], after: string | undefined): readonly Entry[] {
  return after === undefined ? entries : entries.filter(({ name }) => nameKey(name) > nameKey(after));
}

function writeToken(kind: ListKind, name: string): string {
  return Buffer.from(`1 ${kind} ${nameKey(name)}`, 'utf8').toString('base64url');
}

// The members of a room as JOIN (V) and DISCOVER_PEERS (XV) list them.
import { sameName } from '../../protocol/names.js';
import type { Member } from '../../store/registry-store.js';
import { entriesAfter, type WrittenPage, writePage } from './pages.js';

/** The others of a room: `<username> <port> <ip>`, an offline one `<username>` alone. */
export function membersPage(members: readonly Member[], asker: string, after: string | undefined): WrittenPage {
  const others = members.filter(({ name }) => !sameName(name, asker));
  const entries = others.map(({ name, address }) => ({ name, rows: [address ? [name, String(address.port), address.host] : [name]] }));
  return writePage('members', entriesAfter(entries, after));
}

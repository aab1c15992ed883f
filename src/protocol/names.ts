// Names of users and rooms (docs/protocol.md, section 2, "Names").

/** 1–32 of `[A-Za-z0-9._-]`, first a letter or digit. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text);
}

/** A name, but for the words that DISCOVER_PEERS has a meaning of its own for. */
export function isRoomName(text: string): boolean {
  return isName(text) && !/^(detailed|partial)$/i.test(text);
}

/** Names that differ only in case are one name: this is what they are compared, sorted and keyed by. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

export function sameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/** The smaller of two names by the bytes of their lower case: who settles a tie-break of links (section 5). */
export function isSmallerName(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(nameKey(one)), Buffer.from(nameKey(other))) < 0;
}

// What differs from one recording to the next, or says nothing to a reader, by a name that stays.

/** What is replaced: a pattern whose first group is the value. Values are counted where a page may have several of a kind. */
const kinds: readonly { readonly pattern: RegExp; readonly name: string; readonly isCounted?: boolean }[] = [
  { pattern: /<([0-9a-f]{64})>/g, name: 'HASH', isCounted: true },
  { pattern: /\b([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21})\b/g, name: 'ID', isCounted: true },
  { pattern: /^Room-Id: (\S+)$/gm, name: 'ROOM' },
  { pattern: /^(?:Stream: |<[^>\n]+> <(?=[0-9a-f]{16}>))([0-9a-f]{16})/gm, name: 'STREAM', isCounted: true },
  { pattern: /^Sent-At: (\S+)$/gm, name: 'TIME', isCounted: true },
  { pattern: /^Signature: (\S+)$/gm, name: 'SIGNATURE', isCounted: true },
  { pattern: /^Mac: (\S+)$/gm, name: 'MAC', isCounted: true },
  { pattern: /^(?:Session|Resume): (\S+)$/gm, name: 'SESSION', isCounted: true },
  { pattern: /^Keep-Alive-Key: (\S+)$/gm, name: 'KEY', isCounted: true },
  { pattern: /^Author-Certificate: (\S+)$/gm, name: 'CERTIFICATE', isCounted: true },
  { pattern: /^(the key of \S+)$/gm, name: 'REQUEST FOR A CERTIFICATE' },
  { pattern: /(-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----)/g, name: 'CERTIFICATE, AND THAT OF THE REGISTRY' },
  { pattern: /^Agent: (\S+)$/gm, name: 'PROGRAM' },
];

/** Replaces values by names, the same value by the same name for as long as the function is kept. */
export function nameless(): (text: string) => string {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameFor = (value: string, name: string, isCounted: boolean): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const given = isCounted ? `${name} ${count}` : name;
    names.set(value, given);
    return given;
  };
  return (text) =>
    kinds.reduce(
      (replaced, { pattern, name, isCounted = false }) =>
        replaced.replace(pattern, (whole, value: string) => whole.replace(value, () => nameFor(value, name, isCounted))),
      text,
    );
}

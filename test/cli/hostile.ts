// What terminals act on, for tests that nothing of it gets through.

/** Control characters, and those that show text elsewhere than it stands. */
export const acting = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const esc = '\u001b';
const ownAttributes = new RegExp(`${esc}\\[[\\d;]+m|${esc}\\]8;[\\w=-]*;[!-~]*${esc}\\\\`, 'g');

/** A line without the colours, attributes and links that this program writes itself. */
export function withoutAttributes(line: string): string {
  return line.replace(ownAttributes, '');
}

/** The same without the isolates that stand around a right-to-left text and names in it, where each is ended in its line. */
export function withoutIsolates(line: string): string {
  const isolate = /[\u2067\u2068]([^\u2066-\u2069]*)\u2069/gu;
  return line.replace(isolate, '$1').replace(isolate, '$1');
}

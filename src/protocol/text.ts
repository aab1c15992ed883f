// Text of other people, made harmless (docs/protocol.md, section 5): what is kept and shown of XI and XVI.

// Cc: C0, DEL and C1. Cs: a surrogate without its other half. The rest reorder what stands around them.
const harmful = /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const lineBreaks = /[\u2028\u2029]/gu;

/**
 * Without control characters other than line feed and tab, and without those that change the direction of writing; the line
 * and paragraph separators become line feeds. Idempotent. A signature is over the text as it was sent, never over this.
 */
export function stripControls(text: string): string {
  return text.replace(lineBreaks, '\n').replace(harmful, '');
}

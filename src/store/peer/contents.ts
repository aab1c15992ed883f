// What a message says, in two forms: the bytes that were sent, and the text to show.
import { stripControls } from '../../protocol/text.js';

/** The two columns that hold a message. */
export interface Contents {
  readonly text: string;
  /** `null` where the bytes are the UTF-8 of the text, as almost always. */
  readonly payload: Uint8Array | null;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export function contentsOf(payload: Uint8Array): Contents {
  const text = stripControls(utf8.decode(payload));
  return { text, payload: Buffer.compare(Buffer.from(text), payload) === 0 ? null : payload };
}

/** The exact bytes. */
export function payloadOf({ text, payload }: Contents): Uint8Array {
  return payload ?? Buffer.from(text);
}

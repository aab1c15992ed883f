// A frame of the wire and how it is written (docs/protocol.md, section 2). Reading is in frame-decoder.ts.

/** Header values by lower-case name, in the order in which they are written. Never has a prototype when decoded. */
export type Headers = Readonly<Record<string, string>>;

/** One frame: `VERB <field>…`, headers, payload. Fields and values are unescaped text. */
export interface Frame {
  /** `[A-Z][A-Z0-9_]*` */
  readonly verb: string;
  readonly fields: readonly string[];
  /** Without `Content-Length`, which the codec keeps to itself. */
  readonly headers: Headers;
  /** At most 65,536 bytes. */
  readonly payload: Uint8Array;
}

/** The most that a frame may hold, in both directions (section 2). */
export const frameLimits = {
  /** Bytes from the start line through the blank line. */
  head: 8192,
  headers: 32,
  /** Bytes. */
  payload: 65_536,
} as const;

export const noPayload: Uint8Array = new Uint8Array(0);

/** Makes a frame; headers whose value is `undefined` are left out. */
export function frame(
  verb: string,
  fields: readonly string[] = [],
  headers: Readonly<Record<string, string | undefined>> = {},
  payload: Uint8Array | string = noPayload,
): Frame {
  const kept: Record<string, string> = Object.create(null);
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) kept[name.toLowerCase()] = value;
  }
  return { verb, fields, headers: kept, payload: typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload };
}

/**
 * The bytes of a frame, with `Content-Length` last unless there is no payload.
 * @throws RangeError when the frame is larger than a reader would take: whoever made it has a bug.
 */
export function encodeFrame(message: Frame): Buffer {
  const { payload } = message;
  const length = payload.length === 0 ? '' : `Content-Length: ${payload.length}\r\n`;
  const head = Buffer.from(`${encodeHead(message)}${length}\r\n`, 'utf8');
  const headers = Object.keys(message.headers).length + (length === '' ? 0 : 1);
  if (head.length > frameLimits.head || payload.length > frameLimits.payload || headers > frameLimits.headers) {
    throw new RangeError(`a ${message.verb} frame of ${head.length} + ${payload.length} bytes is too large to send`);
  }
  return payload.length === 0 ? head : Buffer.concat([head, payload]);
}

/** The start line and the headers, without `Content-Length` and the blank line: what a `Mac` is made of (section 4). */
export function encodeHead(message: Frame): string {
  const { headers } = message;
  let head = message.verb;
  for (const field of message.fields) head += ` <${escapeText(field)}>`;
  head += '\r\n';
  for (const name in headers) head += `${spellHeader(name)}: ${escapeText(headers[name] ?? '')}\r\n`;
  return head;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that the wire escapes
const escaped = /[%<>\u0000-\u001f\u007f-\u009f]/gu;
const plain = /^[ !"#$&-;=?-~]*$/;

/** Whether a text is written as it is, and read as it is: ASCII without what has to be escaped, as nearly everything is. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/** Writes `%`, `<`, `>` and control characters as `%XX`, upper-case hex, a byte of UTF-8 each. Makes lone surrogates U+FFFD. */
export function escapeText(text: string): string {
  if (isPlain(text)) return text;
  return text.toWellFormed().replace(escaped, (character) => {
    let escapes = '';
    for (const byte of Buffer.from(character, 'utf8')) escapes += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    return escapes;
  });
}

const spellings = new Map<string, string>();
const mostSpellings = 256;

/** `request-id` → `Request-Id`. The same few names come again and again. */
function spellHeader(name: string): string {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const spelled = name.replace(/(^|-)[a-z]/g, (initial) => initial.toUpperCase());
  if (spellings.size < mostSpellings) spellings.set(name, spelled);
  return spelled;
}

// A reader of frames (docs/protocol.md, section 2) of the kit's own. It judges how the other side writes, so it is stricter than a
// reader of the protocol has to be, and shares no code with ours.
import { Mismatch } from './check.js';

export interface RawFrame {
  /** The start line as it came. */
  readonly line: string;
  readonly verb: string;
  readonly fields: readonly string[];
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Buffer;
  /** All of it as it came. */
  readonly text: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The frame at the front of some bytes and how many of them it takes; `undefined` when it is not whole. @throws Mismatch */
export function readRawFrame(bytes: Buffer): { readonly frame: RawFrame; readonly size: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  const blank = /\n\r?\n/.exec(bytes.subarray(0, 9000).toString('latin1'));
  if (blank && (end === -1 || blank.index < end)) throw malformed('lines that end in CR LF', bytes);
  if (end === -1) {
    if (bytes.length > 8192) throw malformed('at most 8192 bytes up to the empty line', bytes);
    return undefined;
  }
  if (end + 4 > 8192) throw malformed('at most 8192 bytes up to the empty line', bytes);
  const [line = '', ...rest] = decode(bytes.subarray(0, end), bytes).split('\r\n');
  const start = /^([A-Z][A-Z0-9_]*)((?: <[^<>]*>)*)$/.exec(line);
  if (!start) throw malformed('a start line', bytes);
  const fields = (start[2] ?? '') === '' ? [] : (start[2] ?? '').slice(2, -1).split('> <');
  const headers = new Map<string, string>();
  for (const each of rest) {
    const header = /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(each);
    const name = header?.[1]?.toLowerCase() ?? '';
    if (!header || headers.has(name)) throw malformed('headers, each at most once', bytes);
    headers.set(name, unescaped(header[2] ?? '', bytes));
  }
  if (headers.size > 32) throw malformed('at most 32 headers', bytes);
  const announced = headers.get('content-length') ?? '0';
  if (!/^\d{1,10}$/.test(announced) || Number(announced) > 65_536) throw malformed('a Content-Length of at most 65536', bytes);
  const size = end + 4 + Number(announced);
  if (bytes.length < size) return undefined;
  const frame = {
    line,
    verb: start[1] ?? '',
    fields: fields.map((field) => unescaped(field, bytes)),
    headers,
    payload: Buffer.from(bytes.subarray(end + 4, size)),
    text: bytes.subarray(0, size).toString('utf8'),
  };
  return { frame, size };
}

/** The lines of a list, their fields unescaped. @throws Mismatch when the payload is no list of section 2.6. */
export function readRawList(payload: Buffer): string[][] {
  const text = decode(payload, payload);
  if (text !== '' && !text.endsWith('\n')) throw malformed('a list whose every line ends in LF', payload);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (!/^<[^<>]*>(?: <[^<>]*>)*$/.test(line)) throw malformed('lines of fields', payload);
      return line
        .slice(1, -1)
        .split('> <')
        .map((field) => unescaped(field, payload));
    });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: raw ones are a fault of the writer
const raw = /[<>\u0000-\u001f\u007f-\u009f]/u;

/** Writers escape in upper case. */
function unescaped(text: string, whole: Buffer): string {
  if (raw.test(text) || /%(?![0-9A-F]{2})/.test(text)) throw malformed('escapes in upper-case hex, and nothing raw that needs one', whole);
  const bytes = text.replace(/%([0-9A-F]{2})|[^%]/gsu, (character, hex?: string) =>
    hex === undefined ? Buffer.from(character, 'utf8').toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decode(Buffer.from(bytes, 'latin1'), whole);
}

function decode(bytes: Buffer, whole: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed('UTF-8', whole);
  }
}

function malformed(expected: string, bytes: Buffer): Mismatch {
  return new Mismatch(expected, visible(bytes.subarray(0, 400)));
}

/** Bytes or text as a line to read: control characters as escapes, the middle of a PEM and the end of what is long left out. */
export function visible(text: string | Uint8Array, longest = 1000): string {
  const whole = typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
  const written = whole.replace(/(-----BEGIN [A-Z ]+-----)[^-]{100,}(-----END [A-Z ]+-----)/g, '$1…$2');
  const shown = written
    .slice(0, longest)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is made visible
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
      if (character === '\r') return '\\r';
      if (character === '\n') return '\\n';
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return written.length > longest ? `${shown}… (${written.length} characters)` : shown;
}

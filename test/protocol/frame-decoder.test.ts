// Section 2 as literal bytes: split anywhere, run together, malformed, too large.
import test, { type ExecutionContext } from 'ava';
import type { frame } from '../../src/protocol/frame.js';
import { decodeDatagram, FrameDecoder, FrameError } from '../../src/protocol/frame-decoder.js';

const bytes = (literal: string | Uint8Array): Buffer => (typeof literal === 'string' ? Buffer.from(literal, 'utf8') : Buffer.from(literal));

function decodeAll(...chunks: (string | Uint8Array)[]): unknown[] {
  const decoder = new FrameDecoder();
  const frames: unknown[] = [];
  for (const chunk of chunks) {
    decoder.push(bytes(chunk));
    for (let next = decoder.next(); next; next = decoder.next()) frames.push(plain(next));
  }
  return frames;
}

function plain({ verb, fields, headers, payload }: ReturnType<typeof frame>): unknown {
  return { verb, fields, headers: { ...headers }, payload: Buffer.from(payload).toString('utf8') };
}

const accepts = test.macro({
  exec(
    t: ExecutionContext,
    literal: string | Uint8Array,
    expected: { verb: string; fields?: string[]; headers?: object; payload?: string },
  ) {
    t.deepEqual(decodeAll(literal), [{ fields: [], headers: {}, payload: '', ...expected }]);
  },
  title: (what = '') => `frame-decoder: ${what} → taken`,
});

const refuses = test.macro({
  exec(t: ExecutionContext, literal: string | Uint8Array, reason: FrameError['reason']) {
    const decoder = new FrameDecoder();
    decoder.push(bytes(literal));
    const first = t.throws(() => decoder.next(), { instanceOf: FrameError });
    t.is(first?.reason, reason);
    decoder.push(bytes('HELLO_P2P\r\n\r\n'));
    t.is(
      t.throws(() => decoder.next(), { instanceOf: FrameError }),
      first,
      'framing stays lost',
    );
  },
  title: (what = '') => `frame-decoder: ${what} → refused`,
});

test('a start line alone', accepts, 'LOGOUT\r\n\r\n', { verb: 'LOGOUT' });
test('bare line feeds', accepts, 'LOGIN <a> <b>\nPeer-Port: 1\n\n', { verb: 'LOGIN', fields: ['a', 'b'], headers: { 'peer-port': '1' } });
test('empty fields', accepts, 'X <> <>\r\n\r\n', { verb: 'X', fields: ['', ''] });
test('a field of spaces', accepts, 'X < a >\r\n\r\n', { verb: 'X', fields: [' a '] });
test('an empty header value', accepts, 'X\r\nA: \r\n\r\n', { verb: 'X', headers: { a: '' } });
test('a header value with spaces around it', accepts, 'X\r\nA:  b \r\n\r\n', { verb: 'X', headers: { a: ' b ' } });
test('header names in any case', accepts, 'X\r\nreQuest-ID: 7\r\n\r\n', { verb: 'X', headers: { 'request-id': '7' } });
test('header names that objects have', accepts, 'X\r\nconstructor: a\r\n\r\n', { verb: 'X', headers: { constructor: 'a' } });
test('escapes in either case', accepts, 'X <%3c%3E%25%0A>\r\nA: %c3%A9\r\n\r\n', { verb: 'X', fields: ['<>%\n'], headers: { a: 'é' } });
test('an escape that need not be one', accepts, 'X <%41%6c>\r\n\r\n', { verb: 'X', fields: ['Al'] });
test('characters beyond the first plane', accepts, 'X <👩‍🚀>\r\n\r\n', { verb: 'X', fields: ['👩‍🚀'] });
test('a byte order mark, kept', accepts, 'X <\ufeffa>\r\n\r\n', { verb: 'X', fields: ['\ufeffa'] });
test('a payload with line ends in it', accepts, 'X\r\nContent-Length: 6\r\n\r\na\r\n\r\nb', { verb: 'X', payload: 'a\r\n\r\nb' });
test('Content-Length of 10 digits', accepts, 'X\r\nContent-Length: 0000000001\r\n\r\nz', { verb: 'X', payload: 'z' });
test('Content-Length: 0', accepts, 'X\r\nContent-Length: 0\r\n\r\n', { verb: 'X' });

const malformed = 'malformed-frame';
test('an empty start line', refuses, '\r\n', malformed);
test('a verb in lower case', refuses, 'hello\r\n', malformed);
test('a verb that starts with a digit', refuses, '1X\r\n', malformed);
test('two spaces before a field', refuses, 'X  <a>\r\n', malformed);
test('no space between fields', refuses, 'X <a><b>\r\n', malformed);
test('a space at the end of the start line', refuses, 'X <a> \r\n', malformed);
test('text between fields', refuses, 'X <a> b <c>\r\n', malformed);
test('a field that does not end', refuses, 'X <a\r\n', malformed);
test('a raw < in a field', refuses, 'X <a<b>\r\n', malformed);
test('a raw tab in a field', refuses, 'X <a\tb>\r\n', malformed);
test('a raw carriage return in a field', refuses, 'X <a\rb>\r\n', malformed);
test('a raw C1 control in a field', refuses, 'X <a\u0085b>\r\n', malformed);
test('a raw DEL in a header', refuses, 'X\r\nA: \u007f\r\n', malformed);
test('a raw > in a header', refuses, 'X\r\nA: >\r\n', malformed);
test('a header without its space', refuses, 'X\r\nA:b\r\n', malformed);
test('a header without a colon', refuses, 'X\r\nAb\r\n', malformed);
test('a header name with an underscore', refuses, 'X\r\n__proto__: a\r\n', malformed);
test('a folded header', refuses, 'X\r\nA: b\r\n c\r\n', malformed);
test('a header twice, in other case', refuses, 'X\r\nA: b\r\na: b\r\n\r\n', malformed);
test('a broken escape', refuses, 'X <%4>\r\n\r\n', malformed);
test('an escape with other letters', refuses, 'X <%zz>\r\n\r\n', malformed);
test('bytes that are no UTF-8', refuses, Buffer.from([0x58, 0x20, 0x3c, 0xff, 0x3e, 0x0a]), malformed);
test('an overlong encoding', refuses, Buffer.from([0x58, 0x20, 0x3c, 0xc0, 0xaf, 0x3e, 0x0a]), malformed);
test('escapes that make no UTF-8', refuses, 'X <%ff>\r\n\r\n', malformed);
test('an escaped half of a surrogate pair', refuses, 'X <%ED%A0%80>\r\n\r\n', malformed);
test('Content-Length of 11 digits', refuses, 'X\r\nContent-Length: 00000000001\r\n', malformed);
test('a negative Content-Length', refuses, 'X\r\nContent-Length: -1\r\n', malformed);
test('an empty Content-Length', refuses, 'X\r\nContent-Length: \r\n', malformed);
test('a payload of 65537 bytes, when it is announced', refuses, 'X\r\nContent-Length: 65537\r\n', 'frame-too-large');
test('8193 bytes without a line end', refuses, `X <${'a'.repeat(8190)}`, 'frame-too-large');
test('33 headers', refuses, `X\r\n${Array.from({ length: 33 }, (_, index) => `A${index}: b\r\n`).join('')}`, 'frame-too-large');

test('frame-decoder: a head of exactly 8192 bytes → taken, of one more → refused', (t) => {
  const head = (size: number) => `X <${'a'.repeat(size - 'X <>\r\n\r\n'.length)}>\r\n\r\n`;
  t.is(Buffer.byteLength(head(8192)), 8192);
  t.is(decodeAll(head(8192)).length, 1);
  t.throws(() => decodeAll(head(8193)), { instanceOf: FrameError });
});

test('frame-decoder: 32 headers and 65536 bytes of payload → taken', (t) => {
  const headers = Array.from({ length: 31 }, (_, index) => `A${index}: b\r\n`).join('');
  const [only] = decodeAll(`X\r\n${headers}Content-Length: 65536\r\n\r\n${'p'.repeat(65_536)}`) as { headers: object; payload: string }[];
  t.is(Object.keys(only?.headers ?? {}).length, 31);
  t.is(only?.payload.length, 65_536);
});

const conversation = 'HELLO_P2P\r\nProtocol: 1\r\n\r\nREGISTER <ålice> <%25>\nContent-Length: 3\n\na\r\nLOGOUT\r\n\r\n';
const conversationFrames = [
  { verb: 'HELLO_P2P', fields: [], headers: { protocol: '1' }, payload: '' },
  { verb: 'REGISTER', fields: ['ålice', '%'], headers: {}, payload: 'a\r\n' },
  { verb: 'LOGOUT', fields: [], headers: {}, payload: '' },
];

test('frame-decoder: several frames in one segment → each of them', (t) => {
  t.deepEqual(decodeAll(conversation), conversationFrames);
});

test('frame-decoder: split at every byte → the same frames', (t) => {
  const all = bytes(conversation);
  for (let at = 0; at <= all.length; at++) t.deepEqual(decodeAll(all.subarray(0, at), all.subarray(at)), conversationFrames);
});

test('frame-decoder: a byte at a time → the same frames', (t) => {
  t.deepEqual(decodeAll(...Array.from(bytes(conversation), (byte) => Uint8Array.of(byte))), conversationFrames);
});

test('frame-decoder: good frames before a bad one → given out first', (t) => {
  const decoder = new FrameDecoder();
  decoder.push(bytes('LOGOUT\r\n\r\nnonsense\r\n'));
  t.is(decoder.next()?.verb, 'LOGOUT');
  t.throws(() => decoder.next(), { instanceOf: FrameError });
});

test('frame-decoder: a payload given out + more bytes → the payload stays as it was', (t) => {
  const decoder = new FrameDecoder();
  decoder.push(bytes('X\r\nContent-Length: 3\r\n\r\nabc'));
  const first = decoder.next();
  decoder.push(bytes('Y\r\nContent-Length: 3\r\n\r\nxyz'));
  t.is(decoder.next()?.verb, 'Y');
  t.is(Buffer.from(first?.payload ?? []).toString(), 'abc');
});

test('frame-decoder: one whole frame as a datagram → taken; cut, empty or with more after it → refused', (t) => {
  const datagram = 'KEEP_ALIVE <a> <10>\r\nCounter: 1\r\nMac: x\r\n\r\n';
  t.is(decodeDatagram(bytes(datagram)).verb, 'KEEP_ALIVE');
  for (const bad of ['', datagram.slice(0, -1), `${datagram}X`, `${datagram}${datagram}`, '\0\0\0\0']) {
    t.throws(() => decodeDatagram(bytes(bad)), { instanceOf: FrameError }, JSON.stringify(bad));
  }
});

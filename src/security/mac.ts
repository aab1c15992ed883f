// The `Mac` of keep-alive datagrams (docs/protocol.md, section 4: XIII, XIV).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { encodeFrame, encodeHead, type Frame, frame } from '../protocol/frame.js';
import { FrameError, unescapeText } from '../protocol/frame-decoder.js';

/**
 * The frame with its `Mac` as the last header.
 * @throws RangeError for a frame with a payload: its Content-Length would come after the Mac.
 */
export function signFrame(message: Frame, key: Uint8Array): Frame {
  if (message.payload.length > 0) throw new RangeError(`a ${message.verb} with a payload cannot be signed`);
  const unsigned = frame(message.verb, message.fields, { ...message.headers, mac: undefined });
  return { ...unsigned, headers: { ...unsigned.headers, mac: macOf(encodeHead(unsigned), key) } };
}

/**
 * The bytes of the frame with its `Mac` as the last header: those of `signFrame`, sooner.
 * @throws RangeError for a frame with a payload.
 */
export function encodeSigned(message: Frame, key: Uint8Array): Buffer {
  if (message.payload.length > 0 || message.headers['mac'] !== undefined) return encodeFrame(signFrame(message, key));
  const head = encodeHead(message);
  return Buffer.from(`${head}Mac: ${macOf(head, key)}\r\n\r\n`, 'utf8');
}

/** Whether the last header of a datagram, just before its blank line and end, is the right `Mac` of all bytes before it. */
export function hasValidMac(datagram: Uint8Array, key: Uint8Array): boolean {
  const bytes = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const text = bytes.toString('latin1'); // a character a byte, so that positions are those of the bytes
  const blank = /\n\r?\n/.exec(text);
  if (!blank || blank.index + blank[0].length !== text.length) return false;
  const start = text.lastIndexOf('\n', blank.index - 1) + 1;
  const header = /^mac: (.*)$/is.exec(text.slice(start, blank.index).replace(/\r$/, ''));
  if (start === 0 || header?.[1] === undefined) return false;
  const shown = Buffer.from(unescaped(header[1]), 'utf8');
  const right = Buffer.from(macOf(bytes.subarray(0, start), key), 'utf8');
  return shown.length === right.length && timingSafeEqual(shown, right);
}

function macOf(bytes: Uint8Array | string, key: Uint8Array): string {
  return createHmac('sha256', key).update(bytes).digest('base64url');
}

/** A reader takes any byte escaped, in a Mac too; what is malformed equals no Mac. */
function unescaped(value: string): string {
  try {
    return unescapeText(value);
  } catch (error) {
    if (error instanceof FrameError) return '';
    throw error;
  }
}

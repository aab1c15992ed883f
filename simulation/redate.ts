// A certificate for another time, made of one that there is, at once: the real maker works in a thread, and a simulation waits
// for nothing but its clock.
import { type KeyObject, sign, X509Certificate } from 'node:crypto';

/** SEQUENCE of two UTCTimes, of 13 characters each (RFC 5280, section 4.1.2.5). */
const validity = Buffer.from('301e170d', 'hex');
const timeLength = 13;

/** PEM, as long as the given one to the byte. `key` is the authority's. */
export function redated(
  pem: string,
  key: KeyObject,
  { notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number },
): string {
  const der = Buffer.from(new X509Certificate(pem).raw);
  const times = der.indexOf(validity) + validity.length;
  der.write(utcTime(notBefore), times, 'latin1');
  der.write(utcTime(notAfter), times + timeLength + 2, 'latin1');
  // Certificate ::= SEQUENCE { toBeSigned SEQUENCE, algorithm SEQUENCE, signature BIT STRING }
  const toBeSigned = elementAt(der, elementAt(der, 0).contents);
  const algorithm = elementAt(der, toBeSigned.end);
  const signature = elementAt(der, algorithm.end);
  const place = der.subarray(signature.contents + 1, signature.end);
  for (;;) {
    // A signature in DER is 70 to 72 bytes long.
    const made = sign('sha256', der.subarray(toBeSigned.start, toBeSigned.end), key);
    if (made.length !== place.length) continue;
    made.copy(place);
    return new X509Certificate(der).toString();
  }
}

/** Where an element begins, where its contents do, and where it ends. */
function elementAt(der: Buffer, start: number): { readonly start: number; readonly contents: number; readonly end: number } {
  const first = der.readUInt8(start + 1);
  if (first < 0x80) return { start, contents: start + 2, end: start + 2 + first };
  const bytes = first & 0x7f;
  const contents = start + 2 + bytes;
  return { start, contents, end: contents + der.readUIntBE(start + 2, bytes) };
}

/** `YYMMDDHHMMSSZ` */
function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`;
}

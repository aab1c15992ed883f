// Who may talk to the inspector's server: whoever has the token of its URL, under a name of loopback, and from no other site's page.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Unpredictable: 128 bits, as 22 characters of base64url. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

export interface Doorkeeper {
  /** Compared in the same time whatever it is. */
  isToken(given: string): boolean;
  /**
   * Whether the request names this server as what it is. Another name, even if it leads here, is another site's: its pages must not
   * read this one's answers (DNS rebinding).
   */
  isHost(headers: IncomingHttpHeaders): boolean;
  /** Whether a WebSocket is asked for by this server's own page, or by a program that is no browser. */
  isOrigin(headers: IncomingHttpHeaders): boolean;
}

export function createDoorkeeper(token: string, port: number): Doorkeeper {
  const names = ['127.0.0.1', '[::1]', 'localhost'];
  // A browser leaves out the port that is HTTP's own.
  const hosts = new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
  const expected = digest(token);
  return {
    isToken: (given) => timingSafeEqual(digest(given), expected),
    isHost: ({ host }) => host !== undefined && hosts.has(host.toLowerCase()),
    isOrigin: ({ origin, host }) => origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`,
  };
}

/** Of one length for whatever it is made of. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

// What the system's and OpenSSL's errors mean for a link, in words for logs and people.
import type { LinkEnd } from './link.js';

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the other side reset the connection',
  ECONNABORTED: 'the connection was aborted',
  EPIPE: 'the other side is gone',
  ETIMEDOUT: 'the other side does not answer',
  EHOSTUNREACH: 'no way to that host',
  ENETUNREACH: 'no way to that network',
  EADDRNOTAVAIL: 'no such address here',
  ENOTFOUND: 'no host has that name',
  EAI_AGAIN: 'names cannot be looked up now',
};

/** Why a socket's error ends its link. A refusal by TLS belongs to the handshake, also when it comes just after it. */
export function explain(error: Error, link: { readonly isOpening: boolean; readonly bytesRead: number }): LinkEnd {
  const code = textOf(error, 'code') ?? error.name;
  const detail = `${words[code] ?? textOf(error, 'reason') ?? error.message} (${code})`;
  const isTls = /^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code);
  const isRefusal = link.isOpening || (link.bytesRead === 0 && code.includes('_ALERT_'));
  if (isTls && isRefusal) return { cause: 'handshake', detail };
  return { cause: link.isOpening ? 'unreachable' : 'lost', detail };
}

/** What Node puts on system errors and, as `reason`, on OpenSSL's. */
function textOf(error: Error, property: 'code' | 'reason'): string | undefined {
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : undefined;
}

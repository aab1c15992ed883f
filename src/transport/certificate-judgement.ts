// How a link asks whether a certificate chain is to be trusted.
import type { TlsOptions } from './link.js';

/** What `verify` has against a chain. A certificate that makes it throw is not one to trust. */
export function objection(options: TlsOptions, chain: readonly Uint8Array[]): string | undefined {
  try {
    return options.verify?.(chain);
  } catch (error) {
    return `the certificate cannot be judged: ${String(error)}`;
  }
}

// Author-Certificate (section 5, "History"): stands with the first message of each author on a link, and again where it is
// another one than before.

/** On one link, in one direction. */
export class AuthorCertificates {
  readonly #known = new Map<string, string>();

  /** What the header must say before a message of the author's; `undefined` where the other side has it already. */
  given(author: string, certificate: Uint8Array): string | undefined {
    const written = Buffer.from(certificate).toString('base64url');
    return this.#isNews(author, written) ? written : undefined;
  }

  /** The certificate that goes with a message, by its header or an earlier one; `undefined` where there is none. */
  taken(author: string, header: string | undefined): Uint8Array | undefined {
    if (header !== undefined) this.#isNews(author, header);
    const written = header ?? this.#known.get(author);
    if (written === undefined) return undefined;
    const bytes = Buffer.from(written, 'base64url');
    // Decoding skips what is not base64url.
    return bytes.toString('base64url') === written ? bytes : undefined;
  }

  #isNews(author: string, written: string): boolean {
    if (this.#known.get(author) === written) return false;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= mostAuthors) this.#known.delete(oldest);
    this.#known.set(author, written);
    return true;
  }
}

/** A room has at most a thousand members, and some who left. */
const mostAuthors = 4096;

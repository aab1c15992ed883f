// What was found of certificates that were shown lately. Reading and verifying one takes 0.3 to 0.7 ms, and the same ones are
// shown at every link and come with every message: they are judged once. Only what was found good is kept, by a hash of every
// byte that was judged; whether it is in its time is asked anew by whoever uses it.
import { createHash } from 'node:crypto';

/** So many are kept, those found last. */
const most = 1024;

export class Judged<Finding> {
  readonly #findings = new Map<string, Finding>();

  /** What `judge` makes of exactly these bytes. What it throws is thrown, and judged again the next time. */
  of(judged: readonly (Uint8Array | string)[], judge: () => Finding): Finding {
    const key = keyOf(judged);
    const known = this.#findings.get(key);
    if (known !== undefined) return known;
    const finding = judge();
    this.#findings.set(key, finding);
    const [oldest] = this.#findings.keys();
    if (this.#findings.size > most && oldest !== undefined) this.#findings.delete(oldest);
    return finding;
  }
}

/** The lengths keep apart what stands side by side. */
function keyOf(judged: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256').update(judged.map((each) => each.length).join(' '));
  for (const each of judged) hash.update(each);
  return hash.digest('base64');
}

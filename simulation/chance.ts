// Chance that comes out the same for the same seed: everything in a simulation that is not decided by the code under test.

/** A stream of chance. Streams of different names have nothing to do with each other. */
export class Chance {
  readonly #name: string;
  readonly #state: Uint32Array;

  constructor(name: string) {
    this.#name = name;
    this.#state = stateOf(name);
    for (let round = 0; round < 12; round++) this.word();
  }

  /** Another stream, which depends on this one's name and its own only. */
  fork(name: string): Chance {
    return new Chance(`${this.#name}/${name}`);
  }

  /** 32 bits (sfc32 of Chris Doty-Humphrey's PractRand). */
  word(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const result = (a + b + counter) >>> 0;
    this.#state[3] = counter + 1;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = c + (c << 3);
    this.#state[2] = ((c << 21) | (c >>> 11)) + result;
    return result;
  }

  /** In [0, 1). */
  next(): number {
    return this.word() / 4_294_967_296;
  }

  /** A whole number in [0, end). */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them; there must be some. */
  pick<T>(from: readonly T[]): T {
    const [first] = from;
    if (first === undefined) throw new RangeError('nothing to pick from');
    return from[this.below(from.length)] ?? first;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; at++) bytes[at] = this.word() & 0xff;
    return bytes;
  }
}

/** FNV-1a of the name, four times with another end. */
function stateOf(name: string): Uint32Array {
  const state = new Uint32Array(4);
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5;
    for (const unit of `${name}#${part}`) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
    state[part] = hash;
  }
  return state;
}

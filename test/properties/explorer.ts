// Bounded exploration: a composition of production programs is run again and again from its beginning, and each time another
// delivery, or other two of them, come late or find their link cut. With no deviation everything comes in the order in which it
// was sent; with `deviations` of them, every order that so many late deliveries make is taken (delay-bounded scheduling).

/** What may become of a delivery instead of coming at once. */
export const fates = ['late', 'very late', 'cut'] as const;
export type Fate = (typeof fates)[number];

/** One thing that does not come at once: the delivery of this number since exploring began. */
export interface Deviation {
  readonly delivery: number;
  readonly fate: Fate;
}

/** The deliveries of one run, and what becomes of them. */
export class Schedule {
  readonly deviations: readonly Deviation[];
  readonly #cut: () => void;
  /** Deliveries since exploring began; `undefined` before and after. */
  #count: number | undefined;
  #total = 0;

  /** `cut` breaks the links that are explored. */
  constructor(deviations: readonly Deviation[], cut: () => void) {
    this.deviations = deviations;
    this.#cut = cut;
  }

  /** From now on deliveries are counted. */
  begin(): void {
    this.#count = 0;
  }

  /** The rest comes at once. */
  end(): void {
    this.#total = this.#count ?? this.#total;
    this.#count = undefined;
  }

  get deliveries(): number {
    return this.#total;
  }

  /** ms that the next delivery takes. */
  readonly latency = (): number => {
    if (this.#count === undefined) return times.usual;
    const number = this.#count++;
    const fate = this.deviations.find(({ delivery }) => delivery === number)?.fate;
    if (fate === 'cut') queueMicrotask(this.#cut);
    return fate === 'late' ? times.late : fate === 'very late' ? times.veryLate : times.usual;
  };
}

/** ms. What is late comes after all that follows from anything else; what is very late comes after a keep-alive or two. */
const times = { usual: 1, late: 100, veryLate: 6000 } as const;

export interface Exploration {
  readonly runs: number;
  /** The deviations of the first run that broke a property, and how. */
  readonly broken: { readonly deviations: readonly Deviation[]; readonly how: string } | undefined;
}

export interface Bound {
  /** Late or cut deliveries in one run. */
  readonly deviations: number;
  /** Every so manieth run only, for a short form. */
  readonly every?: number;
}

/**
 * Runs everything within the bound.
 * @param run one run: gives how many deliveries there were, and which property was broken, if one was
 */
export async function explore(
  run: (deviations: readonly Deviation[]) => Promise<{ readonly deliveries: number; readonly broken: string | undefined }>,
  { deviations: most, every = 1 }: Bound,
): Promise<Exploration> {
  let runs = 0;
  let skipped = 0;
  const open: (readonly Deviation[])[] = [[]];
  for (let next = open.shift(); next; next = open.shift()) {
    const isLeaf = next.length === most && next.length > 0;
    if (isLeaf && skipped++ % every !== 0) continue;
    runs++;
    const { deliveries, broken } = await run(next);
    if (broken !== undefined) return { runs, broken: { deviations: next, how: broken } };
    if (next.length === most) continue;
    const last = next.at(-1)?.delivery ?? -1;
    for (let delivery = last + 1; delivery < deliveries; delivery++) {
      for (const fate of fates) open.push([...next, { delivery, fate }]);
    }
  }
  return { runs, broken: undefined };
}

// How a benchmark measures: several rounds after one that does not count, and the median of them.

export interface Result {
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Runs `round` five times after a warm-up; it gives its own figure. */
export async function measure(what: string, unit: string, round: () => Promise<number>, rounds = 5): Promise<Result> {
  await round();
  const figures: number[] = [];
  for (let done = 0; done < rounds; done++) figures.push(await round());
  figures.sort((one, other) => one - other);
  return { what, unit, median: figures[Math.floor(rounds / 2)] ?? 0, min: figures[0] ?? 0, max: figures.at(-1) ?? 0 };
}

/** Seconds that `work` takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** One line of the report. */
export function print({ what, unit, median, min, max }: Result): void {
  const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  process.stdout.write(`${what.padEnd(52)} ${figure(median).padStart(8)} ${unit}   (${figure(min)} to ${figure(max)})\n`);
}

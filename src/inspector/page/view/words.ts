// How times and colours of programs are given everywhere on the page.

/** `12.345`, from a minute on `1:02.345`; ms. */
export function clock(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), (ms % 60_000) / 1000];
  return minutes === 0 ? seconds.toFixed(3) : `${minutes}:${seconds.toFixed(3).padStart(6, '0')}`;
}

/** One of eight; those that came up first have different ones. */
export function hueOf(node: string, nodes: readonly string[]): number {
  const index = nodes.indexOf(node);
  return (index === -1 ? 7 : index) % 8;
}

// Which lines of a long list are in sight: only they are in the page.

export interface Sight {
  /** Index of the first one shown, and of the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** Some more than can be seen, so that scrolling shows no gaps. */
const spare = 6;

export function inSight(count: number, lineHeight: number, scrollTop: number, height: number): Sight {
  const from = Math.max(0, Math.floor(scrollTop / lineHeight) - spare);
  const to = Math.min(count, Math.ceil((scrollTop + height) / lineHeight) + spare);
  return { from: Math.min(from, count), to: Math.max(to, Math.min(from, count)) };
}

/** Where to scroll so that a line can be seen whole; the same place when it can. */
export function scrollFor(index: number, lineHeight: number, scrollTop: number, height: number): number {
  const top = index * lineHeight;
  if (top < scrollTop) return top;
  if (top + lineHeight > scrollTop + height) return Math.max(0, top + lineHeight - height);
  return scrollTop;
}

// The inspector's page keeps up: 500 actors and 1,000 events a second without dropping a frame for more than 100 ms. On a machine that
// is busy with other things even an empty page drops frames, so one beside it is measured too, and the time of the processor besides.
import test from 'ava';
import type { Page } from 'playwright-core';
import { openInspector } from '../../../src/inspector/inspector.js';
import { isLong } from '../../helpers/long.js';
import { chromiumFile, closeBrowser, noChromium, openPage } from './chromium.js';
import { crowd, deed } from './crowd.js';
import { ToldSource } from './told.js';

const actors = 500;
const perSecond = 1000;
/** ms */
const time = isLong ? 6000 : 1500;
/** Between two frames, ms. */
const longestGap = 100;
/** An empty page on a machine with nothing else to do: two frames. */
const calmGap = 34;
/** Of the processor, ms: what the page does without a break. */
const longestTask = 60;

test.after.always(closeBrowser);
const check = chromiumFile === undefined ? test.skip : test.serial;
const where = chromiumFile === undefined ? `: ${noChromium}` : '';

check(`inspector page: 500 actors, 1,000 events a second → no frame dropped for more than ${longestGap} ms${where}`, async (t) => {
  const source = new ToldSource().tell(...crowd(actors));
  const inspector = await openInspector({ source, title: 'parley demo' });
  t.teardown(() => inspector.close());
  const [page, empty] = [await openPage(t), await openPage(t)];
  await page.goto(inspector.url);
  await page
    .locator('#actors-count')
    .filter({ hasText: String(actors) })
    .waitFor();

  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ['toplevel'] });
  let turn = 0;
  const began = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    for (; turn < due; turn += 1) source.tell(...deed(actors, turn));
  }, 10);
  t.teardown(() => clearInterval(timer));
  const [frames, calm] = await Promise.all([framesOf(page), framesOf(empty)]);
  clearInterval(timer);
  const { longest, share } = tasksOf(await browser?.stopTracing());
  t.log(
    `${frames.count} frames in ${time} ms, ${turn} events; longest gap ${Math.round(frames.gap)} ms (an empty page: ${Math.round(calm.gap)} ms);`,
    `longest task ${Math.round(longest)} ms, ${Math.round(share * 100)} % of a processor`,
  );
  t.true(turn > (time / 1000) * perSecond * 0.8);
  t.true(longest > 0 && longest <= longestTask, `a task of ${longest} ms`);
  if (calm.gap <= calmGap) t.true(frames.gap <= longestGap, `a gap of ${frames.gap} ms`);
  // What has happened is shown, too.
  await page
    .locator('#place')
    .filter({ hasText: `of ${Math.ceil(turn / 2)} ` })
    .waitFor();
});

interface Frames {
  readonly count: number;
  /** ms */
  readonly gap: number;
}

function framesOf(page: Page): Promise<Frames> {
  return page.evaluate<Frames>(`new Promise((resolve) => {
    const began = performance.now();
    let [last, gap, count] = [began, 0, 0];
    const tick = (now) => {
      gap = Math.max(gap, now - last);
      last = now;
      count += 1;
      if (now - began < ${time}) requestAnimationFrame(tick);
      else resolve({ count, gap });
    };
    requestAnimationFrame(tick);
  })`);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** µs of the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Of the busiest page: its longest task, ms of the processor, and how much of one it took. */
function tasksOf(trace: Buffer | undefined) {
  const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(trace?.toString('utf8') ?? '{"traceEvents":[]}');
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const perThread = threads.map(({ pid, tid }) =>
    traceEvents
      .filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X' && event.name.endsWith('RunTask'))
      .map(({ tdur }) => (tdur ?? 0) / 1000),
  );
  const sum = (tasks: readonly number[]) => tasks.reduce((total, task) => total + task, 0);
  const busiest = perThread.reduce((one, other) => (sum(other) > sum(one) ? other : one), []);
  return { longest: Math.max(0, ...busiest), share: sum(busiest) / time };
}

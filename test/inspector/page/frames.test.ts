// The inspector's page keeps up: 500 actors and 1,000 events a second without dropping a frame for more than 100 ms.
import test from 'ava';
import { openInspector } from '../../../src/inspector/inspector.js';
import { isLong } from '../../helpers/long.js';
import { chromiumFile, closeBrowser, noChromium, openPage } from './chromium.js';
import { crowd, deed, ToldSource } from './crowd.js';

const actors = 500;
const perSecond = 1000;
const time = isLong ? 6000 : 1500;
/** ms between two frames. */
const longestGap = 100;

test.after.always(closeBrowser);
const check = chromiumFile === undefined ? test.skip : test.serial;

check(
  `inspector page: 500 actors, 1,000 events a second → no frame late by more than ${longestGap} ms${chromiumFile ? '' : `: ${noChromium}`}`,
  async (t) => {
    const source = new ToldSource().tell(...crowd(actors));
    const inspector = await openInspector({ source, title: 'parley demo' });
    t.teardown(() => inspector.close());
    const page = await openPage(t);
    await page.goto(inspector.url);
    await page.getByRole('treeitem').nth(5).waitFor();
    await page
      .locator('#actors-count')
      .filter({ hasText: String(actors) })
      .waitFor();

    let turn = 0;
    const began = performance.now();
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
      for (; turn < due; turn += 1) source.tell(...deed(actors, turn));
    }, 10);
    t.teardown(() => clearInterval(timer));
    const worst = await page.evaluate(measureFrames, time);
    clearInterval(timer);
    t.log(
      `${worst.frames} frames in ${time} ms, the longest gap ${Math.round(worst.gap)} ms, 99 % within ${Math.round(worst.most)} ms, ${turn} events`,
    );
    t.true(turn > (time / 1000) * perSecond * 0.8);
    t.true(worst.gap <= longestGap, `a gap of ${worst.gap} ms`);
    // What has happened is shown, not only waited for.
    await page
      .locator('#place')
      .filter({ hasText: new RegExp(`of ${messagesOf(turn)}`) })
      .waitFor();
  },
);

/** Every second one is a message. */
const messagesOf = (turns: number): number => Math.ceil(turns / 2);

/** Runs in the page. */
function measureFrames(ms: number): Promise<{ frames: number; gap: number; most: number }> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    const began = performance.now();
    let last = began;
    const tick = (now: number): void => {
      gaps.push(now - last);
      last = now;
      if (now - began < ms) requestFrame(tick);
      else {
        gaps.sort((one, other) => one - other);
        resolve({ frames: gaps.length, gap: gaps.at(-1) ?? 0, most: gaps[Math.floor(gaps.length * 0.99)] ?? 0 });
      }
    };
    requestFrame(tick);
  });
}

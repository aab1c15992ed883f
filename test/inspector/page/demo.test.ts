// `parley demo --inspect` as a person meets it: the printed URL in a real browser, a room joined, an actor clicked, a step back.
import test from 'ava';
import { Program } from '../../helpers/programs.js';
import { chromiumFile, closeBrowser, noChromium, openPage } from './chromium.js';

test.after.always(closeBrowser);
const check = chromiumFile === undefined ? test.skip : test;
const where = chromiumFile === undefined ? `: ${noChromium}` : '';

check(
  `inspector page: parley demo --inspect → a membership goes joining → live; an actor is clicked; step back and forth${where}`,
  async (t) => {
    const program = new Program(t, ['demo', '--inspect']);
    const url = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(await program.line(/http:\/\/127\.0\.0\.1/))?.[0];
    t.truthy(url);
    // As high as all actors together: what is out of sight is not in the page.
    const page = await openPage(t, { viewport: { width: 1400, height: 3000 } });
    await page.goto(url ?? '');
    await page.locator('#connection').getByText('live').waitFor();
    const membership = page.getByRole('treeitem', { name: /^membership chat1 live/ }).first();
    await membership.click({ timeout: 30_000 });
    await page.locator('#chart .active[data-path="live.members"]').waitFor();
    await page.getByRole('heading', { name: 'membership: membership chat1' }).waitFor();

    await page.locator('#what').selectOption('events');
    await page.getByLabel('of this actor').check();
    await page.keyboard.press('Home');
    await page.locator('#chart .active[data-path="joining"]').waitFor();
    const forth = page.getByRole('button', { name: 'Step forth' });
    for (let step = 0; step < 20 && (await page.locator('#chart .active[data-path="live"]').count()) === 0; step += 1) {
      await forth.click();
      await page.waitForFunction('new Promise((resolve) => requestAnimationFrame(() => resolve(true)))');
    }
    t.is(await page.locator('#chart-words').innerText(), 'live(members.informed, history.catchingUp) last: done enter: joining → live');
    await page.getByRole('button', { name: 'Step back' }).click();
    await page.locator('#chart .active[data-path="joining"]').waitFor();

    // The messages of the three and their registry, each with its lane.
    await page.locator('#what').selectOption('messages');
    await page.getByLabel('of this actor').uncheck();
    for (const name of ['registry', 'hussien103', 'aly103', 'mahmoud103'])
      await page.locator('#lanes').getByText(name, { exact: true }).waitFor();
    t.is(await page.locator('#lanes > div').count(), 4);
  },
);

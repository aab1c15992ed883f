// The inspector's page in a real browser: what it shows live, the way back and forth, by mouse and by keyboard.
import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openInspector } from '../../../src/inspector/inspector.js';
import { chromiumFile, closeBrowser, noChromium, openPage } from './chromium.js';
import { each, faintTexts, focused, overhang } from './sight.js';
import { header, joining, live, of, ToldSource } from './told.js';

test.after.always(closeBrowser);
const check = chromiumFile === undefined ? test.skip : test.serial;
const where = chromiumFile === undefined ? `: ${noChromium}` : '';

async function opened(t: ExecutionContext, options: BrowserContextOptions = {}) {
  const source = new ToldSource().tell(...joining());
  const inspector = await openInspector({ source, title: 'parley demo' });
  t.teardown(() => inspector.close());
  const page = await openPage(t, options);
  await page.goto(inspector.url);
  await line(page, 'membership lobby').waitFor();
  return { page, source, inspector };
}

const line = (page: Page, name: string) => page.getByRole('treeitem', { name });
/** Waits until the chart has exactly these states lit. */
async function lit(t: ExecutionContext, page: Page, ...paths: readonly string[]): Promise<void> {
  await page.locator(`#chart .active[data-path="${paths.at(-1)}"]`).waitFor();
  const shown = await each(page, '#chart .active', 'element.dataset.path');
  t.deepEqual(shown, paths);
}
const livePaths = ['live', 'live.members', 'live.members.informed', 'live.history', 'live.history.catchingUp'] as const;

check(
  `inspector page: a room is joined → the chart goes joining → live, the message has its arrow; step back → joining${where}`,
  async (t) => {
    const { page, source } = await opened(t);
    await line(page, 'membership lobby').click();
    await lit(t, page, 'joining');
    t.is(await page.locator('#chart-words').innerText(), 'joining last: at once: remembering → joining');

    source.tell(...live());
    await lit(t, page, ...livePaths);
    t.is(await page.locator('#chart-words').innerText(), 'live(members.informed, history.catchingUp) last: done enter: joining → live');
    t.deepEqual(await page.locator('#chart text.taken').allTextContents(), ['done enter']);
    t.deepEqual(await names(page), [
      '0.110, alice to registry: JOIN_CHAT_ROOM <lobby> <‹hash 1, 64 bytes›> <increment>',
      '0.130, registry to alice: JOIN <SUCCESS> <200>',
    ]);

    await page.getByRole('button', { name: 'Step back' }).click();
    await lit(t, page, 'joining');
    await line(page, 'membership lobby joining').waitFor();
    t.is(await page.locator('#rows').getByRole('option', { selected: true }).count(), 1);
    await page.getByRole('button', { name: 'Resume' }).click();
    await lit(t, page, ...livePaths);
    await page
      .locator('li[data-changed]')
      .filter({ hasText: /members 1 item/ })
      .waitFor();
    t.deepEqual(await page.locator('.values .secret').allInnerTexts(), ['hidden: secret 1']);
  },
);

const names = (page: Page) => each(page, '.row', 'element.getAttribute("aria-label")');

check(`inspector page: the keyboard alone → tree, steps, search, keys; the focus can be seen${where}`, async (t) => {
  const { page, source } = await opened(t);
  source.tell(...live());
  await line(page, 'membership lobby live').waitFor();
  const at = async (what: string) => t.deepEqual(await focused(page), { what, isSeen: true });
  await page.keyboard.press('a');
  await page.keyboard.press('Home');
  await at('treeitem registry: connection 1');
  await page.keyboard.press('ArrowLeft');
  t.is(await line(page, 'registry: connection 1').getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await at('treeitem membership lobby');
  t.is(await page.locator('[role=treeitem][tabindex="0"]').count(), 1);
  await page.keyboard.press('Enter');
  await lit(t, page, ...livePaths);
  await page.keyboard.press('ArrowLeft');
  await at('treeitem alice: peer');

  await page.keyboard.press('m');
  await at('rows');
  await page.keyboard.press('ArrowUp');
  await lit(t, page, 'joining');
  t.regex((await page.locator('#rows').getAttribute('aria-activedescendant')) ?? '', /^row-\d+$/);
  await page.locator('#spoken').filter({ hasText: '1 of 2: alice to registry: JOIN_CHAT_ROOM' }).waitFor({ state: 'attached' });
  await page.keyboard.press('.');
  await page.keyboard.press('End');
  await lit(t, page, ...livePaths);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Resume' }).waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('bob');
  await page.locator('#findings').getByText('1 found').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await keys.getByText('Pause, resume').waitFor();
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'hidden' });
});

check(
  `inspector page: a screen reader's view → landmarks, a tree with levels, the chart as tables, all texts readable${where}`,
  async (t) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await opened(t, { colorScheme });
      await line(page, 'membership lobby').click();
      await lit(t, page, 'joining');
      await page.getByText('The chart as a table').click();
      await page.getByRole('row', { name: 'active joining' }).waitFor();
      await page.getByRole('button', { name: 'Step back' }).click();
      t.deepEqual(await faintTexts(page), [], colorScheme);
      t.deepEqual(await each(page, '.line', 'element.ariaLevel + " " + element.innerText.replace(/\\s+/g, " ")'), [
        '1 registry: connection 1',
        '2 link',
        '1 alice: peer active.online',
        '2 session',
        '3 link',
        '2 membership lobby joining',
      ]);
      for (const [role, name] of [
        ['banner', undefined],
        ['main', undefined],
        ['search', undefined],
        ['region', 'Time'],
        ['tree', 'Actors'],
        ['listbox', 'Messages'],
      ] as const)
        t.is(await page.getByRole(role, name === undefined ? {} : { name }).count(), 1, role);
      t.regex(await page.locator('#chart').ariaSnapshot(), /img "membership, in joining\. Last: at once: remembering → joining\."/);
      await page.context().close();
    }
  },
);

check(`inspector page: 320 px wide, and with forced colours → nothing hangs over${where}`, async (t) => {
  const { page } = await opened(t, { viewport: { width: 320, height: 640 }, forcedColors: 'active' });
  await line(page, 'membership lobby').click();
  await lit(t, page, 'joining');
  t.is(await overhang(page), 0);
});

check(`inspector page: names and values that are markup → text${where}`, async (t) => {
  const { page, source } = await opened(t);
  const markup = '<img src=x onerror=document.title=1>';
  source.tell(
    { ...of(markup, markup), type: 'actor', id: markup, machine: 'peer' },
    { ...of(markup, markup), type: 'event', event: { type: markup, [markup]: markup } },
    { ...of(markup, markup), type: 'state', value: { [markup]: markup }, status: 'active', context: { [markup]: [markup] }, on: markup },
  );
  await line(page, markup).first().click();
  await page.locator('#what').selectOption('events');
  await page.getByText(`"${markup}"`).first().waitFor();
  await page.getByRole('searchbox').fill('onerror');
  await page.locator('#findings').getByText('3 found').waitFor();
  t.is(await page.locator('img').count(), 0);
});

check(`inspector page: export, a damaged import, an import, back → each says what it is; nothing breaks${where}`, async (t) => {
  const { page, source } = await opened(t);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  t.is(download.suggestedFilename(), 'parley-2026-01-02T03-04-05.jsonl');
  const text = readFileSync(await download.path(), 'utf8');
  t.deepEqual(
    text
      .trimEnd()
      .split('\n')
      .map((each) => JSON.parse(each)),
    [header, ...source.entries],
  );

  const give = (name: string, content: string) =>
    page.locator('#file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
  await give('broken.jsonl', text.slice(0, -20));
  await page
    .getByRole('alert')
    .getByText(/^broken\.jsonl: Line \d+: it breaks off/)
    .waitFor();
  await line(page, 'membership lobby joining').waitFor();

  await give('earlier.jsonl', text.replaceAll('lobby', 'garden'));
  await page.locator('#connection').getByText('file earlier.jsonl').waitFor();
  await line(page, 'membership garden').waitFor();
  source.tell(...live());
  await page.getByRole('button', { name: 'Back to the program' }).click();
  await line(page, 'membership lobby live').waitFor();
});

check(`inspector page: the program ends → says so, and what was recorded can still be read${where}`, async (t) => {
  const { page, inspector } = await opened(t);
  await inspector.close();
  await page.locator('#connection').getByText('the program has ended').waitFor();
  await line(page, 'membership lobby').click();
  await page.getByRole('button', { name: 'Step back' }).click();
  await lit(t, page, 'joining');
});

check(`inspector page: the connection is lost → it is made anew, and goes on where it was${where}`, async (t) => {
  const { source, inspector } = await opened(t);
  const page = await openPage(t);
  const cuts: (() => Promise<void>)[] = [];
  await page.routeWebSocket(/\/live$/, (socket) => {
    socket.connectToServer();
    cuts.push(() => socket.close());
  });
  await page.goto(inspector.url);
  await page.locator('#connection').getByText('live').waitFor();
  await line(page, 'membership lobby joining').click();
  await cuts[0]?.();
  await page.locator('#connection').getByText('connection lost').waitFor();
  source.tell(...live());
  await line(page, 'membership lobby live').waitFor();
  await page.locator('#connection').getByText('live').waitFor();
  t.is(cuts.length, 2);
  t.is((await names(page)).length, 2);
  t.is(await page.getByRole('treeitem').count(), 6);
  await lit(t, page, ...livePaths);
});

// `npm run pictures`, the part with a browser: what the inspector's page shows of `parley demo`, for the README. Needs Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumFile, noChromium } from '../../test/inspector/page/chromium.js';

const program = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** Writes `inspector.png`. */
export async function inspectorPicture(directory: string): Promise<void> {
  if (chromiumFile === undefined) {
    process.stdout.write(`no picture of the inspector: ${noChromium}\n`);
    return;
  }
  const demo = spawn(process.execPath, [program, 'demo', '--inspect'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await chromium.launch({ executablePath: chromiumFile, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1320, height: 840 }, reducedMotion: 'reduce' });
    await page.goto(await addressFrom(demo.stdout));
    await page
      .locator('#rows')
      .getByRole('option', { name: /CHAT_REQUEST_RESPONSE/ })
      .waitFor({ timeout: 60_000 });
    await page.keyboard.press('Space');
    // The moment in which somebody's membership becomes live.
    await page.locator('#search').fill('actor.0.membership.joining');
    await page.keyboard.press('Enter');
    await page.locator('#chart text.taken').waitFor();
    await page.locator('#search').fill('');
    await page.keyboard.press('Escape');
    await page.locator('#fit').click();
    await page.locator('#details').focus();
    await page.screenshot({ path: join(directory, 'inspector.png') });
    process.stdout.write('docs/pictures/inspector.png\n');
  } finally {
    await browser.close();
    demo.kill();
    await once(demo, 'exit');
  }
}

async function addressFrom(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(line) ?? [];
    if (address === undefined) continue;
    // What it goes on saying is not read, but must not stop it.
    output.resume();
    return address;
  }
  throw new Error('The demo ended without saying where its inspector is.');
}

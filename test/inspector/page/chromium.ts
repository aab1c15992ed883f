// A real Chromium for the tests of the inspector's page: the one of this system. Where there is none they are skipped.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'chrome.exe', 'msedge.exe'];
const known = [
  '/usr/bin',
  '/usr/lib/chromium',
  '/snap/bin',
  '/Applications/Chromium.app/Contents/MacOS',
  '/Applications/Google Chrome.app/Contents/MacOS',
  'C:\\Program Files\\Google\\Chrome\\Application',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application',
];

/** Undefined: there is none. */
export const chromiumFile: string | undefined = find();

/** Why tests that want one are skipped; Debian has one in its package `chromium`. */
export const noChromium = 'no Chromium on this machine (Debian: apt-get install chromium)';

let running: Promise<Browser> | undefined;

/** A page of a browser that all tests of a file share; what goes wrong in it fails the test. */
export async function openPage(t: ExecutionContext, options: BrowserContextOptions = {}): Promise<Page> {
  running ??= chromium.launch({ executablePath: chromiumFile ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  const context = await (await running).newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  t.teardown(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => t.fail(`the page: ${error.message}`));
  page.on('console', (message) => {
    // A lost connection is told on the console whatever the page does.
    if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION/.test(message.text())) t.fail(`the page: ${message.text()}`);
  });
  return page;
}

export async function closeBrowser(): Promise<void> {
  const browser = await running;
  running = undefined;
  await browser?.close();
}

function find(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...known];
  const more = ['Chromium', 'Google Chrome'];
  return folders.flatMap((folder) => [...names, ...more].map((name) => join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

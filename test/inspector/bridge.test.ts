// The page with Stately's inspector in a frame, in a real browser. Stately's own page is a stand-in that does what the package's
// receiver does there.
import test from 'ava';
import { openInspector } from '../../src/inspector/inspector.js';
import { actor, event, FakeSource, state } from './fake-source.js';
import { chromiumFile, closeBrowser, noChromium, openPage } from './page/chromium.js';

test.after.always(closeBrowser);
const check = chromiumFile === undefined ? test.skip : test;
const where = chromiumFile === undefined ? `: ${noChromium}` : '';

/** Says that it is there, as `createBrowserReceiver` does, and shows what it is told and what it knows of who tells it. */
const standIn = `<!doctype html><title>stand-in</title><p></p><script>
  addEventListener('message', ({ data }) => { document.querySelector('p').textContent += data.type + ' ' + data.sessionId + ' ' + data._version + '; '; });
  document.title = 'from (' + document.referrer + ')';
  parent.postMessage({ type: '@statelyai.connected' }, '*');
</script>`;

check(`stately: its page in the frame is there → it is told who is there and what happens, and not the token${where}`, async (t) => {
  const source = new FakeSource(100);
  source.add(actor('peer'), state('peer', 'idle', 'xstate.init'));
  const inspector = await openInspector({ source, title: 'parley test' });
  t.teardown(() => inspector.close());
  const page = await openPage(t);
  const asked: string[] = [];
  await page.route(/^https:/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'text/html', body: standIn });
  });
  await page.goto(inspector.statelyUrl);
  const frame = page.frameLocator('#inspector');
  await page.getByRole('status').getByText('Connected.').waitFor();
  await frame.getByText('@xstate.snapshot peer 0.7.2;').waitFor();
  source.add(event('peer', 'user.go'));
  await frame.getByText('@xstate.actor peer 0.7.2; @xstate.snapshot peer 0.7.2; @xstate.event peer 0.7.2;', { exact: true }).waitFor();
  t.deepEqual(asked, ['https://stately.ai/inspect']);
  t.is(await page.frames()[1]?.title(), 'from ()');
  await inspector.close();
  await page.getByRole('status').getByText('The program has ended.').waitFor();
});

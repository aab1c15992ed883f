// The inspector's server as strangers and browsers meet it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openInspectorServer } from '../../src/inspector/server.js';
import { get, upgrade } from './get.js';

async function served(t: ExecutionContext) {
  const site = mkdtempSync(join(tmpdir(), 'parley-site-'));
  writeFileSync(join(site, 'index.html'), '<p>the page');
  writeFileSync(join(site, 'page.js'), 'run();');
  writeFileSync(join(site, 'secret.txt'), 'no');
  const attended: string[] = [];
  const server = await openInspectorServer({
    site,
    recording: () => ['{"parley":"recording"}', '{"n":1}'],
    attend: { live: () => attended.push('live') },
  });
  t.teardown(async () => {
    await server.close();
    rmSync(site, { recursive: true });
  });
  return { ...server, attended };
}

test('inspector server: opened → its URL has a port of the system and 128 bits of token', async (t) => {
  const [one, other] = [await served(t), await served(t)];
  t.regex(one.url, new RegExp(`^http://127\\.0\\.0\\.1:${one.port}/[A-Za-z0-9_-]{22}/$`));
  t.not(one.url.split('/')[3], other.url.split('/')[3]);
});

test('inspector server: GET of the page → the page, that may load and tell nothing elsewhere', async (t) => {
  const { url, port } = await served(t);
  const { status, headers, body } = await get(url);
  const { date, connection, ...rest } = headers;
  t.deepEqual([status, body], [200, '<p>the page']);
  t.deepEqual(rest, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': '11',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
      `connect-src 'self' ws://127.0.0.1:${port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
});

test('inspector server: GET of its files, charts and recording → each as what it is', async (t) => {
  const { url } = await served(t);
  const [script, charts, recording] = [await get(`${url}page.js`), await get(`${url}charts.json`), await get(`${url}recording.jsonl`)];
  t.deepEqual([script.headers['content-type'], script.body], ['text/javascript; charset=utf-8', 'run();']);
  const names = (JSON.parse(charts.body) as readonly { readonly name: string }[]).map(({ name }) => name); // our own answer
  t.true(names.includes('registry-connection') && names.includes('membership'));
  t.is(recording.headers['content-disposition'], 'attachment; filename="parley-recording.jsonl"');
  t.is(recording.body, '{"parley":"recording"}\n{"n":1}\n');
});

test('inspector server: no token, a wrong one, one cut short → 403 that says nothing', async (t) => {
  const { url, port } = await served(t);
  const root = `http://127.0.0.1:${port}/`;
  for (const wrong of [root, `${root}page.js`, `${root}?${url.split('/')[3]}`, `${url.slice(0, -2)}/`, `${url.slice(0, -1)}x/`]) {
    const { status, body } = await get(wrong);
    t.deepEqual([wrong, status, body], [wrong, 403, 'Forbidden\n']);
  }
  t.is((await get(root, { method: 'POST' })).status, 403);
});

test('inspector server: the Host of another site that leads here → 403', async (t) => {
  const { url, port } = await served(t);
  const statuses = async (hosts: readonly string[]) =>
    Promise.all(hosts.map(async (host) => (await get(url, { headers: { host } })).status));
  t.deepEqual(await statuses(['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`]), [403, 403, 403, 403]);
  t.deepEqual(await statuses([`127.0.0.1:${port}`, `localhost:${port}`, `LocalHost:${port}`, `[::1]:${port}`]), [200, 200, 200, 200]);
});

test('inspector server: another method than GET → 405', async (t) => {
  const { url } = await served(t);
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
    const { status, headers } = await get(url, { method });
    t.deepEqual([method, status, headers.allow], [method, 405, 'GET']);
  }
});

test('inspector server: paths that lead elsewhere, files of other kinds → 404', async (t) => {
  const { url } = await served(t);
  // As it is: URL would resolve the dots.
  for (const path of ['secret.txt', 'none.js', '../index.html', '..%2Findex.html', '.hidden.js', 'a/page.js', '/etc/passwd', 'live'])
    t.deepEqual([path, (await get(url, { path: new URL(url).pathname + path })).status], [path, 404]);
});

test('inspector server: WebSockets → only with the token, a good host, and from its own page or no page', async (t) => {
  const { url, port, attended } = await served(t);
  const live = `${url}live`;
  t.is(await upgrade(live), 101);
  t.is(await upgrade(live, { origin: `http://127.0.0.1:${port}` }), 101);
  t.is(await upgrade(live, { origin: `http://localhost:${port}`, host: `localhost:${port}` }), 101);
  t.is(attended.length, 3);
  t.is(await upgrade(live, { origin: 'https://evil.example' }), 403);
  t.is(await upgrade(live, { origin: 'null' }), 403);
  t.is(await upgrade(live, { origin: `http://evil.example:${port}`, host: `evil.example:${port}` }), 403);
  t.is(await upgrade(live, { origin: `http://localhost:${port}` }), 403);
  t.is(await upgrade(`http://127.0.0.1:${port}/live`), 403);
  t.is(await upgrade(`${url}other`), 404);
  t.is(await upgrade(`${url}constructor`), 404);
  t.is(attended.length, 3);
});

test('inspector server: listening → on loopback only', async (t) => {
  const { port } = await served(t);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) await t.throwsAsync(get(`http://${address}:${port}/`), { code: 'ECONNREFUSED' });
  t.is((await get(`http://127.0.0.1:${port}/`)).status, 403);
});

test('inspector server: a port that is taken → the error of the system', async (t) => {
  const { port } = await served(t);
  await t.throwsAsync(openInspectorServer({ port, recording: () => [], attend: {} }), { code: 'EADDRINUSE' });
});

test('inspector server: closed with a WebSocket open → the socket is closed in order', async (t) => {
  const server = await openInspectorServer({ recording: () => [], attend: { live: (socket) => socket.send('here') } });
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}live`);
  const code = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  await server.close();
  t.is(await code, 1001);
});

// What a GET of the inspector's server gives: files of its page, the charts, the recording; each with the headers that keep it to
// itself.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { allCharts } from './charts.js';
import { bridgePage, bridgeScript, bridgeStyle, statelySites } from './stately-bridge.js';

/** Gives whatever stands below the token in the URL. */
export type Pages = (path: string, response: ServerResponse) => Promise<void>;

export interface PagesOptions {
  /** The folder of the page's files. Default: the one that is built. */
  readonly site?: string | undefined;
  /** The lines of the recording until now. */
  readonly recording: () => Iterable<string>;
  /** Where the server is, as a browser calls it: `127.0.0.1:4711`. */
  readonly host: string;
}

const builtSite = fileURLToPath(new URL('./site/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** No folders, nothing hidden. */
const isFileName = (path: string) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(path);

export function createPages({ site = builtSite, recording, host }: PagesOptions): Pages {
  // Nothing from elsewhere, nothing inline. Not every browser takes 'self' for a WebSocket too.
  const own = `default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws://${host}; ${nothingElse}`;
  const bridge = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ws://${host}; frame-src ${statelySites}; ${nothingElse}`;
  let charts: string | undefined;
  return async (path, response) => {
    const send = (type: string, body: string | Buffer, policy = own) => {
      response.writeHead(200, { ...headers(policy), 'content-type': types[type] ?? '', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    };
    switch (path) {
      case 'charts.json':
        charts ??= JSON.stringify(allCharts());
        return send('.json', charts);
      case 'stately':
        return send('.html', bridgePage, bridge);
      case 'stately.css':
        return send('.css', bridgeStyle);
      case 'stately.js':
        return send('.js', bridgeScript);
      case 'recording.jsonl':
        response.writeHead(200, {
          ...headers(own),
          'content-type': types['.jsonl'],
          'content-disposition': 'attachment; filename="parley-recording.jsonl"',
        });
        // Who goes away in between has no further wish.
        return void pipeline(Readable.from(lines(recording())), response, () => {});
    }
    const name = path === '' ? 'index.html' : path;
    const type = extname(name);
    const body = isFileName(name) && types[type] !== undefined ? await readFile(`${site}/${name}`).catch(() => undefined) : undefined;
    if (body) send(type, body);
    else refuse(response, 404);
  };
}

/** Says no, and nothing of why. */
export function refuse(response: ServerResponse, status: 403 | 404 | 405): void {
  const body = { 403: 'Forbidden\n', 404: 'Not found\n', 405: 'Only GET\n' }[status];
  response.writeHead(status, {
    ...headers(`default-src 'none'; ${nothingElse}`),
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    ...(status === 405 && { allow: 'GET' }),
  });
  response.end(body);
}

const nothingElse = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The URL has the token in it: it is told to nobody, and what it gives is kept nowhere. */
function headers(policy: string): Record<string, string> {
  return {
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** A piece of many lines is written at once. */
function* lines(all: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of all) {
    piece += `${line}\n`;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

// Requests to the inspector's server as they are on the wire: a browser's, or a stranger's.
import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One request to this URL; `options` replace what a browser would send. */
export async function get(url: string, options: RequestOptions = {}): Promise<Answer> {
  const asked = request(url, { agent: false, ...options });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]; // the event's one argument
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** The status that answers a wish for a WebSocket: 101 when it was opened. */
export function upgrade(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
    socket.on('upgrade', () => resolve(101));
    socket.on('open', () => socket.close());
    socket.on('unexpected-response', (_, answer) => {
      socket.terminate();
      resolve(answer.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

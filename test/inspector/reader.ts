// A page, as far as the server can see: what its WebSocket is told.
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src/inspector/contract.js';

export interface Reader {
  /** The next message; rejected when the socket is closed before it. */
  next(): Promise<ServerMessage>;
  /** All until the one that this is true of. */
  until(isIt: (message: ServerMessage) => boolean): Promise<ServerMessage[]>;
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
  readonly closed: Promise<number>;
}

/** Looks at `live` of the inspector with this URL. */
export function look(url: string): Reader {
  const socket = new WebSocket(new URL('live', url.replace(/^http/, 'ws')));
  const waiting: ServerMessage[] = [];
  const asking: { readonly resolve: (message: ServerMessage) => void; readonly reject: (error: Error) => void }[] = [];
  socket.on('message', (data) => {
    const message: ServerMessage = JSON.parse(String(data)); // of our own server
    const first = asking.shift();
    if (first) first.resolve(message);
    else waiting.push(message);
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      for (const { reject } of asking.splice(0)) reject(new Error(`closed: ${code}`));
      resolve(code);
    });
  });
  const next = () => {
    const first = waiting.shift();
    return first ? Promise.resolve(first) : new Promise<ServerMessage>((resolve, reject) => asking.push({ resolve, reject }));
  };
  return {
    next,
    until: async (isIt) => {
      const all = [await next()];
      for (let last = all[0]; last && !isIt(last); last = all.at(-1)) all.push(await next());
      return all;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
    closed,
  };
}

// Keep-alives over UDP, the registry's side (XIII, XIV; docs/protocol.md, section 4). Whether a Mac is right is judged here,
// over the bytes as they came; what a keep-alive does to its session is the presence's.
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { DatagramCommand } from '../../machines/session-events.js';
import { encodeFrame, type Frame, frame } from '../../protocol/frame.js';
import { decodeDatagram, FrameError } from '../../protocol/frame-decoder.js';
import { maxDatagram } from '../../protocol/limits.js';
import { type Message, readMessage } from '../../protocol/message-codec.js';
import { keepAliveDatagrams } from '../../protocol/messages.js';
import { encodeSigned, hasValidMac } from '../../security/mac.js';
import type { Runtime } from '../../support/runtime.js';
import type { DatagramPort, Endpoint } from '../../transport/link.js';
import type { Sessions } from './sessions.js';

export type DatagramEvent = DatagramCommand | { readonly type: 'datagram.received'; readonly bytes: Uint8Array; readonly from: Endpoint };

export interface KeepAliveOptions {
  readonly port: () => Pick<DatagramPort, 'send'> | undefined;
  readonly sessions: () => Sessions;
  readonly runtime: Pick<Runtime, 'now'>;
  /** As HELLO_BACK says it, seconds. */
  readonly timeout: number;
}

/** How long an address that was heard may still be told FAILURE, ms; and how many such are kept. */
const hearing = { time: 10 * 60_000, addresses: 10_000 } as const;

export function createKeepAliveDesk(options: KeepAliveOptions): CallbackActorLogic<DatagramEvent> {
  const { port, sessions, runtime } = options;
  const timeout = String(options.timeout);
  const heard = new HeardAddresses(() => runtime.now());

  const sendSigned = (message: Frame, key: Uint8Array, to: Endpoint) => port()?.send(encodeSigned(message, key), to);
  const refuse = (counter: string, requestId: string | undefined, to: Endpoint) => {
    if (!heard.has(to)) return;
    const refusal = frame('KEEP_ALIVE_RESPONSE', ['FAILURE', '404'], { 'request-id': requestId, counter, reason: 'not-logged-in' });
    port()?.send(encodeFrame(refusal), to);
  };

  const receiveDatagram = (bytes: Uint8Array, from: Endpoint) => {
    const keepAlive = readKeepAlive(bytes);
    if (keepAlive?.timeout !== timeout) return;
    const { username, counter, requestId } = keepAlive;
    const session = sessions().byName(username);
    if (!session) return refuse(counter, requestId, from);
    if (hasValidMac(bytes, session.key)) session.presence.send({ type: 'wire.KEEP_ALIVE', counter, from, requestId });
  };

  return fromCallback<DatagramEvent>(({ receive }) => {
    receive((event) => {
      if (event.type === 'datagram.received') return receiveDatagram(event.bytes, event.from);
      const session = sessions().byNumber(event.session);
      if (!session) return;
      const { counter, to } = event;
      switch (event.type) {
        case 'datagram.confirm':
          heard.add(to);
          return sendSigned(frame('KEEP_ALIVE_RESPONSE', ['SUCCESS', '200'], { 'request-id': event.requestId, counter }), session.key, to);
        case 'datagram.refuse':
          return refuse(counter, event.requestId, to);
        case 'datagram.timeout':
          return sendSigned(frame('TIMEOUT', [session.name], { counter }), session.key, to);
      }
    });
  });
}

/** What a datagram says, if it is a KEEP_ALIVE at all. */
function readKeepAlive(bytes: Uint8Array): Message<typeof keepAliveDatagrams.KEEP_ALIVE> | undefined {
  const received = bytes.length > maxDatagram ? undefined : decode(bytes);
  const reading = received && readMessage({ KEEP_ALIVE: keepAliveDatagrams.KEEP_ALIVE }, received);
  return reading?.outcome === 'event' ? reading.event.message : undefined;
}

function decode(bytes: Uint8Array): Frame | undefined {
  try {
    return decodeDatagram(bytes);
  } catch (error) {
    if (error instanceof FrameError) return undefined;
    throw error;
  }
}

/** From where a valid KEEP_ALIVE came lately, the one heard last comes last. */
class HeardAddresses {
  readonly #times = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(address: Endpoint): void {
    const key = keyOf(address);
    this.#times.delete(key);
    this.#times.set(key, this.#now());
    for (const [oldest, time] of this.#times) {
      if (this.#isRecent(time) && this.#times.size <= hearing.addresses) return;
      this.#times.delete(oldest);
    }
  }

  has(address: Endpoint): boolean {
    const time = this.#times.get(keyOf(address));
    return time !== undefined && this.#isRecent(time);
  }

  #isRecent(time: number): boolean {
    return Math.abs(this.#now() - time) <= hearing.time;
  }
}

function keyOf({ host, port }: Endpoint): string {
  return `${host} ${port}`;
}

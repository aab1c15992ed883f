// The UDP port of a session (XIII, XIV): signs what goes out, and says of what comes in whether its Mac is the registry's.
import { isIPv6 } from 'node:net';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { DatagramCommand, DatagramReport } from '../../machines/keep-alive.js';
import { frame } from '../../protocol/frame.js';
import { decodeDatagram, FrameError } from '../../protocol/frame-decoder.js';
import { maxDatagram } from '../../protocol/limits.js';
import { type Reading, readMessage } from '../../protocol/message-codec.js';
import { keepAliveDatagrams } from '../../protocol/messages.js';
import { encodeSigned, hasValidMac } from '../../security/mac.js';
import type { DatagramPort, Endpoint, Network } from '../../transport/link.js';

const fromRegistry = { KEEP_ALIVE_RESPONSE: keepAliveDatagrams.KEEP_ALIVE_RESPONSE, TIMEOUT: keepAliveDatagrams.TIMEOUT } as const;

/** `key` is asked once, when the session begins. */
export function datagramsLogic(
  network: Network,
  key: () => Uint8Array,
): CallbackActorLogic<DatagramCommand, { readonly registry: Endpoint }> {
  return fromCallback<DatagramCommand, { readonly registry: Endpoint }>(({ input: { registry }, sendBack, receive }) => {
    const tell: (event: DatagramReport) => void = sendBack;
    const sessionKey = key();
    let port: DatagramPort | undefined;
    let isStopped = false;

    const received = (bytes: Uint8Array, from: Endpoint): void => {
      const reading = isStopped ? undefined : read(bytes);
      if (reading?.outcome !== 'event') return;
      const isSigned = hasValidMac(bytes, sessionKey);
      // An unsigned one is a hint at most, and only from where the registry is.
      if (isSigned || (from.host === registry.host && from.port === registry.port)) tell({ ...reading.event, isSigned });
    };

    // A port of the same family as the registry's address: it may have been reached over either.
    network.bind({ host: isIPv6(registry.host) ? '::' : '0.0.0.0', port: 0 }, received).then(
      (bound) => {
        port = bound;
        if (isStopped) return void bound.close();
        tell({ type: 'datagrams.bound' });
      },
      () => tell({ type: 'datagrams.failed' }),
    );
    receive(({ name, timeout, counter }) => {
      const unsigned = frame('KEEP_ALIVE', [name, String(timeout)], { counter: String(counter) });
      port?.send(encodeSigned(unsigned, sessionKey), registry);
    });
    return () => {
      isStopped = true;
      void port?.close();
    };
  });
}

function read(bytes: Uint8Array): Reading<typeof fromRegistry> | undefined {
  if (bytes.length > maxDatagram) return undefined;
  try {
    return readMessage(fromRegistry, decodeDatagram(bytes));
  } catch (error) {
    if (error instanceof FrameError) return undefined;
    throw error;
  }
}

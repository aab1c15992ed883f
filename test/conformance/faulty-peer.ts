// A peer that is wrong on purpose: our chat in this process, on a network that changes what it says and hears.
import { PassThrough } from 'node:stream';
import { createServer } from 'node:tls';
import type { ExecutionContext } from 'ava';
import { chat } from '../../src/cli/chat.js';
import { LineKeeper, type StartSubject } from '../../src/conformance/peer/subject.js';
import { createPeer, createRegistry, forgetRegistry, knownRegistries } from '../../src/index.js';
import { type Frame, frame } from '../../src/protocol/frame.js';
import type { Link, LinkHandlers, LinkInfo, Listener, ListenOptions, Network } from '../../src/transport/link.js';
import { createSystemNetwork } from '../../src/transport/system-network.js';
import { scratch } from '../helpers/programs.js';
import { wrappedHandlers, wrappedLink } from '../helpers/wrapped-link.js';
import { mintPeerIdentity } from './minted.js';

type Side = 'registry' | 'peer';

/** What is changed; frames are as the codec has them. */
export interface PeerFault {
  readonly says?: (frame: Frame, to: Side) => readonly Frame[];
  /** What it hears of what was said to it; it may be made to say something itself. */
  readonly hears?: (frame: Frame, say: (frame: Frame) => void) => readonly Frame[];
  readonly datagramOut?: (text: string) => string | undefined;
  readonly shows?: (line: string) => string;
  /** Any certificate is good. */
  readonly believes?: true;
  /** Its links to the registry show a certificate. */
  readonly identifiesItself?: true;
  /** It asks for a chat before it has looked at a certificate. */
  readonly blurts?: true;
  /** Every peer that it dials it dials at once again, and says nothing there. */
  readonly dialsTwice?: true;
  /** Links stay when a frame was malformed. */
  readonly ignoresFaults?: true;
  /** Instead of its own listener there is one that refuses nobody and rejects every request to chat. */
  readonly listensToAnybody?: true;
}

/** Starts our chat with a fault. */
export function faultyPeer(t: ExecutionContext, fault: PeerFault): StartSubject {
  return async ({ link, name, password, transcript }) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const keeper = new LineKeeper(transcript);
    output.setEncoding('utf8').on('data', (text: string) => keeper.take(fault.shows ? fault.shows(text) : text));
    const network = await faultyNetwork(t, fault);
    const api = {
      createPeer: (options: Parameters<typeof createPeer>[0]) => createPeer({ ...options, network }),
      createRegistry,
      knownRegistries,
      forgetRegistry,
    };
    const io = { input, output, errors: new PassThrough().resume(), env: { PARLEY_PASSWORD: password }, onSignal: () => () => {} };
    const options = { link, user: name, register: true, data: scratch(t), listen: { host: '127.0.0.1', port: 0 } };
    const ended = chat(options, io, api).catch(() => 1);
    return {
      lines: keeper.lines,
      bell: keeper.bell,
      write: (line) => {
        transcript.add('stdin', 'sent', line);
        input.write(`${line}\n`);
      },
      stop: async () => {
        input.end('/quit\n');
        await ended;
      },
    };
  };
}

async function faultyNetwork(t: ExecutionContext, fault: PeerFault): Promise<Network> {
  const network = createSystemNetwork();
  const identity = fault.identifiesItself && (await mintPeerIdentity('Somebody'));
  return {
    dial: (options, handlers) => {
      const side: Side = options.tls?.alpn === 'parley-registry/1' ? 'registry' : 'peer';
      const { tls } = options;
      const judged = tls && fault.believes ? { ...tls, verify: () => undefined } : tls;
      const shown = judged && identity && side === 'registry' ? { ...judged, credentials: () => identity } : judged;
      let dialled: Link | undefined;
      const changed = hearing(handlers, fault, (said) => dialled?.send(said));
      const up = (info: LinkInfo) => {
        if (side === 'peer' && fault.blurts) dialled?.send(frame('CHAT_REQUEST', ['Somebody']));
        changed.up(info);
      };
      dialled = network.dial({ ...options, tls: shown }, { ...changed, up });
      if (side === 'peer' && fault.dialsTwice) network.dial({ ...options, tls: shown }, idle);
      return saying(dialled, fault, side);
    },
    listen: (options, accept) => {
      if (fault.listensToAnybody) return listenToAnybody(t, options);
      return network.listen(options, (link) => {
        const handlers = accept(saying(link, fault, 'peer'));
        return handlers && hearing(handlers, fault, (frame) => link.send(frame));
      });
    },
    bind: async (at, received) => {
      const port = await network.bind(at, received);
      return {
        address: port.address,
        close: () => port.close(),
        send: (bytes, to) => {
          const text = Buffer.from(bytes).toString('utf8');
          const changed = fault.datagramOut ? fault.datagramOut(text) : text;
          if (changed !== undefined) port.send(Buffer.from(changed, 'utf8'), to);
        },
      };
    },
  };
}

const idle: LinkHandlers = { up: () => {}, frame: () => {}, fault: () => {}, closed: () => {} };

function saying(link: Link, { says }: PeerFault, side: Side): Link {
  if (!says) return link;
  return wrappedLink(link, {
    send: (frame) => {
      for (const each of says(frame, side)) link.send(each);
    },
    end: (last) => {
      const frames = last ? says(last, side) : [];
      for (const each of frames.slice(0, -1)) link.send(each);
      link.end(frames.at(-1));
    },
  });
}

function hearing(handlers: LinkHandlers, { hears, ignoresFaults }: PeerFault, say: (frame: Frame) => void): LinkHandlers {
  return wrappedHandlers(handlers, {
    frame: (frame) => {
      for (const each of hears ? hears(frame, say) : [frame]) handlers.frame(each);
    },
    fault: (error) => {
      if (!ignoresFaults) handlers.fault(error);
    },
  });
}

/** Any TLS, any certificate, any ALPN. */
async function listenToAnybody(t: ExecutionContext, { host }: ListenOptions): Promise<Listener> {
  const { key, chain } = await mintPeerIdentity('Somebody');
  const server = createServer({ key, cert: chain, minVersion: 'TLSv1.2' });
  server
    .on('tlsClientError', () => {})
    .on('secureConnection', (socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes: Buffer) => {
        const id = /Request-Id: (\d+)/.exec(bytes.toString('latin1'))?.[1];
        socket.write(`CHAT_REQUEST_RESPONSE <REJECT> <404> <Somebody>\r\nRequest-Id: ${id}\r\nReason: rejected\r\n\r\n`);
      });
      t.teardown(() => socket.destroy());
    });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { address: { host, port }, close: async () => void server.close() };
}

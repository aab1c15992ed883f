// A registry that says what a test tells it to: real certificates and frames on any network, no state charts, no store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { printRegistryLink } from '../../src/protocol/addresses.js';
import { encodeFrame, type Frame, frame } from '../../src/protocol/frame.js';
import { decodeDatagram } from '../../src/protocol/frame-decoder.js';
import { type CertificateAuthority, openCertificateAuthority } from '../../src/security/certificate-authority.js';
import { signFrame } from '../../src/security/mac.js';
import type { Runtime } from '../../src/support/runtime.js';
import type { DatagramPort, Endpoint, Link, Network } from '../../src/transport/link.js';

/** Gives the answer of a request, or `undefined` to say nothing. */
export type Responder = (request: Frame, link: Link) => Frame | undefined | Promise<Frame | undefined>;

export interface FakeOptions {
  readonly network: Network;
  readonly host: string;
  readonly runtime: Runtime;
  /** The CA's; a new one each, unless given. */
  readonly directory?: string;
  readonly port?: number;
  readonly isPlain?: boolean;
  readonly keepAliveTimeout?: number;
}

export interface FakeRegistry {
  readonly link: string;
  readonly address: Endpoint;
  readonly authority: CertificateAuthority;
  /** Requests in the order of their coming. */
  readonly requests: readonly Frame[];
  /** KEEP_ALIVE datagrams. */
  readonly datagrams: readonly Frame[];
  /** Links that are up, the newest last. */
  readonly links: readonly Link[];
  keepAliveKey: Buffer;
  /** From now on this verb is answered so; `undefined`: as usual. */
  answer(verb: string, responder: Responder | undefined): void;
  /** What a KEEP_ALIVE is answered with. */
  answerDatagrams(responder: (request: Frame) => Uint8Array | undefined): void;
  /** To the last source of a KEEP_ALIVE. */
  sendDatagram(bytes: Uint8Array): void;
  /** On the newest link. */
  push(message: Frame): void;
  /** The next request of this verb. */
  next(verb: string): Promise<Frame>;
  close(): Promise<void>;
}

export const answerTo = (
  request: Frame,
  verb: string,
  fields: readonly string[],
  headers: Record<string, string> = {},
  payload: string | Uint8Array = '',
): Frame => frame(verb, fields, { 'request-id': request.headers['request-id'], ...headers }, payload);

export const refusalOf = (verb: string, fields: readonly string[], reason: string, headers: Record<string, string> = {}): Responder => {
  return (request) => answerTo(request, verb, fields, { reason, ...headers });
};

export async function fakeRegistry(t: ExecutionContext, options: FakeOptions): Promise<FakeRegistry> {
  const { network, host, runtime, isPlain = false, keepAliveTimeout = 10 } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'parley-fake-'));
  if (!options.directory) t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const authority = await openCertificateAuthority(directory, runtime);
  const requests: Frame[] = [];
  const datagrams: Frame[] = [];
  const links: Link[] = [];
  const responders = new Map<string, Responder>();
  const waiting: { readonly verb: string; readonly resolve: (request: Frame) => void }[] = [];
  let lastSource: Endpoint | undefined;
  let datagramResponder: (request: Frame) => Uint8Array | undefined = (request) =>
    encodeFrame(signFrame(frame('KEEP_ALIVE_RESPONSE', ['SUCCESS', '200'], { counter: request.headers['counter'] }), fake.keepAliveKey));

  const usual: Record<string, Responder> = {
    HELLO_P2P: (request) =>
      answerTo(request, 'HELLO_BACK', ['SUCCESS', '200'], {
        protocol: '1',
        agent: 'fake/1',
        'keep-alive-timeout': String(keepAliveTimeout),
        'keep-alive-port': String(datagramPort.address.port),
        'max-payload': '65536',
      }),
    REGISTER: (request) => answerTo(request, 'REGISTER', ['SUCCESS', '200']),
    LOGIN: async (request) => {
      const certified = await authority.inspect(Buffer.from(request.payload).toString());
      if (!certified) return answerTo(request, 'AUTH', ['FAILURE', '404'], { reason: 'request-invalid' });
      fake.keepAliveKey = runtime.randomBytes(32);
      const chain = await authority.issue(request.fields[0] ?? '', certified);
      const headers = { session: `session-${requests.length}`, 'keep-alive-key': fake.keepAliveKey.toString('base64url') };
      return answerTo(request, 'AUTH', ['SUCCESS', '200'], headers, chain);
    },
    RENEW: async (request) => {
      const certified = await authority.inspect(Buffer.from(request.payload).toString());
      if (!certified) return answerTo(request, 'RENEW', ['FAILURE', '404'], { reason: 'request-invalid' });
      return answerTo(request, 'RENEW', ['SUCCESS', '200'], {}, await authority.issue('alice', certified));
    },
    LOGOUT: (request) => answerTo(request, 'LOGOUT', ['SUCCESS', '200']),
  };

  const datagramPort: DatagramPort = await network.bind({ host, port: 0 }, (bytes, from) => {
    const received = decodeDatagram(bytes);
    lastSource = from;
    datagrams.push(received);
    const answer = datagramResponder(received);
    if (answer) datagramPort.send(answer, from);
  });

  const listener = await network.listen(
    {
      host,
      port: options.port ?? 0,
      tls: isPlain ? undefined : { alpn: 'parley-registry/1', credentials: () => authority.serverCredentials },
      timeout: 10_000,
      unsentBytes: 1_048_576,
    },
    (link) => ({
      up: () => {
        links.push(link);
        link.take();
      },
      frame: (request) => {
        requests.push(request);
        for (const one of waiting.filter(({ verb }) => verb === request.verb)) {
          waiting.splice(waiting.indexOf(one), 1);
          one.resolve(request);
        }
        const respond = responders.get(request.verb) ?? usual[request.verb];
        void Promise.resolve(respond?.(request, link)).then((answer) => {
          if (answer) link.send(answer);
          link.take();
        });
      },
      fault: () => link.end(),
      closed: () => {
        links.splice(links.indexOf(link), 1);
      },
    }),
  );

  const close = async () => {
    for (const link of [...links]) link.destroy();
    await listener.close();
    await datagramPort.close();
  };
  t.teardown(close);

  const fake: FakeRegistry = {
    link: printRegistryLink({
      ...listener.address,
      isPlain,
      ...(isPlain ? {} : { fingerprint: authority.fingerprint }),
    }),
    address: listener.address,
    authority,
    requests,
    datagrams,
    links,
    keepAliveKey: Buffer.alloc(32),
    answer: (verb, responder) => (responder ? responders.set(verb, responder) : responders.delete(verb)),
    answerDatagrams: (responder) => {
      datagramResponder = responder;
    },
    sendDatagram: (bytes) => lastSource && datagramPort.send(bytes, lastSource),
    push: (message) => links.at(-1)?.send(message),
    next: (verb) => new Promise((resolve) => waiting.push({ verb, resolve })),
    close,
  };
  return fake;
}

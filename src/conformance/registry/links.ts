// Checks of section 1.1: how a registry link is made.
import { demand, demandSame, inSection, Mismatch } from '../check.js';
import { frameBytes } from '../raw-link.js';
import { hello, type RegistryTrial } from './trial.js';

/** After what is not TLS 1.3 with the right ALPN, hello is not answered. */
async function demandNoHello(trial: RegistryTrial, options: Parameters<RegistryTrial['dialTls']>[0]): Promise<void> {
  const dialled = await trial.dialTls(options).catch((error: unknown) => {
    if (error instanceof Mismatch) return undefined; // refused in the handshake
    throw error;
  });
  if (!dialled) return;
  dialled.link.send(frameBytes(hello.line, hello.headers));
  await dialled.link.expectEnd();
}

export const linkChecks = inSection<RegistryTrial>('1.1', {
  'tls-and-alpn': {
    sentence: 'TLS means version 1.3 and the ALPN of the table.',
    run: async (trial) => {
      const { socket } = await trial.dialTls();
      demandSame([socket.getProtocol(), socket.alpnProtocol], ['TLSv1.3', 'parley-registry/1']);
    },
  },
  'older-tls': {
    sentence: 'When anything else is negotiated, or no ALPN at all, both ends close the link at once.',
    run: (trial) => demandNoHello(trial, { maxVersion: 'TLSv1.2' }),
  },
  'other-alpn': {
    sentence: 'When anything else is negotiated, or no ALPN at all, both ends close the link at once.',
    run: (trial) => demandNoHello(trial, { ALPNProtocols: ['parley-peer/1'] }),
  },
  'no-alpn': {
    sentence: 'When anything else is negotiated, or no ALPN at all, both ends close the link at once.',
    run: (trial) => demandNoHello(trial, { ALPNProtocols: [] }),
  },
  'no-client-certificate': {
    sentence: '| peer → registry | TCP, TLS 1.3; the peer shows no certificate | `parley-registry/1` | 7070 by default |',
    run: async (trial) => {
      await (await trial.dial()).answer(hello, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
  'handshake-counts': {
    sentence: 'The 10 s within which a hello is due (3.2) begin with the TCP connection; the TLS handshake is part of them.',
    phase: 'long',
    run: async (trial) => {
      const { helloTimeout } = trial.target.limits;
      const wait = trial.wait(helloTimeout) + 2000;
      if (trial.target.address.isPlain) return;
      const link = await trial.dialTcp();
      const begin = Date.now();
      await link.expectEnd(wait);
      demand(
        Date.now() - begin > (helloTimeout * 1000) / 2,
        `the end after about ${helloTimeout} s`,
        `the end after ${Date.now() - begin} ms`,
      );
    },
  },
});

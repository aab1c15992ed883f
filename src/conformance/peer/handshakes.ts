// Checks of a peer, sections 1 and 5.2: whom it lets in, and whom it dials.
import { isIP } from 'node:net';
import { demand, demandSame, inSection, Mismatch } from '../check.js';
import { elsewhere, formerly } from './authorities.js';
import { issueIdentity, type KitPeer, shownBy } from './kit-peer.js';
import type { Behaviour } from './kit-registry.js';
import type { PeerTrial, World } from './world.js';

/** Longer than the registry's own certificate is valid, in hours; and a peer's. */
const [aYear, aDay] = [400 * 24, 30];

/** The peer under test never says anything to such a registry. */
async function demandNoHello(trial: PeerTrial, credentials: NonNullable<Behaviour['credentials']>): Promise<void> {
  const { registry } = await trial.starting({ credentials });
  const isOver = () => registry.refused > 0 || registry.visits.some(({ link, frames }) => link.isEnded || frames.length > 0);
  await registry.bell.until(isOver, trial.patience.start, 'a link that is closed');
  demandSame(
    registry.visits.flatMap(({ frames }) => frames.map(({ line }) => line)),
    [],
  );
}

/** A stranger's link is closed, whatever it says. */
async function demandClosed(world: World, peer: KitPeer, options: Parameters<KitPeer['dial']>[1] = {}): Promise<void> {
  const dialled = await peer.dial(world.port, options).catch((error: unknown) => {
    if (error instanceof Mismatch) return undefined; // refused in the handshake
    throw error;
  });
  if (!dialled) return;
  dialled.link.request(`CHAT_REQUEST <${world.name}>`);
  await dialled.link.expectFarewell();
}

const transport = inSection<PeerTrial>('1.1', {
  'registry-link': {
    sentence: '| peer → registry | TCP, TLS 1.3; the peer shows no certificate | `parley-registry/1` | 7070 by default |',
    run: async (trial) => {
      const { visit } = (await trial.world()).registry;
      demandSame([visit?.protocol, visit?.alpn, visit?.hasCertificate], ['TLSv1.3', 'parley-registry/1', false]);
    },
  },
  'peer-link': {
    sentence: '| peer ↔ peer | TCP, TLS 1.3; both sides show a certificate | `parley-peer/1` | any free one |',
    run: async (trial) => {
      const world = await trial.world();
      const { socket } = await (await world.peer()).dial(world.port);
      const shown = shownBy(socket);
      demandSame([socket.getProtocol(), socket.alpnProtocol, shown?.subject], ['TLSv1.3', 'parley-peer/1', `CN=${world.name}`]);
    },
  },
  'no-tickets': {
    sentence: 'Peer links use neither session tickets nor early data, so that every link shows its certificates afresh.',
    run: async (trial) => {
      const world = await trial.world();
      const peer = await world.peer();
      const first = await peer.dial(world.port);
      // Tickets come with the first bytes after the handshake: whoever has an answer has them, if any.
      await first.link.ask('CHAT_REQUEST <Somebody-else>');
      const session = first.session();
      first.link.destroy();
      if (session === undefined) return;
      const { socket } = await peer.dial(world.port, { session });
      demand(!socket.isSessionReused() && shownBy(socket) !== undefined, 'a handshake with certificates', 'a session resumed by a ticket');
    },
  },
  'no-certificate': {
    sentence: '| peer ↔ peer | TCP, TLS 1.3; both sides show a certificate | `parley-peer/1` | any free one |',
    run: async (trial) => {
      const world = await trial.world('strangers');
      await demandClosed(world, await world.peer(), { key: '', cert: '' });
    },
  },
  'older-tls': {
    sentence: 'When anything else is negotiated, or no ALPN at all, both ends close the link at once.',
    run: async (trial) => {
      const world = await trial.world('strangers');
      await demandClosed(world, await world.peer(), { maxVersion: 'TLSv1.2' });
    },
  },
  'no-alpn': {
    sentence: 'When anything else is negotiated, or no ALPN at all, both ends close the link at once.',
    run: async (trial) => {
      const world = await trial.world('strangers');
      await demandClosed(world, await world.peer(), { ALPNProtocols: [] });
    },
  },
});

const trust = inSection<PeerTrial>('1.3', {
  'wrong-authority': {
    sentence: 'A peer that was given a fingerprint accepts that authority and no other.',
    phase: 'long',
    run: (trial) => demandNoHello(trial, async () => (await elsewhere()).serverCredentials),
  },
});

const certificates = inSection<PeerTrial>('1.4', {
  'registry-uri': {
    sentence: 'On the registry link a client insists on the URI `parley-registry:1`.',
    phase: 'long',
    run: (trial) => demandNoHello(trial, (authority) => issueIdentity(authority, 'registry')),
  },
  'registry-expired': {
    sentence:
      'The client looks among what it received for the certificate whose key has the fingerprint, then verifies the leaf against that one alone.',
    phase: 'long',
    run: (trial) => demandNoHello(trial, async (_, directory) => (await formerly(directory, aYear)).serverCredentials),
  },
});

const meeting = inSection<PeerTrial>('5.2', {
  'other-authority': {
    sentence: "The chain ends at the registry's authority, the one pinned by 1.3.",
    run: async (trial) => {
      const world = await trial.world('strangers');
      const name = 'Kit-foreign';
      await demandClosed(world, await world.peer(name, await issueIdentity(await elsewhere(), name)));
    },
  },
  expired: {
    sentence: 'The certificate is in its time, give or take the 5 minutes of 1.4.',
    run: async (trial) => {
      const world = await trial.world('strangers');
      const authority = await formerly(world.registry.directory, aDay);
      await demandClosed(world, await world.peer('Kit-late', await issueIdentity(authority, 'Kit-late')));
    },
  },
  'another-than-meant': {
    sentence: 'On the dialling side: its URI names the user who was meant.',
    run: async (trial) => {
      const world = await trial.world('strangers');
      const peer = await world.peer('Kit-meant', await issueIdentity(world.registry.authority, 'Kit-other'));
      world.subject.write('/chat Kit-meant');
      await peer.expectTurnedAwayFrom();
    },
  },
  'changed-key': {
    sentence: 'When a remembered key has changed, the link is closed.',
    run: async (trial) => {
      const world = await trial.world('strangers');
      const name = 'Kit-turncoat';
      const first = await (await world.peer(name)).dial(world.port);
      // Answered: the key is remembered by now.
      await first.link.ask('CHAT_REQUEST <Somebody-else>');
      first.link.destroy();
      await demandClosed(world, await world.peer(name));
    },
  },
});

const asking = inSection<PeerTrial>('3.4', {
  'where-it-listens': {
    sentence: '| `Peer-Port` | where this peer takes peer links, 1–65535 |',
    run: async (trial) => {
      const world = await trial.world();
      const [login] = world.registry.asked('LOGIN');
      const host = login?.headers.get('peer-host');
      demand(/^\d{1,5}$/.test(login?.headers.get('peer-port') ?? ''), 'a Peer-Port', login?.text ?? 'no LOGIN');
      demand(host === undefined || isIP(host) !== 0, 'an IP literal as Peer-Host, or none', host);
    },
  },
  'its-own-key': {
    sentence: 'The registry checks that the request is signed by the key in it and that the key is on P-256.',
    run: async (trial) => {
      const world = await trial.world();
      const request = await world.registry.authority.inspect(world.registry.asked('LOGIN')[0]?.payload.toString('utf8') ?? '');
      demand(request !== undefined, 'a PKCS#10 request, signed by its key on P-256', world.registry.asked('LOGIN')[0]?.text);
    },
  },
});

export const handshakeChecks = [...transport, ...trust, ...certificates, ...asking, ...meeting];

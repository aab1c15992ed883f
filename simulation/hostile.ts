// A user with an account and a certificate who obeys no rule: well-formed messages that make no sense, to the registry and to
// peers, before and after a login, by links and datagrams.
import { encodeFrame, type Frame, frame, noPayload } from '../src/protocol/frame.js';
import { betweenPeers, fromRegistry, keepAliveDatagrams, toRegistry } from '../src/protocol/messages.js';
import { signBroadcast } from '../src/security/broadcast-signature.js';
import { encodeSigned } from '../src/security/mac.js';
import { wirePassword } from '../src/security/passwords.js';
import type { Credentials, Link, LinkHandlers, Network } from '../src/transport/link.js';
import { Chance } from './chance.js';
import { Hearsay, type Rumours } from './hearsay.js';
import { Life } from './life.js';
import { Nonsense } from './nonsense.js';
import { peerPort, registryHost, registryName, registryPort, type Surroundings } from './surroundings.js';
import { tapped } from './tapped-network.js';

export const hostileName = 'mallory';
const hostileHost = '10.0.0.66';
/** ms between two frames of one attack at most. */
const pause = 400;

export class Hostile {
  readonly #around: Surroundings;
  readonly #network: Network;
  readonly #life: Life;
  readonly #hearsay: Hearsay;
  readonly #links = new Set<Link>();

  constructor(around: Surroundings, rumours: Pick<Rumours, 'victims' | 'rooms'>) {
    this.#around = around;
    const { clock, ledger } = around;
    const messageIds = () => [...ledger.written.values()].flatMap(({ id }) => id ?? []);
    const known = { ...rumours, name: hostileName, now: () => clock.time, messageIds };
    this.#hearsay = new Hearsay(known, around.chance.fork(`${hostileName}'s streams`));
    this.#life = new Life(around.clock, { offset: 0, asleepUntil: 0 }, around.chance.fork(hostileName));
    around.names.set(hostileHost, hostileName);
    this.#network = tapped({
      network: around.memory.host(hostileHost),
      life: this.#life,
      sent: (to, text) => around.trace.sent({ at: around.clock.time, from: hostileName, to: around.names.get(to.host) ?? to.host, text }),
    });
  }

  act(to: string, seed: number): void {
    const { stock } = this.#around;
    const { key } = stock.papersOf(hostileName);
    const nonsense = new Nonsense({
      chance: new Chance(`nonsense ${seed}`),
      to,
      hearsay: this.#hearsay,
      requestOf: (name) => stock.requestOf(name),
      sign: (parts) => signBroadcast(parts, key),
    });
    if (to !== registryName) this.#toPeer(to, nonsense);
    else this.#toRegistry(nonsense);
  }

  /** Has had enough. */
  leave(): void {
    for (const link of this.#links) link.destroy();
    this.#life.kill();
    this.#around.memory.crash(hostileHost);
  }

  #toRegistry(nonsense: Nonsense): void {
    const password = wirePassword(hostileName, 'mischief');
    const greeting = [
      frame('HELLO_P2P', [], { protocol: '1', agent: 'mallory/1' }),
      frame('REGISTER', [hostileName, password]),
      frame('LOGIN', [hostileName, password], { 'peer-port': '6666' }, this.#around.stock.requestOf(nonsense.whose)),
    ];
    const polite = nonsense.chance.happens(0.6) ? greeting : greeting.slice(0, nonsense.chance.below(greeting.length));
    const frames = [...polite, ...nonsense.frames(toRegistry, fromRegistry)];
    this.#dial(registryHost, registryPort, 'parley-registry/1', undefined, frames, nonsense);
    if (nonsense.chance.happens(0.5)) void this.#datagrams(nonsense);
  }

  #toPeer(name: string, nonsense: Nonsense): void {
    const host = [...this.#around.names].find(([, each]) => each === name)?.[0];
    const { key, chain } = this.#around.stock.papersOf(hostileName);
    const asking = nonsense.chance.happens(0.6) ? [frame('CHAT_REQUEST', [name], { 'request-id': '1' })] : [];
    const frames = [...asking, ...nonsense.frames(betweenPeers, toRegistry)];
    if (host) this.#dial(host, peerPort, 'parley-peer/1', { key, chain }, frames, nonsense);
  }

  #dial(
    host: string,
    port: number,
    alpn: string,
    credentials: Credentials | undefined,
    frames: readonly Frame[],
    { chance }: Nonsense,
  ): void {
    const tls = { alpn, verify: () => undefined, ...(credentials && { credentials: () => credentials }) };
    const handlers: LinkHandlers = {
      up: () => {
        link.take();
        void this.#send(link, frames, chance);
      },
      frame: (each) => {
        this.#hearsay.hear(each);
        link.take();
      },
      fault() {},
      closed: () => this.#links.delete(link),
    };
    const link = this.#network.dial({ host, port, tls, timeout: 10_000, unsentBytes: 1_000_000 }, handlers);
    this.#links.add(link);
  }

  async #send(link: Link, frames: readonly Frame[], chance: Chance): Promise<void> {
    for (const each of frames) {
      await this.#life.sleep(chance.between(0, pause));
      if (!this.#links.has(link)) return;
      link.send(each);
    }
    await this.#life.sleep(chance.between(0, 20_000));
    if (chance.happens(0.5)) link.end();
    else link.destroy();
  }

  async #datagrams(nonsense: Nonsense): Promise<void> {
    const port = await this.#network.bind({ host: hostileHost, port: 0 }, () => {});
    const { chance } = nonsense;
    for (const each of nonsense.frames(keepAliveDatagrams, toRegistry)) {
      await this.#life.sleep(chance.between(0, pause));
      const bare = { ...each, payload: noPayload };
      const key = this.#hearsay.heard('keep-alive-key').at(-1);
      const bytes = key !== undefined && chance.happens(0.5) ? encodeSigned(bare, Buffer.from(key, 'base64url')) : encodeFrame(bare);
      port.send(bytes, { host: registryHost, port: registryPort });
    }
    await port.close();
  }
}

// A user with an account and a certificate who obeys no rule: well-formed messages that make no sense, to the registry and to
// peers, before and after a login, by links and datagrams.
import { encodeFrame, type Frame, frame } from '../src/protocol/frame.js';
import { betweenPeers, type Definition, fromRegistry, keepAliveDatagrams, toRegistry } from '../src/protocol/messages.js';
import { reasonTokens } from '../src/protocol/reasons.js';
import { wirePassword } from '../src/security/passwords.js';
import type { Credentials, Link, LinkHandlers, Network } from '../src/transport/link.js';
import { Chance } from './chance.js';
import { epoch, Life } from './life.js';
import { peerPort, registryHost, registryName, registryPort, type Surroundings } from './surroundings.js';
import { tapped } from './tapped-network.js';

export const hostileName = 'mallory';
const hostileHost = '10.0.0.66';
const reasons: readonly string[] = Object.values(reasonTokens).flat();
/** Frames of one attack at most, and ms between them. */
const attack = { frames: 25, pause: 400 } as const;

export class Hostile {
  readonly #around: Surroundings;
  readonly #network: Network;
  readonly #life: Life;
  readonly #victims: readonly string[];
  readonly #links = new Set<Link>();

  constructor(around: Surroundings, victims: readonly string[]) {
    this.#around = around;
    this.#victims = victims;
    this.#life = new Life(around.clock, { offset: 0, asleepUntil: 0 }, around.chance.fork(hostileName));
    around.names.set(hostileHost, hostileName);
    this.#network = tapped({
      network: around.memory.host(hostileHost),
      life: this.#life,
      sent: (to, text) => around.trace.sent({ at: around.clock.time, from: hostileName, to: around.names.get(to.host) ?? to.host, text }),
    });
  }

  act(to: string, seed: number): void {
    const nonsense = new Nonsense(new Chance(`nonsense ${seed}`), this.#victims);
    if (to !== registryName) this.#toPeer(to, nonsense);
    else if (nonsense.chance.happens(0.25)) void this.#datagrams(nonsense);
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
    const polite = greeting.slice(0, nonsense.chance.below(greeting.length + 1));
    const frames = [...polite, ...nonsense.frames(toRegistry, fromRegistry)];
    this.#dial(registryHost, registryPort, 'parley-registry/1', undefined, frames, nonsense);
  }

  #toPeer(name: string, nonsense: Nonsense): void {
    const host = [...this.#around.names].find(([, each]) => each === name)?.[0];
    const { key, chain } = this.#around.stock.papersOf(hostileName);
    if (host) this.#dial(host, peerPort, 'parley-peer/1', { key, chain }, nonsense.frames(betweenPeers, toRegistry), nonsense);
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
      frame: () => link.take(),
      fault() {},
      closed: () => this.#links.delete(link),
    };
    const link = this.#network.dial({ host, port, tls, timeout: 10_000, unsentBytes: 1_000_000 }, handlers);
    this.#links.add(link);
  }

  async #send(link: Link, frames: readonly Frame[], chance: Chance): Promise<void> {
    for (const each of frames) {
      await this.#life.sleep(chance.between(0, attack.pause));
      if (!this.#links.has(link)) return;
      link.send(each);
    }
    await this.#life.sleep(chance.between(0, 20_000));
    if (chance.happens(0.5)) link.end();
    else link.destroy();
  }

  async #datagrams(nonsense: Nonsense): Promise<void> {
    const port = await this.#network.bind({ host: hostileHost, port: 0 }, () => {});
    for (const each of nonsense.frames(keepAliveDatagrams, toRegistry)) {
      await this.#life.sleep(nonsense.chance.between(0, attack.pause));
      port.send(encodeFrame({ ...each, payload: new Uint8Array(0) }), { host: registryHost, port: registryPort });
    }
    await port.close();
  }
}

/** Frames with the right verbs, mostly the right number of fields, and anything in them. */
class Nonsense {
  readonly chance: Chance;
  readonly #victims: readonly string[];

  constructor(chance: Chance, victims: readonly string[]) {
    this.chance = chance;
    this.#victims = victims;
  }

  /** Whose key is shown at a login: mostly the own one. */
  get whose(): string {
    return this.chance.happens(0.8) ? hostileName : this.chance.pick(this.#victims);
  }

  frames(likely: Readonly<Record<string, Definition>>, unlikely: Readonly<Record<string, Definition>>): readonly Frame[] {
    const count = 1 + this.chance.below(attack.frames);
    return Array.from({ length: count }, () => {
      const table = this.chance.happens(0.9) ? likely : unlikely;
      const [verb, definition] = this.chance.pick(Object.entries(table));
      return this.#frame(verb, definition);
    });
  }

  #frame(verb: string, { fields, headers, statuses }: Definition): Frame {
    const [status, code] = statuses ? this.chance.pick(Object.entries(statuses)) : [];
    const answer = status === undefined ? [] : [status, String(code)];
    const given = [...answer, ...Object.keys(fields).map((field) => this.#word(field))];
    if (this.chance.happens(0.05)) given.push(this.#word('room'));
    const names = [...Object.keys(headers), 'requestId'].filter(() => this.chance.happens(0.9));
    const values = names.map((name) => [name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), this.#word(name)]);
    return frame(verb, given, Object.fromEntries(values), this.chance.happens(0.6) ? this.#word('text') : '');
  }

  #word(kind: string): string {
    const { chance } = this;
    if (chance.happens(0.05)) return chance.pick(['', ' ', '%', '<>', '0', '-1', 'é\u202e', '9'.repeat(20), 'x'.repeat(300)]);
    switch (kind) {
      case 'messageId':
        return `01949f2a-${hex(chance, 4)}-7${hex(chance, 3)}-8${hex(chance, 3)}-${hex(chance, 12)}`;
      case 'stream':
      case 'roomId':
        return hex(chance, 16);
      case 'seq':
      case 'counter':
      case 'requestId':
      case 'capacity':
        return String(chance.below(12));
      case 'port':
      case 'peerPort':
        return String(1 + chance.below(65_535));
      case 'timeout':
        return String(chance.pick([10, 20, 30, 60]));
      case 'sentAt':
        return new Date(epoch + chance.below(600_000)).toISOString();
      case 'signature':
        return chance.bytes(64).toString('base64url');
      case 'mac':
        return chance.bytes(32).toString('base64url');
      case 'hashedPassword':
      case 'roomPassword':
        return chance.happens(0.5) ? wirePassword(chance.pick(this.#victims), 'a guess') : '';
      case 'room':
      case 'detailOrRoom':
        return chance.pick(['lobby', 'garden', 'attic', 'nowhere', 'DETAILED', 'PARTIAL']);
      case 'increment':
        return 'increment';
      case 'detail':
        return chance.pick(['DETAILED', 'PARTIAL']);
      case 'reason':
        return chance.pick(reasons);
      case 'ip':
        return `10.1.0.${1 + chance.below(9)}`;
      case 'text':
        return `${hostileName} says ${chance.below(1000)}`;
      default:
        return chance.happens(0.4) ? hostileName : chance.pick(this.#victims);
    }
  }
}

function hex(chance: Chance, digits: number): string {
  return chance
    .bytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits);
}

// One check's hands: links to the registry under test, users logged in, datagrams; all of it is gone when the check is over.
import { randomBytes } from 'node:crypto';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { type Check, Mismatch, Unchecked } from '../check.js';
import { RawDatagrams } from '../raw-datagrams.js';
import { type RawFrame, readRawList } from '../raw-frame.js';
import { type Ask, matching, type RawLink } from '../raw-link.js';
import type { Transcript } from '../transcript.js';
import { pause } from '../waiting.js';
import { type Account, freshName } from './accounts.js';
import { dial, dialTcp, dialTls, type RegistryTarget } from './target.js';

export type RegistryCheck = Check<RegistryTrial>;

/** A user with a session. */
export interface Online {
  readonly account: Account;
  readonly name: string;
  readonly link: RawLink;
  /** AUTH. */
  readonly auth: RawFrame;
  /** The Keep-Alive-Key. */
  readonly key: Buffer;
  readonly token: string;
}

export const hello = { line: 'HELLO_P2P', headers: { Protocol: '1', Agent: 'conformance/1' } } as const;
/** Where the kit's users say that they take links. */
export const somePort = '40001';

export class RegistryTrial {
  readonly #links: RawLink[] = [];
  readonly #datagrams: RawDatagrams[] = [];

  constructor(
    readonly target: RegistryTarget,
    readonly transcript: Transcript,
    readonly accounts: readonly Account[],
  ) {}

  /** A link, nothing said. */
  async dial(): Promise<RawLink> {
    return this.#kept(await dial(this.target, this.transcript));
  }

  async dialTls(options: ConnectionOptions = {}): Promise<{ link: RawLink; socket: TLSSocket }> {
    const dialled = await dialTls(this.target, this.transcript, options);
    this.#kept(dialled.link);
    return dialled;
  }

  async dialTcp(): Promise<RawLink> {
    return this.#kept(await dialTcp(this.target, this.transcript));
  }

  /** A link that has said hello. */
  async greeted(): Promise<RawLink> {
    const link = await this.dial();
    await link.answer(hello, 'HELLO_BACK <SUCCESS> <200>');
    return link;
  }

  async datagrams(): Promise<RawDatagrams> {
    const back = await (await this.dial()).ask(hello);
    const to = { host: this.target.address.host, port: Number(back.headers.get('keep-alive-port')) };
    const datagrams = new RawDatagrams(to, this.transcript, this.target.patience);
    this.#datagrams.push(datagrams);
    return datagrams;
  }

  /** One of the check's users, registered. */
  async registered(index = 0): Promise<Account> {
    const account = this.accounts[index];
    if (!account) throw new TypeError(`no account ${index}`);
    if (!account.isRegistered) {
      await this.#patiently('REGISTER', async () => (await this.greeted()).ask(`REGISTER <${account.name}> <${account.hash}>`));
      account.isRegistered = true;
    }
    return account;
  }

  /** One of the check's users, logged in and in no room. */
  async online(index = 0, headers: Readonly<Record<string, string>> = {}): Promise<Online> {
    const account = await this.registered(index);
    const { link, auth } = await this.#logIn(account, headers);
    // All at once: the other sessions of the check must not wait for long.
    const left = (auth.headers.get('rooms')?.split(',') ?? []).map((room) => link.request(`ROOM_EXIT <${account.name}> <${room}>`));
    for (const id of left) await link.answerTo(id, 'an answer to ROOM_EXIT');
    link.takeOthers(); // what was told of those rooms meanwhile is the matter of no check
    return online(account, link, auth);
  }

  /** The same without leaving the rooms of a former session. */
  async onlineAgain({ account }: Online, headers: Readonly<Record<string, string>> = {}): Promise<Online> {
    const { link, auth } = await this.#logIn(account, headers);
    return online(account, link, auth);
  }

  async #logIn(account: Account, headers: Readonly<Record<string, string>>): Promise<{ link: RawLink; auth: RawFrame }> {
    let link: RawLink | undefined;
    const auth = await this.#patiently('AUTH', async () => {
      link = await this.greeted();
      return link.ask(login(account, headers));
    });
    if (!link) throw new TypeError('not dialled');
    return { link, auth };
  }

  /** Waits for as long as the registry says when it has had too many of these; that is not the matter of most checks. */
  async #patiently(verb: string, attempt: () => Promise<RawFrame>): Promise<RawFrame> {
    const answer = await attempt();
    if (answer.headers.get('reason') !== 'rate-limited') return matching(answer, `${verb} <SUCCESS> <200>`);
    const wait = Number(answer.headers.get('retry-after') ?? 0) * 1000;
    if (!(wait <= this.target.longestWait)) throw new Unchecked(`the registry takes no more ${verb} for ${wait / 1000} s`);
    await pause(wait);
    return matching(await attempt(), `${verb} <SUCCESS> <200>`);
  }

  /** For checks that wait: @throws Unchecked when that is longer than wanted. Gives ms. */
  wait(seconds: number): number {
    const ms = seconds * 1000;
    if (ms > this.target.longestWait) throw new Unchecked(`it waits ${seconds} s; give a longer --longest-wait`);
    return ms;
  }

  /** The check needs a registry that nobody else uses. @throws Unchecked */
  isNotEmpty(why: string): never {
    throw new Unchecked(`${why}; only an empty one shows this`);
  }

  freshName(): string {
    return freshName();
  }

  /** A room that nobody has, made by a user. */
  async room(host: Online, { hash = '', capacity = '10', description = '' } = {}): Promise<string> {
    const room = `cr-${randomBytes(5).toString('hex')}`;
    await host.link.answer(`CREATE_CHAT_ROOM <${room}> <${hash}> <${capacity}> <${description}>`, 'CREATION <SUCCESS> <200>');
    return room;
  }

  async joins(room: string, ...users: Online[]): Promise<void> {
    for (const { link } of users) await link.answer(`JOIN_CHAT_ROOM <${room}> <> <increment>`, 'JOIN <SUCCESS> <200>');
  }

  close(): Promise<void> {
    for (const link of this.#links) link.destroy();
    return Promise.all(this.#datagrams.map((each) => each.close())).then(() => {});
  }

  #kept(link: RawLink): RawLink {
    this.#links.push(link);
    return link;
  }
}

export function login({ name, hash, request }: Account, headers: Readonly<Record<string, string>> = {}): Exclude<Ask, string> {
  return { line: `LOGIN <${name}> <${hash}>`, headers: { 'Peer-Port': somePort, ...headers }, payload: request };
}

export function join(room: string, hash = ''): string {
  return `JOIN_CHAT_ROOM <${room}> <${hash}> <increment>`;
}

/** The notices that have come to a user, as start lines: all that belong to what was answered to anybody before. */
export async function told({ link }: Online): Promise<string[]> {
  // Asks for something that the registry has to look up: it comes after what changed before.
  await link.answer('SEARCH_USER <nobody-has-this-name>', /^SEARCH_USER_RESPONSE /);
  return link.takeOthers();
}

/** The rows of a list. */
export function rows(frame: RawFrame): string[][] {
  return readRawList(frame.payload);
}

/** What a member list says of a user. @throws Mismatch when it is not in it. */
export function rowOf(frame: RawFrame, name: string): string[] {
  const row = rows(frame).find(([first]) => first === name);
  if (!row) throw new Mismatch(`a line of ${name}`, frame.payload.toString('utf8'));
  return row;
}

function online(account: Account, link: RawLink, auth: RawFrame): Online {
  const key = Buffer.from(auth.headers.get('keep-alive-key') ?? '', 'base64url');
  return { account, name: account.name, link, auth, key, token: auth.headers.get('session') ?? '' };
}

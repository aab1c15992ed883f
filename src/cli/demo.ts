// `parley demo`: a registry and three peers chat by themselves, over real sockets on loopback, and say what the protocol does.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Peer, PeerEvents, Registry } from '../index.js';
import { lookOf, type Style, styleFor } from './ansi.js';
import type { Api } from './api.js';
import type { Io } from './io.js';
import { plainMessage } from './render.js';
import { refusalSentence } from './sentences.js';
import type { Say } from './texts/catalogue.js';
import type { demo as demoTexts } from './texts/demo/en.js';
import { english } from './texts/texts.js';
import type { Watch } from './watching.js';

export interface DemoOptions extends Partial<Watch> {
  /** Between the steps, for people to read. */
  readonly pause: (ms: number) => Promise<void>;
}

const names = ['hussien103', 'aly103', 'mahmoud103'] as const;
/** A step that takes longer has failed, ms. */
const stepTime = 10_000;
const readingTime = 450;

/** Gives the exit code: 0 when everybody got everything. */
export async function demo({ pause, whereToLook, hasInspector }: DemoOptions, io: Io & { readonly say?: Say }, api: Api): Promise<number> {
  const { say = english } = io;
  for (const sentence of whereToLook?.(say) ?? []) io.output.write(`${sentence}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'parley-demo-'));
  const stage = new Stage(styleFor(lookOf(io.output, io.env)), io, pause, say);
  const ended = new Promise<'signal'>((resolve) => stage.stops.push(io.onSignal(() => resolve('signal'))));
  try {
    const how = await Promise.race([play(stage, directory, api), ended]);
    if (hasInspector && how !== 'signal') {
      io.output.write(`\n${say('demoStays')}\n`);
      await ended;
    }
    return 0;
  } catch (error) {
    io.errors.write(`parley: ${refusalSentence(error, say)}\n`);
    return 1;
  } finally {
    await stage.clear();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function play(stage: Stage, directory: string, api: Api): Promise<void> {
  await stage.step('demoRegistry');
  const registry = await api.createRegistry({ dataDirectory: join(directory, 'registry'), listen: { host: '127.0.0.1', port: 0 } });
  stage.registry = registry;
  stage.say('registry', registry.link);

  await stage.step('demoPeers');
  const [hussien, aly, mahmoud] = await Promise.all([
    stage.enter(names[0], registry, directory, api),
    stage.enter(names[1], registry, directory, api),
    stage.enter(names[2], registry, directory, api),
  ]);

  await stage.step('demoRooms');
  const rooms = await aly.rooms(true);
  stage.tells('aly103', rooms.length === 0 ? stage.words('demoNoRooms') : stage.words('countRooms', { count: rooms.length }));

  await stage.step('demoRoom');
  await hussien.createRoom('chat1', { capacity: 10, password: 'network', description: 'network project' });
  await Promise.all([stage.awaits(hussien, 'room-join', ({ name }) => name === 'aly103'), aly.joinRoom('chat1', 'network')]);
  await Promise.all([
    stage.awaits(hussien, 'room-join', ({ name }) => name === 'mahmoud103'),
    stage.awaits(aly, 'room-join', ({ name }) => name === 'mahmoud103'),
    mahmoud.joinRoom('chat1', 'network'),
  ]);

  await stage.step('demoBroadcast');
  await stage.tellRoom(hussien, [aly, mahmoud], 'Hello everyone!');
  await stage.tellRoom(aly, [hussien, mahmoud], 'Hello back!');
  await stage.tellRoom(mahmoud, [hussien, aly], 'And from me.');

  await stage.step('demoChat');
  await hussien.search('aly103');
  await Promise.all([stage.awaits(aly, 'chat-request', () => true).then(() => aly.accept('hussien103')), hussien.chat('aly103')]);

  await stage.step('demoDirect');
  await stage.tell(hussien, aly, 'Just between us: it works.');
  await stage.tell(aly, hussien, 'I saw every state light up.');

  await stage.step('demoKeepAlive');

  await stage.step('demoExit');
  await Promise.all([
    stage.awaits(aly, 'room-host', ({ name }) => name === 'aly103'),
    stage.awaits(mahmoud, 'room-leave', ({ name }) => name === 'hussien103'),
    hussien.leaveRoom('chat1'),
  ]);

  await stage.step('demoLogout');
  await Promise.all([stage.awaits(aly, 'user-offline', ({ name }) => name === 'mahmoud103'), mahmoud.logout()]);

  await stage.step('demoEnd');
}

type DemoStep = keyof typeof demoTexts &
  `demo${'Registry' | 'Peers' | 'Rooms' | 'Room' | 'Broadcast' | 'Chat' | 'Direct' | 'KeepAlive' | 'Exit' | 'Logout' | 'End'}`;

/** Who is on, and where it is shown. */
class Stage {
  registry: Registry | undefined;
  readonly stops: (() => void)[] = [];
  readonly #peers: Peer[] = [];
  readonly #style: Style;
  readonly #io: Io;
  readonly #pause: DemoOptions['pause'];

  constructor(
    style: Style,
    io: Io,
    pause: DemoOptions['pause'],
    readonly words: Say,
  ) {
    this.#style = style;
    this.#io = io;
    this.#pause = pause;
  }

  async step(key: DemoStep): Promise<void> {
    await this.#pause(readingTime);
    this.#io.output.write(`\n${this.#style.bold(`-- ${this.words(key)}`)}\n`);
    await this.#pause(readingTime / 2);
  }

  /** A sentence about somebody. */
  tells(who: string, what: string): void {
    this.say(who, `* ${what}`);
  }

  say(who: string, what: string): void {
    this.#io.output.write(`${this.#style.person(who)(who.padEnd(10))} | ${what}\n`);
  }

  /** Registers and logs in, and shows from then on what this peer sees. */
  async enter(name: string, registry: Registry, directory: string, api: Api): Promise<Peer> {
    const peer = api.createPeer({
      registry: registry.link,
      name,
      password: `demo ${name}`,
      register: true,
      dataDirectory: join(directory, name),
      listen: { host: '127.0.0.1', port: 0 },
    });
    this.#peers.push(peer);
    peer.on('message', (message) => {
      if (message.from !== name) this.say(name, plainMessage(message));
    });
    peer.on('room-open', ({ room }) => this.tells(name, this.words('demoIn', { room })));
    peer.on('room-join', (event) => this.tells(name, this.words('demoJoined', { name: event.name, room: event.room })));
    peer.on('room-leave', (event) => this.tells(name, this.words('demoLeft', { name: event.name, room: event.room })));
    peer.on('room-host', (event) => this.tells(name, this.words('demoHost', { name: event.name, room: event.room })));
    peer.on('chat-request', ({ from }) => this.tells(name, this.words('demoWants', { name: from })));
    peer.on('chat-open', (event) => this.tells(name, this.words('demoOpen', { name: event.peer })));
    peer.on('user-offline', (event) => this.tells(name, this.words('demoOffline', { name: event.name })));
    await peer.start();
    this.tells(name, this.words('demoOnline'));
    return peer;
  }

  /** Says something in the room, until all have it. */
  async tellRoom(from: Peer, to: readonly Peer[], text: string): Promise<void> {
    this.say(from.name, `> ${text}`);
    await Promise.all([...to.map((peer) => this.#gets(peer, text)), from.sendRoom('chat1', text)]);
    await this.#pause(readingTime / 2);
  }

  async tell(from: Peer, to: Peer, text: string): Promise<void> {
    this.say(from.name, `> ${text}`);
    await Promise.all([this.#gets(to, text), from.sendDirect(to.name, text)]);
    await this.#pause(readingTime / 2);
  }

  #gets(peer: Peer, text: string): Promise<void> {
    return this.awaits(peer, 'message', (message) => message.text === text);
  }

  /** Rejected when it does not come in time. */
  awaits<Event extends keyof PeerEvents>(
    peer: Peer,
    event: Event,
    isIt: (argument: Parameters<PeerEvents[Event]>[0]) => boolean,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${peer.name} waited in vain for ${event}`)), stepTime);
      const listener = (argument: Parameters<PeerEvents[Event]>[0]) => {
        if (!isIt(argument)) return;
        clearTimeout(timer);
        resolve();
      };
      // Every event has one argument; the emitter's types cannot say so of an event that is a type parameter.
      (peer as unknown as { on(event: Event, listener: (argument: Parameters<PeerEvents[Event]>[0]) => void): void }).on(event, listener);
    });
  }

  /** Everybody goes, whatever happened. */
  async clear(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.close()));
    await this.registry?.close();
    for (const stop of this.stops) stop();
  }
}

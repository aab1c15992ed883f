// A peer before a fake registry on memory links, with a clock that the test turns and a circle that only listens.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Peer, PeerOptions, PeerState } from '../../../src/actors/peer/api.js';
import type { PeerCircle, PeerContext, RegistryNotice } from '../../../src/actors/peer/context.js';
import { makePeer } from '../../../src/actors/peer/make-peer.js';
import type { Runtime } from '../../../src/support/runtime.js';
import { createMemoryNetwork, type MemoryNetwork } from '../../../src/transport/memory-network.js';
import { type FakeOptions, type FakeRegistry, fakeRegistry } from '../../helpers/fake-registry.js';
import { placeAuthority, stockedKeys } from '../../helpers/stocked-papers.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';

export const registryHost = '10.0.0.1';
export const peerHost = '10.0.0.2';

/** A circle that only writes down what it is told. */
export interface StubCircle extends PeerCircle {
  readonly context: PeerContext;
  readonly told: readonly string[];
}

export function stubCircle(context: PeerContext): StubCircle {
  const told: string[] = [];
  const nothing = () => Promise.reject(new Error('not part of this test'));
  return {
    context,
    told,
    open: async () => void told.push('open'),
    accept: () => undefined,
    online: (rooms) => told.push(`online ${rooms.join(' ')}`.trim()),
    offline: () => told.push('offline'),
    notice: (event: RegistryNotice) => told.push(`${event.verb} ${event.message.username}`),
    chat: nothing,
    acceptChat: nothing,
    rejectChat: nothing,
    closeChat: nothing,
    requests: [],
    sendDirect: nothing,
    sendRoom: nothing,
    createRoom: nothing,
    joinRoom: nothing,
    leaveRoom: nothing,
    members: nothing,
    acceptKey: nothing,
    block: nothing,
    unblock: nothing,
    verify: nothing,
    explain: nothing,
    flush: nothing,
    status: () => ({ rooms: [], owed: [], paths: [], pastPaths: [] }),
    close: async () => void told.push('close'),
  };
}

export interface SessionNet {
  readonly clock: TurnedClock;
  readonly memory: MemoryNetwork;
  readonly runtime: Runtime;
  readonly directory: string;
  /** Closed with the test, after the peers. */
  atEnd(close: () => Promise<void>): void;
  registry(options?: Partial<FakeOptions>): Promise<FakeRegistry>;
  peer(options: Partial<PeerOptions> & Pick<PeerOptions, 'registry'>): TestPeer;
  /** Waits without letting time pass; with `ms`, each step turns the clock by so much. */
  until<T>(promise: Promise<T>, ms?: number): Promise<T>;
  /** Waits until this is true, turning the clock by `ms` a step. */
  untilTrue(isTrue: () => boolean, ms?: number): Promise<void>;
  /** Turns the clock by `ms` in steps, so that what is caused in between happens in between. */
  turn(ms: number): Promise<void>;
}

export interface TestPeer {
  readonly peer: Peer;
  /** Of the newest opening. */
  readonly circle: () => StubCircle;
  readonly states: PeerState[];
}

const breath = () => new Promise((resolve) => setImmediate(resolve));

export function sessionNet(t: ExecutionContext): SessionNet {
  const clock = new TurnedClock();
  const runtime = turnedRuntime(clock);
  const memory = createMemoryNetwork({ runtime });
  const directory = mkdtempSync(join(tmpdir(), 'parley-session-'));
  // Of the first one; another one has an authority of its own.
  const registryDirectory = join(directory, 'registry');
  const peers: Peer[] = [];
  const closers: (() => Promise<void>)[] = [];

  const until = async <T>(promise: Promise<T>, ms = 0): Promise<T> => {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
      clock.advance(ms);
      await breath();
    }
    return promise;
  };

  t.teardown(async () => {
    await until(Promise.all(peers.map((peer) => peer.close())), 1);
    await until(Promise.all(closers.map((close) => close())), 1);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });

  return {
    clock,
    memory,
    runtime,
    directory,
    atEnd: (close) => closers.push(close),
    until,
    untilTrue: async (isTrue, ms = 0) => {
      while (!isTrue()) {
        clock.advance(ms);
        await breath();
      }
    },
    turn: async (ms) => {
      for (let left = ms; left > 0; left -= 100) {
        clock.advance(Math.min(100, left));
        for (let i = 0; i < 3; i += 1) await breath();
      }
    },
    registry: async (given = {}) => {
      const options = { network: memory.host(registryHost), host: registryHost, runtime, ...given };
      if (given.directory !== undefined || existsSync(registryDirectory)) return fakeRegistry(t, options);
      await placeAuthority(registryDirectory, runtime);
      return fakeRegistry(t, { ...options, directory: registryDirectory });
    },
    peer: (options) => {
      const circles: StubCircle[] = [];
      const peer = makePeer(
        {
          name: 'alice',
          password: 'correct horse',
          dataDirectory: join(directory, 'alice'),
          listen: { host: peerHost, port: 0 },
          runtime,
          network: memory.host(peerHost),
          ...options,
        },
        (context) => {
          const circle = stubCircle(context);
          circles.push(circle);
          return circle;
        },
        { keyMaking: stockedKeys(options.name ?? 'alice') },
      );
      const states: PeerState[] = [];
      peer.on('state', (state) => states.push(state));
      peers.push(peer);
      return {
        peer,
        states,
        circle: () => {
          const circle = circles.at(-1);
          if (!circle) throw new Error('no circle yet');
          return circle;
        },
      };
    },
  };
}

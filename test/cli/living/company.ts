// A session with a fake peer, whose notices are written down and whose time the test turns.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { tellEvents } from '../../../src/cli/events.js';
import { Session } from '../../../src/cli/session.js';
import { FakePeer, morning } from '../fake-peer.js';

export interface Company {
  readonly peer: FakePeer;
  readonly session: Session;
  /** What was shown since this was last asked: notices, `- ` items, messages, `! ` alerts. */
  told(): string[];
  /** Lets time pass. */
  turn(ms: number): void;
}

export function company(t: ExecutionContext, options: { readonly isScript?: boolean; readonly profileDirectory?: string } = {}): Company {
  const peer = new FakePeer('alice');
  peer.profileDirectory = options.profileDirectory;
  peer.become({ state: 'online', since: 0 });
  let shown: string[] = [];
  let now = morning;
  let timers: { readonly at: number; readonly call: () => void }[] = [];
  const session = new Session({
    peer,
    isScript: options.isScript ?? false,
    now: () => now,
    after: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    view: {
      message: ({ from, text }) => shown.push(`${from}: ${text}`),
      notice: (sentence) => shown.push(sentence),
      list: (lines) => shown.push(...lines.map((line) => `- ${line}`)),
      past: () => {},
      refresh: () => {},
      clear: () => {},
      alert: ({ bell, notification }) => shown.push(`!${bell ? ' bell' : ''} ${notification ?? ''}`),
    },
  });
  t.teardown(tellEvents(session));
  return {
    peer,
    session,
    told: () => {
      const all = shown;
      shown = [];
      return all;
    },
    turn: (ms) => {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { call } of due) call();
    },
  };
}

/** A directory that goes with the test. */
export async function profile(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-living-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

// Going online, the same for a person, a script and a program: what is asked for on the command line, the peer made of it, and
// getting to the registry.
import { createLogger, ParleyError, type Peer, type PeerLimits } from '../index.js';
import type { Api } from './api.js';
import type { ChosenRegistry } from './choose-registry.js';
import type { Credentials } from './credentials.js';
import { refusalSentence } from './sentences.js';
import type { Session } from './session.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';
import type { HostAndPort, LogLevel } from './values.js';

export interface SignInOptions {
  readonly link?: string;
  readonly user?: string;
  readonly data?: string;
  readonly listen?: HostAndPort;
  readonly publicHost?: string;
  readonly publicPort?: number;
  /** Times and limits by name. */
  readonly limit?: Partial<PeerLimits>;
  readonly register?: boolean;
  readonly passwordFile?: string;
  /** The registry of this machine, without asking. */
  readonly local?: boolean;
  /** A file that what happens is added to. */
  readonly log?: string;
  readonly logLevel?: LogLevel;
}

export function makePeer(
  { listen, publicHost, publicPort, limit, log, logLevel = 'info' }: SignInOptions,
  data: string,
  registry: ChosenRegistry,
  credentials: Credentials,
  api: Api,
): Peer {
  return api.createPeer({
    registry: registry.link,
    ...credentials,
    dataDirectory: data,
    ...(listen === undefined ? {} : { listen }),
    ...(publicHost === undefined ? {} : { publicHost }),
    ...(publicPort === undefined ? {} : { publicPort }),
    ...(limit === undefined ? {} : { limits: limit }),
    ...(log === undefined ? {} : { logger: createLogger({ format: 'json', destination: log, level: logLevel }) }),
  });
}

/** Why there was no logging in; of a registry with another key also what forgets the old one. */
export function complaint(failure: unknown, { address }: ChosenRegistry, say: Say = english): string {
  const sentence = refusalSentence(failure, say);
  const isChanged = failure instanceof ParleyError && failure.reason === 'registry-changed';
  return `parley: ${isChanged ? say('forgetBy', { sentence, address }) : sentence}\n`;
}

/** Fulfilled when the session's user is online. */
export async function start(session: Session): Promise<true> {
  await session.peer.start();
  session.isUnderWay = true;
  session.hasBeenOnline = true;
  return true;
}

/**
 * Goes online, for as long as `impatience` lasts, and does the work while the registry of this machine is kept alive. The work is
 * done also when the session ended before that.
 * @throws ParleyError `unreachable`, or what the login failed with
 */
export async function online<Result>(
  session: Session,
  registry: ChosenRegistry,
  impatience: Promise<void>,
  work: (isStarted: boolean) => Promise<Result>,
): Promise<Result> {
  session.limitPatience(impatience);
  const isStarted = await Promise.race([start(session), session.ended.then(() => false), impatience.then(() => false)]);
  if (!isStarted && !session.isOver) throw new ParleyError('unreachable', 'The registry cannot be reached.');
  return keepingRegistry(registry, session.peer, () => work(isStarted));
}

/** Brings the registry of this machine back while a chat needs it and it is gone. */
export async function keepingRegistry<Result>({ revive }: ChosenRegistry, peer: Peer, during: () => Promise<Result>): Promise<Result> {
  if (!revive) return during();
  const look = () => {
    if (peer.state.state === 'offline') void revive();
  };
  peer.on('state', look);
  try {
    return await during();
  } finally {
    peer.off('state', look);
  }
}

/** Keeps no process alive. */
export function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

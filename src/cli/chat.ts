// `parley chat`: finds the registry and who logs in, then runs the chat until it ends.
import { createLogger, ParleyError, type Peer } from '../index.js';
import { lookOf } from './ansi.js';
import { type ChosenRegistry, chooseRegistry } from './choose-registry.js';
import { askCredentials, type Credentials, givenCredentials, scriptCredentials } from './credentials.js';
import { tellEvents } from './events.js';
import { createScreen } from './interactive.js';
import type { Io } from './io.js';
import type { Library } from './library.js';
import { dataDirectory, recentFile } from './paths.js';
import { Cancelled, terminalQuestions } from './prompts.js';
import { recentNames } from './recent.js';
import { createPlainView, type LineReader, readLines, runScript } from './script.js';
import { refusalSentence } from './sentences.js';
import { type Ending, Session } from './session.js';
import type { HostAndPort, LogLevel } from './values.js';

export interface ChatCommandOptions {
  readonly link?: string;
  readonly user?: string;
  readonly data?: string;
  readonly listen?: HostAndPort;
  readonly publicHost?: string;
  readonly publicPort?: number;
  readonly register?: boolean;
  readonly passwordFile?: string;
  /** The registry of this machine, without asking. */
  readonly local?: boolean;
  /** A file that what happens is added to. */
  readonly log?: string;
  readonly logLevel?: LogLevel;
}

/** What was sent may take so long to be delivered when a chat ends, ms. */
const patience = 10_000;
/** After these another name or password helps; a person is asked again. */
const mendable: ReadonlySet<string> = new Set(['wrong-credentials', 'name-taken', 'name-invalid']);

/** Gives the exit code. @throws UsageError */
export async function chat(options: ChatCommandOptions, io: Io, library: Library): Promise<number> {
  const given = await givenCredentials(options, io.env);
  const data = dataDirectory(options.data);
  if (!io.input.isTTY) {
    const credentials = scriptCredentials(given);
    // Read from now on: what is written early is not lost.
    const reader = readLines(io.input);
    const registry = await chooseRegistry({ ...options, data }, io, library, undefined);
    const { failure, exitCode } = await scriptedChat(createPeer(options, data, registry, credentials, library), reader, registry, io);
    if (failure) io.errors.write(complaint(failure, registry));
    return exitCode;
  }
  const questions = terminalQuestions(io.input, io.output);
  const tell = (sentence: string) => createPlainView(io.output).notice(sentence);
  try {
    const registry = await chooseRegistry({ ...options, data }, io, library, questions);
    if (registry.announcement) tell(registry.announcement);
    const recent = await recentNames(recentFile(data), registry.address);
    let left = given;
    for (;;) {
      const credentials = await askCredentials(left, recent.names, questions, tell);
      const peer = createPeer(options, data, registry, credentials, library);
      const { failure, exitCode } = await personsChat(peer, registry, io, () => recent.remember(credentials.name));
      if (!failure) return exitCode;
      io.errors.write(complaint(failure, registry));
      if (!(failure instanceof ParleyError && mendable.has(failure.reason))) return 1;
      left = { ...left, name: undefined, password: undefined };
    }
  } catch (error) {
    if (error instanceof Cancelled) return 1;
    throw error;
  }
}

interface Outcome {
  /** Why there was no logging in. */
  readonly failure?: unknown;
  readonly exitCode: number;
}

function createPeer(
  { listen, publicHost, publicPort, log, logLevel = 'info' }: ChatCommandOptions,
  data: string,
  registry: ChosenRegistry,
  credentials: Credentials,
  library: Library,
): Peer {
  return library.createPeer({
    registry: registry.link,
    ...credentials,
    dataDirectory: data,
    ...(listen === undefined ? {} : { listen }),
    ...(publicHost === undefined ? {} : { publicHost }),
    ...(publicPort === undefined ? {} : { publicPort }),
    ...(log === undefined ? {} : { logger: createLogger({ format: 'json', destination: log, level: logLevel }) }),
  });
}

async function scriptedChat(peer: Peer, reader: LineReader, registry: ChosenRegistry, io: Io): Promise<Outcome> {
  const view = createPlainView(io.output);
  const session = new Session({ peer, view, isScript: true });
  const stopTelling = tellEvents(session);
  const stopSignals = io.onSignal(() => session.end({ how: 'signal' }));
  const impatience = reader.isOver.then(() => elapsed(patience));
  session.limitPatience(impatience);
  try {
    const started = start(session);
    const isStarted = await Promise.race([started, session.ended.then(() => false), impatience.then(() => false)]);
    if (!isStarted && !session.isOver) throw new ParleyError('unreachable', 'The registry cannot be reached.');
    if (isStarted) {
      view.notice(`You are online as ${peer.name} at ${peer.status.registryLink}`);
      await keepingRegistry(registry, peer, () => Promise.race([runScript(session, reader), session.ended]));
    }
    return await finish(session, await session.ended);
  } catch (failure) {
    await peer.close();
    return { failure, exitCode: 1 };
  } finally {
    reader.close();
    stopSignals();
    stopTelling();
  }
}

async function personsChat(peer: Peer, registry: ChosenRegistry, io: Io, remember: () => Promise<void>): Promise<Outcome> {
  const canRedraw = io.output.isTTY === true && io.env['TERM'] !== 'dumb';
  const screen = createScreen({ input: io.input, output: io.output, look: lookOf(io.output, io.env), canRedraw });
  const session = new Session({ peer, view: screen.view, isScript: false });
  const stopTelling = tellEvents(session);
  const stopSignals = io.onSignal(() => session.end({ how: 'signal' }));
  try {
    screen.open(session);
    const isStarted = await Promise.race([start(session), session.ended.then(() => false)]);
    if (isStarted) {
      screen.view.notice(
        `You are online as ${peer.name}.${registry.announcement ? '' : ` Others come here with: parley chat ${peer.status.registryLink}`}`,
      );
      screen.view.notice('/rooms, /users and /help show what there is.');
      screen.view.refresh();
      await remember().catch((error: unknown) => screen.view.notice(refusalSentence(error)));
    }
    const ending = await keepingRegistry(registry, peer, () => session.ended);
    screen.close();
    return await finish(session, ending);
  } catch (failure) {
    screen.close();
    await peer.close();
    return { failure, exitCode: 1 };
  } finally {
    stopSignals();
    stopTelling();
  }
}

/** Why there was no logging in; of a registry with another key also what forgets the old one. */
function complaint(failure: unknown, { address }: ChosenRegistry): string {
  const isChanged = failure instanceof ParleyError && failure.reason === 'registry-changed';
  return `parley: ${refusalSentence(failure)}${isChanged ? ` That is done by: parley forget ${address}` : ''}\n`;
}

async function start(session: Session): Promise<true> {
  await session.peer.start();
  session.isUnderWay = true;
  return true;
}

/** Brings the registry of this machine back while a chat needs it and it is gone. */
async function keepingRegistry<Result>({ revive }: ChosenRegistry, peer: Peer, during: () => Promise<Result>): Promise<Result> {
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

/** Delivers what can be delivered, unless the chat was ended by force, and says goodbye. */
async function finish(session: Session, { how, sentence }: Ending): Promise<Outcome> {
  const { peer, view } = session;
  session.isUnderWay = false;
  if (sentence) view.notice(sentence);
  if (how === 'quit') {
    await peer.flush(patience);
    const owed = peer.status.owed.map(({ recipient, count }) => `${recipient} (${count})`);
    if (owed.length > 0) view.notice(`Not delivered yet, kept, and sent when you are here again: ${owed.join(', ')}.`);
  }
  await peer.close();
  return { exitCode: how === 'signed-out' ? 1 : 0 };
}

/** Keeps no process alive. */
function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

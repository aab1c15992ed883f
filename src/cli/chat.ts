// `parley chat`: finds the registry and who logs in, then runs the chat until it ends: with a person, a script or a program.
import type { Peer } from '../index.js';
import type { Api } from './api.js';
import type { ChatCommandOptions } from './chat-options.js';
import { type ChosenRegistry, chooseRegistry } from './choose-registry.js';
import { givenCredentials, scriptCredentials } from './credentials.js';
import { tellEvents } from './events.js';
import type { Io } from './io.js';
import { dataDirectory } from './paths.js';
import type { Reporter } from './recordings/report.js';
import { createPlainView, type LineReader, readLines, runScript } from './script.js';
import { Session } from './session.js';
import { complaint, elapsed, makePeer, online } from './sign-in.js';
import { finish, type Outcome, patience } from './take-leave.js';
import { english } from './texts/texts.js';

/** Gives the exit code. @throws UsageError */
export async function chat(options: ChatCommandOptions, io: Io, api: Api): Promise<number> {
  if (io.input.isTTY && !options.json) {
    const { chatWithPerson } = await import('./person.js');
    return chatWithPerson(options, io, api);
  }
  for (const sentence of options.whereToLook?.(english) ?? []) io.errors.write(`${sentence}\n`);
  const credentials = scriptCredentials(await givenCredentials(options, io.env));
  const data = dataDirectory(options.data);
  // Read from now on: what is written early is not lost.
  const reader = readLines(io.input);
  try {
    const registry = await (await chooseRegistry({ ...options, data }, io, api, undefined)).settle();
    const peer = makePeer(options, data, registry, credentials, api);
    if (options.json) {
      const { jsonChat } = await import('./programs/json-chat.js');
      return await jsonChat({ peer, reader, registry, io });
    }
    const report = options.past && (await import('./recordings/past.js')).reporterOf(options.past, data);
    const { failure, exitCode } = await scriptedChat(peer, reader, registry, io, report);
    if (failure) io.errors.write(complaint(failure, registry));
    return exitCode;
  } finally {
    reader.close();
  }
}

async function scriptedChat(
  peer: Peer,
  reader: LineReader,
  registry: ChosenRegistry,
  io: Io,
  report: Reporter | undefined,
): Promise<Outcome> {
  const view = createPlainView(io.output);
  const session = new Session({ peer, view, isScript: true, report });
  const stopTelling = tellEvents(session);
  const stopSignals = io.onSignal(() => session.end({ how: 'signal' }));
  const impatience = reader.isOver.then(() => elapsed(patience));
  try {
    return await online(session, registry, impatience, async (isStarted) => {
      if (isStarted) {
        view.notice(`You are online as ${peer.name} at ${peer.status.registryLink}`);
        await Promise.race([runScript(session, reader), session.ended]);
      }
      return finish(session, await session.ended);
    });
  } catch (failure) {
    await peer.close();
    return { failure, exitCode: 1 };
  } finally {
    stopSignals();
    stopTelling();
  }
}

// `parley listen`: online to hear, not to write. Lines for people or objects of JSON, until it is told to end.
import type { Api } from '../api.js';
import { chooseRegistry } from '../choose-registry.js';
import { nameFrom, roomFrom } from '../commands/arguments.js';
import { perform } from '../commands/perform.js';
import { givenCredentials, scriptCredentials } from '../credentials.js';
import { tellEvents } from '../events.js';
import type { Io } from '../io.js';
import { dataDirectory } from '../paths.js';
import { createPlainView } from '../script.js';
import { Session } from '../session.js';
import { complaint, makePeer, online, type SignInOptions } from '../sign-in.js';
import { finish } from '../take-leave.js';
import { jsonChat } from './json-chat.js';

export interface ListenCommandOptions extends SignInOptions {
  readonly json?: boolean;
  /** Whose requests to chat are accepted; `*` stands for everybody. */
  readonly accept?: readonly string[];
  readonly join?: readonly string[];
  /** Ends after so many messages. */
  readonly count?: number;
}

/** Gives the exit code: 0 when it was told to end, or heard enough. @throws UsageError */
export async function listen(options: ListenCommandOptions, io: Io, api: Api): Promise<number> {
  const credentials = scriptCredentials(await givenCredentials(options, io.env), 'listen');
  const data = dataDirectory(options.data);
  const registry = await (await chooseRegistry({ ...options, data }, io, api, undefined)).settle();
  const peer = makePeer(options, data, registry, credentials, api);
  const prepare = async (session: Session): Promise<void> => {
    for (const room of options.join ?? []) await perform(session, `/join ${roomFrom(room)}`);
  };
  if (options.json) {
    const attend = (session: Session) => hear(session, options);
    return jsonChat({ peer, reader: undefined, registry, io, prepare, attend });
  }
  const session = new Session({ peer, view: createPlainView(io.output), isScript: true });
  const stops = [tellEvents(session), hear(session, options), io.onSignal(() => session.end({ how: 'signal' }))];
  try {
    return await online(session, registry, new Promise(() => {}), async (isStarted) => {
      if (isStarted) {
        session.view.notice(`You are online as ${peer.name} at ${peer.status.registryLink}`);
        await prepare(session);
      }
      return (await finish(session, await session.ended)).exitCode;
    });
  } catch (failure) {
    await peer.close();
    io.errors.write(complaint(failure, registry));
    return 1;
  } finally {
    for (const stop of stops) stop();
  }
}

/** Accepts whom it was told to, and counts messages. */
function hear(session: Session, { accept = [], count }: ListenCommandOptions): () => void {
  const { peer } = session;
  const wanted = new Set(accept.map((name) => nameFrom(name).toLowerCase()));
  let left = count ?? Number.POSITIVE_INFINITY;
  const answer = ({ from }: { readonly from: string }) => {
    if (wanted.has('*') || wanted.has(from.toLowerCase())) peer.accept(from).catch(() => {}); // it asks again
  };
  const note = () => {
    left -= 1;
    if (left === 0) session.end({ how: 'quit' });
  };
  peer.on('chat-request', answer);
  peer.on('message', note);
  return () => {
    peer.off('chat-request', answer);
    peer.off('message', note);
  };
}

// `parley send`: one message, and whether it arrived, as an exit code.
import { type DeliveryChange, ParleyError, type Peer } from '../../index.js';
import type { Api } from '../api.js';
import { chooseRegistry } from '../choose-registry.js';
import { targetFrom } from '../commands/arguments.js';
import { givenCredentials, scriptCredentials } from '../credentials.js';
import { type Io, UsageError } from '../io.js';
import { dataDirectory } from '../paths.js';
import { inWords } from '../sentences.js';
import { Session } from '../session.js';
import { complaint, elapsed, makePeer, online, type SignInOptions } from '../sign-in.js';
import type { Target } from '../target.js';
import { silentView } from './silent-view.js';

export interface SendCommandOptions extends SignInOptions {
  /** NAME or #ROOM. */
  readonly to: string;
  /** Undefined: it is read from the input. */
  readonly text?: string;
  readonly registry?: string;
  /** Good as soon as it is stored. */
  readonly queue?: boolean;
  /** Goes into the room first. */
  readonly join?: boolean;
  /** For the delivery, s. */
  readonly wait?: number;
}

/** Nothing more can be done about it: it is stored, and sent when this user is here again. */
const keptExit = 3;
const usualWait = 10;
/** For the registry, ms. */
const registryWait = 30_000;
/** Waiting, when the time is up, without a reason yet. */
const noAnswer = 'no-answer';

/** Gives the exit code: 0 delivered (or stored, with --queue), 1 not sent, 3 stored but not delivered. @throws UsageError */
export async function send(options: SendCommandOptions, io: Io, api: Api): Promise<number> {
  const { to, registry: link, queue = false, join = false, wait = usualWait } = options;
  const credentials = scriptCredentials(await givenCredentials(options, io.env), 'send');
  const text = options.text ?? (await wholeInput(io));
  if (text.trim() === '') throw new UsageError('There is nothing to send: the text is empty.');
  const data = dataDirectory(options.data);
  const { settle } = await chooseRegistry({ ...options, ...(link === undefined ? {} : { link }), data }, io, api, undefined);
  const registry = await settle();
  const peer = makePeer(options, data, registry, credentials, api);
  const session = new Session({ peer, view: silentView, isScript: true });
  const stopSignals = io.onSignal(() => session.end({ how: 'signal' }));
  const fate = new Fate(peer);
  try {
    return await online(session, registry, elapsed(registryWait), async (isStarted) => {
      if (!isStarted) return tell(io, 'It was not sent: this program was told to end.', 1);
      const target = targetFrom(to);
      if (join && target.kind === 'room') await joined(peer, target.room);
      const { id } = await (target.kind === 'room' ? peer.sendRoom(target.room, text) : peer.sendDirect(target.name, text));
      if (queue) return 0;
      await Promise.race([fate.decided(id), elapsed(wait * 1000), session.ended]);
      return verdict(fate.of(id), target, io);
    });
  } catch (error) {
    io.errors.write(complaint(error, registry));
    return 1;
  } finally {
    stopSignals();
    await peer.close();
  }
}

/** What became of each message at each recipient, from the peer's events: also of those that come before its id is known. */
class Fate {
  readonly #changes = new Map<string, Map<string, DeliveryChange>>();
  #look = () => {};

  constructor(peer: Peer) {
    peer.on('delivery', (change) => {
      const ofMessage = this.#changes.get(change.messageId) ?? new Map<string, DeliveryChange>();
      this.#changes.set(change.messageId, ofMessage.set(change.recipient.toLowerCase(), change));
      this.#look();
    });
  }

  of(id: string): readonly DeliveryChange[] {
    return [...(this.#changes.get(id)?.values() ?? [])];
  }

  /** Fulfilled when every recipient has it or refused it. */
  decided(id: string): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        const changes = this.of(id);
        if (changes.length > 0 && changes.every(({ state }) => state === 'delivered' || state === 'refused')) resolve();
      };
      this.#look();
    });
  }
}

function verdict(changes: readonly DeliveryChange[], target: Target, io: Io): number {
  const refused = changes.filter(({ state }) => state === 'refused');
  const waiting = changes.filter(({ state }) => state === 'queued' || state === 'sent');
  for (const { recipient, reason } of refused) tell(io, `${recipient} did not get it. ${inWords(reason ?? 'internal')}`, 1);
  for (const { recipient, reason } of waiting)
    tell(io, `Not delivered to ${recipient} yet; it is kept, and sent when you are here again. ${inWords(reason ?? noAnswer)}`, 1);
  if (changes.length === 0) return tell(io, nobodySentence(target), keptExit);
  return refused.length > 0 ? 1 : waiting.length > 0 ? keptExit : 0;
}

function nobodySentence(target: Target): string {
  if (target.kind === 'peer')
    return `Not delivered to ${target.name} yet; it is kept, and sent when you are here again. ${inWords(noAnswer)}`;
  return `Nobody else is in #${target.room}; it is kept for who comes.`;
}

function tell(io: Io, sentence: string, exitCode: number): number {
  io.errors.write(`parley: ${sentence}\n`);
  return exitCode;
}

/** Being in the room already is as good. */
async function joined(peer: Peer, room: string): Promise<void> {
  try {
    await peer.joinRoom(room);
  } catch (error) {
    if (!(error instanceof ParleyError && error.reason === 'already-a-member')) throw error;
  }
}

/** All of the input, without the line break at its end. */
async function wholeInput({ input }: Io): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part));
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replace(/\r?\n$/, '');
}

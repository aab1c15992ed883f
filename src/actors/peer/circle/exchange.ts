// One exchange of history as it runs: the machine's hands, which read the store and write the frames.
import { type Actor, createActor } from 'xstate';
import type {
  Forward,
  HistoryExchangeContext,
  HistoryExchangeEvent,
  Missing,
  SummaryLine,
  SummaryRequest,
} from '../../../machines/history-events.js';
import { historyExchangeMachine } from '../../../machines/history-exchange.js';
import { peerWire } from '../../../machines/peer-wire.js';
import { frame } from '../../../protocol/frame.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { isSmallerName, nameKey } from '../../../protocol/names.js';
import type { ForwardableMessage } from '../../../store/peer-store.js';
import { overheard } from '../../inspection.js';
import type { PeerContext } from '../context.js';
import type { AuthorCertificates } from './certificates.js';
import type { Companion } from './companion.js';
import { proveAgain } from './frames.js';
import { Owners } from './hands.js';
import { pagesOf, writeLines } from './history-lines.js';
import { actorOptions } from './logics.js';

export interface ExchangeOptions {
  readonly context: PeerContext;
  readonly companion: Companion;
  readonly connection: string;
  readonly room: { readonly room: string; readonly roomId: string };
  /** Of the other side; without it, this side begins. */
  readonly request: SummaryRequest | undefined;
  /** Those that the other side was given on this link. */
  readonly certificates: AuthorCertificates;
  readonly newRequestId: () => string;
}

/** Bytes before the payload of a forwarded message, about. */
const headSize = 2048;

/** What the actors of one exchange have done for them. */
interface ExchangeHands {
  summarise(): Promise<readonly (readonly SummaryLine[])[]>;
  compare(theirs: readonly SummaryLine[]): Promise<{ readonly forward: readonly number[]; readonly missing: readonly Missing[] }>;
  read(ids: readonly number[]): Promise<readonly Forward[]>;
  note(noted: Noted): Promise<void>;
}

type Noted = Pick<HistoryExchangeContext, 'theirs' | 'given' | 'refused'>;

const owners = new Owners<ExchangeHands>();
const handedMachine = historyExchangeMachine.provide({
  actors: {
    summarise: owners.work((hands) => hands.summarise()),
    compare: owners.work((hands, theirs: readonly SummaryLine[]) => hands.compare(theirs)),
    read: owners.work((hands, ids: readonly number[]) => hands.read(ids)),
    note: owners.work((hands, noted: Noted) => hands.note(noted)),
  },
});

export class Exchange {
  readonly connection: string;
  readonly roomId: string;
  readonly actor: Actor<typeof historyExchangeMachine>;
  readonly #options: ExchangeOptions;
  readonly #self: string;

  constructor(options: ExchangeOptions) {
    const { context, companion, connection, room, request } = options;
    const newRequestId = overheard(context.inspect, 'newRequestId', options.newRequestId);
    const { runtime, store } = context;
    const { roomId } = room;
    this.#options = options;
    this.connection = connection;
    this.roomId = roomId;
    this.#self = context.identity()?.name ?? '';
    this.actor = createActor(handedMachine, {
      ...actorOptions(context, `history ${companion.key} ${roomId}`),
      input: { limits: context.limits, request, isSmaller: isSmallerName(this.#self, companion.name), newRequestId },
    });
    owners.own(this.actor, {
      summarise: async () => pagesOf(await store.historySummary(roomId), this.#self),
      compare: (theirs) => store.compareHistory(roomId, companion.name, theirs, runtime.now()),
      read: async (ids) => this.#prove(await store.forwardable(ids)),
      note: ({ theirs, given, refused }) => store.noteForwarded(roomId, companion.name, { theirs, given, refused, at: runtime.now() }),
    });
    this.#speak();
  }

  send(event: HistoryExchangeEvent): void {
    if (this.actor.getSnapshot().status === 'active') this.actor.send(event);
  }

  /** A request of the other side that goes on where it stopped is part of this exchange. */
  get takesPages(): boolean {
    const snapshot = this.actor.getSnapshot();
    return snapshot.matches('summing') || snapshot.matches('asking') || snapshot.matches('awaitingRequest');
  }

  /** The answer is to one of this exchange's messages. */
  isAbout(author: string, messageId: string): boolean {
    const { flying } = this.actor.getSnapshot().context;
    return flying.some((each) => each.messageId === messageId && each.author === nameKey(author));
  }

  #speak(): void {
    const { companion, connection, room } = this.#options;
    const { roomId } = room;
    this.actor.on('ask', ({ requestId, from, next, lines }) => {
      const asked = { room: room.room, roomId, requestId, from, next };
      companion.send(connection, writeMessage(peerWire, 'HISTORY_SUMMARY', asked, writeLines(lines, this.#self)));
    });
    this.actor.on('answer', ({ requestId, next, lines }) => {
      const answer = { status: 'SUCCESS', room: room.room, requestId, next } as const;
      companion.send(connection, writeMessage(peerWire, 'HISTORY_SUMMARY_RESPONSE', answer, writeLines(lines, this.#self)));
    });
    this.actor.on('refuse', ({ requestId }) => companion.send(connection, refusal(requestId)));
    this.actor.on('forward', ({ forward }) => this.#forward(forward));
    this.actor.on('unanswered', () => companion.link.send({ type: 'circle.drop', connection }));
  }

  #forward({ parcel }: Forward): void {
    const { certificates, companion, connection, room } = this.#options;
    const { author, stream, seq, messageId, sentAt, payload, proof } = parcel as ForwardableMessage; // #prove, below, put it there
    if (!proof) return;
    const sender = author ?? this.#self;
    const authorCertificate = certificates.given(nameKey(sender), proof.certificate);
    const place = { sender, messageId, stream, seq, sentAt, room: room.room, roomId: room.roomId };
    const contents = { ...place, signature: proof.signature, forwardedBy: this.#self, authorCertificate };
    companion.send(connection, writeMessage(peerWire, 'DIRECT_BROADCAST', contents, payload));
  }

  /** One's own messages may lack a signature that others can check: they get one. */
  #prove(messages: readonly ForwardableMessage[]): readonly Forward[] {
    const { context, room } = this.#options;
    const identity = context.identity();
    return messages.flatMap((message): Forward[] => {
      const { id, author, messageId, payload } = message;
      const better = author === undefined && identity ? proveAgain(message, room.roomId, identity) : undefined;
      if (better) void context.store.keepProof(messageId, better, true).catch(() => {}); // it can be made again
      const parcel = better ? { ...message, proof: better } : message;
      if (!parcel.proof) return [];
      return [{ id, author: nameKey(author ?? this.#self), messageId, size: payload.length + headSize, parcel }];
    });
  }
}

/** To a request that goes on from nowhere, or says nothing that can be read. */
export function refusal(requestId: string | undefined) {
  return frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': requestId, reason: 'wrong-fields' });
}

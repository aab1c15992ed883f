// One link to another peer, dialled or accepted (section 5): the handshake and the check of its key, then IX, XI, XVI and
// history both ways at the pace that a peer holds, then the close. Which of several links is used is peer-link's to say.
import { and, assign, enqueueActions, fromCallback, fromPromise, not, raise, sendParent, sendTo, setup } from 'xstate';
import { type Frame, frame } from '../protocol/frame.js';
import { longestTimer } from '../protocol/limits.js';
import type { LinkInfo } from '../protocol/link-events.js';
import { readMessage } from '../protocol/message-codec.js';
import type { Reason } from '../protocol/reasons.js';
import { ends, type LinkCommand, type PeerConnectionEvent, type PeerConnectionInput } from './peer-connection-events.js';
import { type ConnectionEnd, type Dialler, type Judgement, type LinkSource, type PeerMessageEvent, peerWire } from './peer-wire.js';

export interface PeerConnectionContext extends PeerConnectionInput {
  readonly info: LinkInfo | undefined;
  /** Frames that may still be taken at once. */
  readonly tokens: number;
  readonly isRefilling: boolean;
  /** Messages of the other side that wait for their answer. */
  readonly dues: number;
  /** Requests that were not allowed, in the last minute. */
  readonly errors: number;
  readonly isSuperseded: boolean;
  readonly lifetime: number;
  readonly end: ConnectionEnd | undefined;
}

const tooManyErrors = 10;
const errorMemory = 60_000;
/** How long the side that was dialled leaves it to the dialler to close a link whose certificate has expired, ms. */
const diallersTurn = 10_000;

export const peerConnectionMachine = setup({
  types: {} as { input: PeerConnectionInput; context: PeerConnectionContext; events: PeerConnectionEvent },
  actors: {
    link: fromCallback<LinkCommand, LinkSource>(() => {}),
    judge: fromPromise<Judgement, { readonly info: LinkInfo | undefined; readonly dialledBy: Dialler }>(() => Promise.reject()),
  },
  guards: {
    isTrusted: (_, judgement: Judgement) => judgement.verdict === 'trusted',
    isChanged: (_, judgement: Judgement) => judgement.verdict === 'changed',
    isBadRequest: (_, { status }: { status: string }) => status === 'BAD_REQUEST',
    isReplaceable: ({ context }) => context.isSuperseded && context.dialledBy === 'self' && context.dues === 0,
    isPastErrors: ({ context }) => context.errors >= tooManyErrors,
    hasTokens: ({ context }) => context.tokens > 0,
    isFull: ({ context }) => context.dues >= context.limits.unanswered,
  },
  actions: {
    rememberInfo: assign({ info: (_, { info }: { info: LinkInfo }) => info }),
    rememberLifetime: assign({
      lifetime: (_, judgement: Judgement) => (judgement.verdict === 'trusted' ? Math.max(0, judgement.lifetime) : 0),
    }),
    reportUp: sendParent(({ context }, judgement: Judgement) => ({
      type: 'connection.up',
      connection: context.id,
      info: context.info,
      certificate: judgement.verdict === 'trusted' ? judgement.certificate : undefined,
    })),
    reportChange: sendParent((_, judgement: Judgement) => ({ ...judgement, type: 'connection.changedKey' })),
    reportMessage: sendParent(({ context }, event: PeerMessageEvent) => ({
      type: 'connection.received',
      connection: context.id,
      event,
    })),
    reportDown: sendParent(({ context }) => ({ type: 'connection.down', connection: context.id, end: context.end })),
    noteEnd: assign({ end: ({ context }, end: ConnectionEnd) => context.end ?? end }),
    takeFrame: sendTo('link', { type: 'link.take' }),
    sendFrame: sendTo('link', (_, { frame }: { frame: Frame }) => ({ type: 'link.send', frame })),
    settleDue: assign({
      dues: ({ context }, { isAnswer }: { isAnswer: boolean }) => context.dues - (isAnswer && context.dues > 0 ? 1 : 0),
    }),
    sayGoodbye: sendTo('link', (_, { reason, retryAfter }: { reason: Reason; retryAfter?: number }) => ({
      type: 'link.end',
      frame: frame('GOODBYE', [], { reason, 'retry-after': retryAfter === undefined ? undefined : String(retryAfter) }),
    })),
    endLink: sendTo('link', { type: 'link.end' }),
    destroyLink: sendTo('link', { type: 'link.destroy' }),
    supersede: assign({ isSuperseded: true }),
    startLifetime: raise({ type: 'certificate.expired' }, { delay: 'certificateLifetime' }),
    /** It is in use: five minutes more. */
    restartUse: enqueueActions(({ enqueue }) => {
      enqueue.cancel('use');
      enqueue.raise({ type: 'use.ended' }, { id: 'use', delay: 'unusedTime' });
    }),
    refill: assign({ tokens: ({ context }) => context.tokens + 1, isRefilling: false }),
    /** A token comes back every so often, until all are there. */
    keepRefilling: enqueueActions(({ context, enqueue }) => {
      if (context.isRefilling || context.tokens >= context.limits.frameBurst) return;
      enqueue.assign({ isRefilling: true });
      enqueue.raise({ type: 'pace.refill' }, { delay: 'frameInterval' });
    }),
    forgetError: assign({ errors: ({ context }) => context.errors - 1 }),
    /** A frame as the event that it is, or its refusal. */
    readFrame: enqueueActions(({ context, enqueue }, params: { frame: Frame }) => {
      enqueue.assign({ tokens: context.tokens - 1 });
      const reading = readMessage(peerWire, params.frame);
      if (reading.outcome === 'event') {
        if (/^DIRECT_(MESSAGE|BROADCAST)$/.test(reading.event.verb)) enqueue.assign({ dues: context.dues + 1 });
        enqueue.raise(reading.event);
      } else if (reading.outcome === 'refused') {
        const refusal = frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': reading.requestId, reason: reading.reason });
        enqueue.assign({ errors: context.errors + 1 });
        enqueue.sendTo('link', { type: 'link.send', frame: refusal });
        enqueue.raise({ type: 'error.forgotten' }, { delay: 'errorMemory' });
      }
    }),
  },
  delays: {
    frameInterval: ({ context }) => 1000 / context.limits.framesPerSecond,
    /** The dialler closes first: it is the one that dials anew. */
    certificateLifetime: ({ context }) => Math.min(longestTimer, context.lifetime + (context.dialledBy === 'self' ? 0 : diallersTurn)),
    /** A superseded link that its dialler leaves open is of no use for long. */
    unusedTime: ({ context }) => 1000 * (context.isSuperseded ? context.limits.messageTimeout : context.limits.linkIdle),
    errorMemory,
  },
}).createMachine({
  id: 'peerConnection',
  context: ({ input }) => ({
    ...input,
    info: undefined,
    tokens: input.limits.frameBurst,
    isRefilling: false,
    dues: 0,
    errors: 0,
    isSuperseded: false,
    lifetime: 0,
    end: undefined,
  }),
  invoke: { src: 'link', id: 'link', input: ({ context }) => context.source },
  initial: 'handshaking',
  on: {
    'link.closed': {
      target: '.closed',
      actions: { type: 'noteEnd', params: ({ event }) => event.end },
    },
    'pace.refill': { actions: ['refill', 'keepRefilling'] },
    'error.forgotten': { actions: 'forgetError' },
    'circle.drop': {
      target: '.ending',
      actions: [{ type: 'noteEnd', params: ends.unanswered }, 'destroyLink'],
    },
    'circle.close': {
      target: '.ending',
      actions: [{ type: 'noteEnd', params: ends.closed }, 'destroyLink'],
    },
  },
  states: {
    handshaking: {
      description: 'TLS is being agreed on.',
      on: { 'link.up': { target: 'checking', actions: { type: 'rememberInfo', params: ({ event }) => ({ info: event.info }) } } },
    },
    checking: {
      description: 'Is the other who it should be? Its certificate and key are judged.',
      invoke: {
        src: 'judge',
        input: ({ context }) => ({ info: context.info, dialledBy: context.dialledBy }),
        onDone: [
          {
            guard: { type: 'isTrusted', params: ({ event }) => event.output },
            target: 'up',
            actions: [
              { type: 'rememberLifetime', params: ({ event }) => event.output },
              { type: 'reportUp', params: ({ event }) => event.output },
            ],
          },
          {
            guard: { type: 'isChanged', params: ({ event }) => event.output },
            target: 'ending',
            actions: [{ type: 'noteEnd', params: ends.changed }, { type: 'reportChange', params: ({ event }) => event.output }, 'endLink'],
          },
          {
            target: 'ending',
            actions: [{ type: 'noteEnd', params: ends.distrusted }, 'endLink'],
          },
        ],
        onError: {
          target: 'ending',
          actions: [{ type: 'noteEnd', params: ends.unchecked }, 'endLink'],
        },
      },
    },
    up: {
      description: 'Both are proven: frames go either way.',
      entry: ['restartUse', 'startLifetime'],
      initial: 'reading',
      always: [
        {
          guard: 'isPastErrors',
          target: 'ending',
          actions: [
            { type: 'noteEnd', params: ends.tooManyErrors },
            { type: 'sayGoodbye', params: { reason: 'too-many-errors', retryAfter: 60 } },
          ],
        },
        {
          guard: 'isReplaceable',
          target: 'ending',
          actions: [
            { type: 'noteEnd', params: ends.replaced },
            { type: 'sayGoodbye', params: { reason: 'replaced' } },
          ],
        },
      ],
      on: {
        'circle.send': {
          actions: [
            { type: 'sendFrame', params: ({ event }) => ({ frame: event.frame }) },
            { type: 'settleDue', params: ({ event }) => ({ isAnswer: event.isAnswer }) },
            'restartUse',
          ],
        },
        'circle.supersede': { actions: ['supersede', 'restartUse'] },
        'circle.close': {
          target: 'ending',
          actions: [
            { type: 'noteEnd', params: ends.closed },
            { type: 'sayGoodbye', params: { reason: 'closing' } },
          ],
        },
        'use.ended': {
          target: 'ending',
          actions: [
            { type: 'noteEnd', params: ends.unused },
            { type: 'sayGoodbye', params: { reason: 'closing' } },
          ],
        },
        'certificate.expired': {
          target: 'ending',
          actions: [
            { type: 'noteEnd', params: ends.expired },
            { type: 'sayGoodbye', params: { reason: 'closing' } },
          ],
        },
        'link.fault': {
          target: 'ending',
          actions: [{ type: 'noteEnd', params: ({ event }) => ({ cause: 'faulty', detail: event.reason }) }, 'endLink'],
        },
        'wire.ERROR': [
          {
            guard: { type: 'isBadRequest', params: ({ event }) => ({ status: event.message.status }) },
            target: 'ending',
            actions: [{ type: 'noteEnd', params: ends.misread }, 'endLink'],
          },
          { actions: { type: 'reportMessage', params: ({ event }) => event } },
        ],
        'wire.GOODBYE': {
          target: 'ending',
          actions: [
            {
              type: 'noteEnd',
              params: ({ event: { message } }) => ({ cause: 'goodbye', detail: message.reason ?? '', retryAfter: message.retryAfter }),
            },
            'endLink',
          ],
        },
        'wire.CHAT_REQUEST': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.CHAT_REQUEST_RESPONSE': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.DIRECT_MESSAGE': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.DIRECT_BROADCAST': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.HISTORY_SUMMARY': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.HISTORY_SUMMARY_RESPONSE': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.DIRECT_UNICAST_NOTIFICATION': { actions: { type: 'reportMessage', params: ({ event }) => event } },
        'wire.DIRECT_BROADCAST_NOTIFICATION': { actions: { type: 'reportMessage', params: ({ event }) => event } },
      },
      states: {
        reading: {
          description: 'Ready for the next frame.',
          entry: 'takeFrame',
          on: {
            'link.frame': {
              target: 'pacing',
              actions: [{ type: 'readFrame', params: ({ event }) => ({ frame: event.frame }) }, 'keepRefilling', 'restartUse'],
            },
          },
        },
        pacing: {
          description: 'Too many frames, or too many messages that wait for their answer: nothing is taken until there is room.',
          always: { guard: and(['hasTokens', not('isFull')]), target: 'reading' },
        },
      },
    },
    ending: { description: 'The last word is on its way.', on: { 'circle.drop': { actions: 'destroyLink' }, 'circle.close': {} } },
    closed: { description: 'The link is gone; the way to the peer stops this actor.', entry: 'reportDown' },
  },
});

// The words that the chart of an accepted link is written in: its context, guards, actions and delays.
import { assign, enqueueActions, fromCallback, raise, sendTo, setup } from 'xstate';
import { encodeHead, type Frame } from '../../protocol/frame.js';
import type { LinkInfo } from '../../protocol/link-events.js';
import { type Contents, readMessage, writeMessage } from '../../protocol/message-codec.js';
import { commonNotices, type registryAnswers, toRegistry } from '../../protocol/messages.js';
import type { ConnectionOrder, Farewell, PresenceEvent, Recipient } from '../session-events.js';
import type { ConnectionEvent, DeskCommand, LinkCommand, Refusal, Request } from './events.js';
import { goodbye, helloBack, helloFailure, helloReason } from './words.js';

/** Times in ms. */
export interface ConnectionLimits {
  readonly helloTimeout: number;
  readonly loginTimeout: number;
  readonly bytesBeforeLogin: number;
  readonly loginDelay: number;
  readonly errorsPerMinute: number;
  readonly requestBurst: number;
  readonly requestsPerSecond: number;
  /** Seconds. */
  readonly fullRetryAfter: number;
}

export interface ConnectionInput {
  /** Handed to the link actor as it is. */
  readonly open: (handlers: never) => unknown;
  /** Numbers the link: by it the desk knows who asks. */
  readonly visitor: number;
  /** As many links of its address as may be have not logged in yet: it is turned away. */
  readonly isTooMany: boolean;
  readonly limits: ConnectionLimits;
  /** What HELLO_BACK says. */
  readonly greeting: Omit<Contents<(typeof registryAnswers)['HELLO_BACK']>, 'status'>;
}

export interface ConnectionContext extends ConnectionInput {
  readonly isUp: boolean;
  /** Bytes of the frames so far; counted until the login. */
  readonly bytes: number;
  /** Refusals of the last minute. */
  readonly refusals: number;
  /** Numbers the timers of refusals. */
  readonly refused: number;
  /** Requests that may be taken at once. */
  readonly allowance: number;
  readonly presence: Recipient<PresenceEvent> | undefined;
  /** To be said, and the link closed, once the request under way is answered. */
  readonly farewell: { readonly reason: Farewell; readonly retryAfter?: number } | undefined;
}

/** How long a refusal counts, ms. */
const refusalMemory = 60_000;
/** A refill of the allowance comes at most so often, ms. */
const shortestRefill = 10;

export const connectionSetup = setup({
  types: { context: {} as ConnectionContext, events: {} as ConnectionEvent, input: {} as ConnectionInput }, // how XState declares types
  actors: {
    link: fromCallback<LinkCommand, Pick<ConnectionInput, 'open'>>(() => {}),
    /** Does what requests ask for, one at a time. */
    desk: fromCallback<DeskCommand, { readonly visitor: number; readonly connection: Recipient<ConnectionOrder> }>(() => {}),
  },
  guards: {
    isUp: ({ context }) => context.isUp,
    isTooMany: ({ context }) => context.isTooMany,
    isTooMuch: ({ context }, { frame }: { frame: Frame }) => context.bytes + sizeOf(frame) > context.limits.bytesBeforeLogin,
    isGoodHello: (_, { frame }: { frame: Frame }) => helloReason(frame) === undefined,
    isLastStraw: ({ context }) => context.refusals + 1 >= context.limits.errorsPerMinute,
    isToClose: ({ context }) => context.farewell !== undefined,
    isExhausted: ({ context }) => context.allowance < 1,
  },
  actions: {
    rememberUp: assign((_, _info: { info: LinkInfo }) => ({ isUp: true })),
    takeFrame: sendTo('link', { type: 'link.take' }),
    send: sendTo('link', (_, { frame }: { frame: Frame }) => ({ type: 'link.send', frame })),
    sendLast: sendTo('link', (_, { frame }: { frame: Frame }) => ({ type: 'link.end', frame })),
    destroyLink: sendTo('link', { type: 'link.destroy' }),
    sayGoodbye: sendTo('link', (_, { reason, retryAfter }: { reason: Farewell; retryAfter?: number }) => ({
      type: 'link.end',
      frame: goodbye(reason, retryAfter),
    })),
    sayFarewell: sendTo('link', ({ context }) => ({
      type: 'link.end',
      frame: goodbye(context.farewell?.reason ?? 'closing', context.farewell?.retryAfter),
    })),
    rememberFarewell: assign((_, { reason, retryAfter }: { reason: Farewell; retryAfter?: number }) => ({
      farewell: { reason, ...(retryAfter !== undefined && { retryAfter }) },
    })),
    turnAway: sendTo('link', ({ context }) => ({
      type: 'link.end',
      frame: helloFailure('registry-full', undefined, context.limits.fullRetryAfter),
    })),
    refuseHello: sendTo('link', (_, { frame }: { frame: Frame }) => ({
      type: 'link.end',
      frame: helloFailure(helloReason(frame) ?? 'hello-expected', frame.headers['request-id']),
    })),
    refuseLateHello: sendTo('link', () => ({ type: 'link.end', frame: helloFailure('timeout', undefined) })),
    greet: sendTo('link', ({ context }, { requestId }: { requestId: string | undefined }) => ({
      type: 'link.send',
      frame: helloBack(context.greeting, requestId),
    })),
    refuseFraming: sendTo('link', (_, { reason }: { reason: Refusal['reason'] }) => ({
      type: 'link.end',
      frame: writeMessage(commonNotices, 'ERROR', { status: 'BAD_REQUEST', reason }),
    })),
    refuseRequest: sendTo('link', (_, { reason, requestId }: Refusal) => ({
      type: 'link.send',
      frame: writeMessage(commonNotices, 'ERROR', { status: 'NOT_ALLOWED', reason, requestId }),
    })),
    countBytes: assign(({ context }, { frame }: { frame: Frame }) => ({ bytes: context.bytes + sizeOf(frame) })),
    countRefusal: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ refusals: context.refusals + 1, refused: context.refused + 1 });
      enqueue.raise({ type: 'refusal.forgotten' }, { delay: refusalMemory, id: `refusal-${context.refused}` });
    }),
    forgetRefusal: assign(({ context }) => ({ refusals: context.refusals - 1 })),
    readFrame: raise((_, { frame }: { frame: Frame }) => read(frame)),
    refuseNotLoggedIn: raise((_, { requestId }: { requestId: string | undefined }) => ({
      type: 'request.refused',
      reason: 'not-logged-in',
      requestId,
    })),
    refuseLoggedIn: raise((_, { requestId }: { requestId: string | undefined }) => ({
      type: 'request.refused',
      reason: 'already-logged-in',
      requestId,
    })),
    refuse: raise((_, { reason, requestId }: Refusal) => ({ type: 'request.refused', reason, requestId })),
    reportSign: enqueueActions(({ context, enqueue }) => {
      if (context.presence) enqueue.sendTo(context.presence, { type: 'sign.seen' });
    }),
    reportLost: enqueueActions(({ context, enqueue }) => {
      if (context.presence) enqueue.sendTo(context.presence, { type: 'connection.lost' });
    }),
    reportTooLate: enqueueActions(({ enqueue }, { presence }: { presence: Recipient<PresenceEvent> }) => {
      enqueue.sendTo(presence, { type: 'connection.lost' });
    }),
    forgetPresence: assign({ presence: undefined }),
    perform: sendTo('desk', (_, request: Request) => ({ type: 'desk.perform', request })),
    resume: sendTo('desk', { type: 'desk.resume' }),
    begin: assign(({ context }, { presence }: { presence: Recipient<PresenceEvent> }) => ({
      presence,
      allowance: context.limits.requestBurst,
    })),
    spend: enqueueActions(({ context, enqueue }) => {
      const { requestBurst, requestsPerSecond } = context.limits;
      enqueue.assign({ allowance: context.allowance - 1 });
      if (context.allowance === requestBurst) enqueue.raise({ type: 'allowance.refilled' }, { delay: refillInterval(requestsPerSecond) });
    }),
    refill: enqueueActions(({ context, enqueue }) => {
      const { requestBurst, requestsPerSecond } = context.limits;
      const allowance = Math.min(requestBurst, context.allowance + Math.max(1, (requestsPerSecond * shortestRefill) / 1000));
      enqueue.assign({ allowance });
      if (allowance < requestBurst) enqueue.raise({ type: 'allowance.refilled' }, { delay: refillInterval(requestsPerSecond) });
    }),
  },
  delays: {
    helloTimeout: ({ context }) => context.limits.helloTimeout,
    loginTimeout: ({ context }) => context.limits.loginTimeout,
    loginDelay: ({ context }) => context.limits.loginDelay,
  },
});

/** Bytes, as it is written: the head, the length of its payload, a blank line, the payload. */
function sizeOf(frame: Frame): number {
  const { length } = frame.payload;
  const announced = length === 0 ? '' : `Content-Length: ${length}\r\n`;
  return Buffer.byteLength(encodeHead(frame), 'utf8') + announced.length + 2 + length;
}

/** What a frame asks for, as an event. */
function read(frame: Frame): ConnectionEvent {
  const reading = readMessage(toRegistry, frame);
  switch (reading.outcome) {
    case 'event':
      return reading.event;
    case 'refused':
      return { type: 'request.refused', reason: reading.reason, requestId: reading.requestId };
    case 'ignored':
      return { type: 'request.ignored' };
  }
}

/** ms until there is more to spend. */
function refillInterval(perSecond: number): number {
  return Math.max(shortestRefill, 1000 / perSecond);
}

// What the registry-session machine can do and ask: its guards, actions, delays and actors, by the names that its chart shows.
import { assign, enqueueActions, fromCallback, fromPromise, sendParent, sendTo, setup } from 'xstate';
import type { Frame } from '../../protocol/frame.js';
import { backOff } from '../../protocol/limits.js';
import { readMessage } from '../../protocol/message-codec.js';
import { fromRegistry } from '../../protocol/messages.js';
import { keepAliveMachine, type UdpState } from '../keep-alive.js';
import type {
  Admission,
  Admitted,
  DeskCommand,
  LinkCommand,
  Preparation,
  RegistrySessionEvent,
  RegistrySessionInput,
  RegistrySessionOutput,
  RegistrySessionReport,
  Trouble,
} from './events.js';
import {
  badRequestFrame,
  helloFrame,
  loginFrame,
  logoutFrame,
  notAllowedFrame,
  ownRequestId,
  registerFrame,
  renewFrame,
} from './frames.js';
import { isFinal, renewalDelay, retryDelay } from './troubles.js';

export interface RegistrySessionContext {
  readonly settings: RegistrySessionInput;
  readonly isRegistered: boolean;
  readonly wasOnline: boolean;
  /** Dials in a row that came to no good link: the `n` of section 6. */
  readonly attempt: number;
  readonly retryIn: number;
  readonly renewIn: number;
  readonly preparation: Preparation | undefined;
  readonly secrets: Admission['secrets'];
  /** PEM, as AUTH or RENEW gave it, until it is admitted. */
  readonly chain: string;
  readonly name: string;
  readonly rooms: readonly string[];
  /** IP literal; empty until the link is up. */
  readonly registryHost: string;
  readonly keepAlivePort: number;
  readonly keepAliveTimeout: number;
  readonly trouble: Trouble;
}

const renewalRetry = 60_000;

const report = (event: RegistrySessionReport): RegistrySessionReport => event;

export const sessionSetup = setup({
  types: {} as {
    input: RegistrySessionInput;
    context: RegistrySessionContext;
    events: RegistrySessionEvent;
    output: RegistrySessionOutput;
  },
  actors: {
    link: fromCallback<LinkCommand, undefined>(() => {}),
    prepareLogin: fromPromise<Preparation>(() => new Promise(() => {})),
    admit: fromPromise<Admitted, Admission>(() => new Promise(() => {})),
    desk: fromCallback<DeskCommand, { readonly rooms: readonly string[] }>(() => {}),
    keepAlive: keepAliveMachine,
  },
  guards: {
    isPrepared: ({ context }) => context.preparation !== undefined,
    mustRegister: ({ context }) => context.settings.register !== false && !context.isRegistered,
    isGoodHello: ({ event }) =>
      event.type === 'wire.HELLO_BACK' &&
      event.message.status === 'SUCCESS' &&
      event.message.protocol === '1' &&
      event.message.keepAliveTimeout !== undefined &&
      event.message.keepAlivePort !== undefined,
    isSuccess: (_, status: string) => status === 'SUCCESS',
    isTaken: ({ context }, status: string) => status === 'EXIST' && context.settings.register === 'if-free',
    isFullLogin: ({ event }) =>
      event.type === 'wire.AUTH' &&
      event.message.status === 'SUCCESS' &&
      event.message.session !== undefined &&
      event.message.keepAliveKey !== undefined,
    isOwnRequest: (_, requestId: string | undefined) => requestId === ownRequestId,
    isOver: ({ context }) => !context.wasOnline || isFinal(context.trouble),
  },
  actions: {
    takeFrame: sendTo('link', { type: 'link.take' }),
    readFrame: enqueueActions(({ enqueue }, frame: Frame) => {
      const reading = readMessage(fromRegistry, frame);
      if (reading.outcome === 'event') enqueue.raise(reading.event);
      if (reading.outcome === 'refused') {
        enqueue.sendTo('link', { type: 'link.send', frame: notAllowedFrame(reading.reason, reading.requestId) });
      }
      enqueue.raise({ type: 'frame.done' });
    }),
    /** In order, once it is up; framing that was lost gets its ERROR. */
    endLink: sendTo('link', ({ context, event }) => {
      if (context.registryHost === '') return { type: 'link.destroy' };
      return { type: 'link.end', frame: event.type === 'link.fault' ? badRequestFrame(event.reason) : undefined };
    }),
    sendHello: sendTo('link', ({ context }) => ({ type: 'link.send', frame: helloFrame(context.settings.agent) })),
    sendRegister: sendTo('link', ({ context }) => ({ type: 'link.send', frame: registerFrame(context.settings) })),
    sendLogin: enqueueActions(({ context, enqueue }) => {
      if (!context.preparation) return;
      enqueue.sendTo('link', { type: 'link.send', frame: loginFrame(context.settings, context.preparation, context.registryHost) });
    }),
    sendRenew: enqueueActions(({ context, enqueue }) => {
      if (context.preparation) enqueue.sendTo('link', { type: 'link.send', frame: renewFrame(context.preparation) });
    }),
    sendLogout: sendTo('link', { type: 'link.send', frame: logoutFrame() }),
    sendAsked: sendTo('link', (_, frame: Frame) => ({ type: 'link.send', frame })),
    handOnAnswer: sendTo('desk', (_, answer: Extract<DeskCommand, { type: 'desk.answer' }>['answer']) => ({ type: 'desk.answer', answer })),
    handOnNotice: sendTo('desk', (_, notice: Extract<DeskCommand, { type: 'desk.notice' }>['notice']) => ({ type: 'desk.notice', notice })),

    rememberTrouble: assign({ trouble: (_, trouble: Trouble) => trouble }),
    beginAnew: assign({ preparation: undefined, registryHost: '' }),
    rememberRemote: assign({ registryHost: (_, host: string) => host }),
    rememberPreparation: assign({ preparation: (_, preparation: Preparation) => preparation }),
    rememberHello: assign({
      keepAliveTimeout: (_, hello: { readonly timeout: number; readonly port: number }) => hello.timeout,
      keepAlivePort: (_, { port }) => port,
    }),
    rememberRegistered: assign({ isRegistered: true }),
    rememberLogin: assign({
      chain: (_, login: Admission & { readonly rooms: readonly string[] }) => login.chain,
      secrets: (_, { secrets }) => secrets,
      rooms: (_, { rooms }) => rooms,
      isRegistered: true,
    }),
    rememberChain: assign({ chain: (_, chain: string) => chain, secrets: undefined }),
    rememberAdmitted: assign({
      name: (_, admitted: Admitted) => admitted.name,
      renewIn: ({ context }, admitted) => renewalDelay(admitted, context.settings.world.now()),
      wasOnline: true,
      secrets: undefined,
    }),
    countAttempt: assign({
      retryIn: ({ context }) => retryDelay(context.attempt, context.trouble, context.settings.world.random),
      attempt: ({ context }) => context.attempt + 1,
    }),
    forgetAttempts: assign({ attempt: 0 }),

    tellRegistered: sendParent(({ context }) => report({ type: 'session.registered', name: context.settings.name })),
    tellConnecting: sendParent(report({ type: 'session.connecting' })),
    tellOnline: sendParent(({ context }) => report({ type: 'session.online', name: context.name, since: context.settings.world.now() })),
    tellOffline: sendParent(({ context }) =>
      report({ type: 'session.offline', trouble: context.trouble, retryAt: context.settings.world.now() + context.retryIn }),
    ),
    tellPath: sendParent((_, udp: UdpState) => report({ type: 'session.path', udp })),
  },
  delays: {
    helloTimeout: ({ context }) => context.settings.times.hello,
    requestTimeout: ({ context }) => context.settings.times.request,
    logoutTimeout: ({ context }) => context.settings.times.logout,
    pingInterval: ({ context }) => context.settings.times.pingInterval,
    pingTimeout: ({ context }) => context.settings.times.pingTimeout,
    renewalDue: ({ context }) => context.renewIn,
    renewalRetry,
    retryDelay: ({ context }) => context.retryIn,
    goodAfter: backOff.goodAfter,
  },
});

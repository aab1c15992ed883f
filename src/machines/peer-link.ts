// The way to one other peer (section 5): find it, dial it, keep the best of its links, back off and dial again. The links
// themselves are peer-connection actors, at most three.
import { and, assign, emit, enqueueActions, fromPromise, not, setup } from 'xstate';
import { backOff, longestTimer, type PeerLimits } from '../protocol/limits.js';
import type { Endpoint } from '../protocol/link-events.js';
import { peerConnectionMachine } from './peer-connection.js';
import type { ConnectionEnd, ConnectionReport, Dialler, LinkSource, Location, PeerLinkEvent, PeerLinkNotice } from './peer-wire.js';

export interface PeerLinkInput {
  /** The other's name. */
  readonly name: string;
  /** This user's name is the smaller one. Asked when two links cross: it is not known before the first login. */
  readonly isSmaller: () => boolean;
  readonly limits: PeerLimits;
  /** In [0, 1): spreads the back-off. */
  readonly random: () => number;
  /** It showed a key that the user has not accepted yet. */
  readonly hasChangedKey: boolean;
}

export interface Path {
  readonly id: string;
  readonly dialledBy: Dialler;
  readonly isUp: boolean;
  /** Its handshake ended a moment ago: the names decide which of two such stays. */
  readonly isFresh: boolean;
}

export interface Opening {
  readonly source: LinkSource | undefined;
  readonly dialledBy: Dialler;
}

export interface PeerLinkContext extends PeerLinkInput {
  readonly paths: readonly Path[];
  /** The id of the path that messages go by. */
  readonly chosen: string | undefined;
  /** Somebody has something to send. */
  readonly isWanted: boolean;
  /** The link that this side dialled was closed because a certificate has expired: it is dialled anew, once. */
  readonly isOutdated: boolean;
  readonly address: Endpoint | undefined;
  readonly source: LinkSource | undefined;
  /** ms */
  readonly wait: number;
  /** Failures in a row. */
  readonly attempts: number;
  /** Seconds, asked for by the other side. */
  readonly retryAfter: number | undefined;
  readonly count: number;
  /** Why there is no link. */
  readonly reason: string | undefined;
}

export const peerLinkMachine = setup({
  types: {} as { input: PeerLinkInput; context: PeerLinkContext; events: PeerLinkEvent; emitted: PeerLinkNotice },
  actors: {
    connection: peerConnectionMachine,
    locate: fromPromise<Location, { readonly name: string; readonly address: Endpoint | undefined }>(() => Promise.reject()),
  },
  guards: {
    isWanted: ({ context }) => context.isWanted,
    isFound: (_, location: Location) => location.found === 'address',
    isTold: (_, location: Location) => location.found === 'nothing' && location.isTold,
    isOutdated: ({ context }) => context.isOutdated,
    isUp: ({ context }) => context.chosen !== undefined,
    isDialling: ({ context }) => context.paths.some((path) => path.dialledBy === 'self' && !path.isUp),
    isEmpty: ({ context }) => context.paths.length === 0,
    hasRoom: ({ context }) => context.paths.length < context.limits.linksPerName,
    wasRefusedKey: ({ context }) => context.hasChangedKey,
  },
  actions: {
    setWanted: assign({ isWanted: (_, { isWanted }: { isWanted: boolean }) => isWanted }),
    rememberAddress: assign({ address: (_, address: Endpoint) => address }),
    /** An address serves once; then the registry is asked again. */
    forgetAddress: assign({ address: undefined }),
    rememberLocation: assign((_, location: Location) =>
      location.found === 'address' ? { source: location.source, wait: location.wait } : { reason: location.reason },
    ),
    openPath: enqueueActions(({ context, enqueue }, { source, dialledBy }: Opening) => {
      if (!source) return;
      const id = String(context.count + 1);
      enqueue.assign({ count: context.count + 1, paths: [...context.paths, { id, dialledBy, isUp: false, isFresh: false }] });
      enqueue.spawnChild('connection', { id, input: { id, dialledBy, source, limits: context.limits } });
    }),
    /** Of two links made within a moment the one dialled by the smaller name stays, else the newer. */
    choosePath: enqueueActions(({ context, enqueue }, { id }: { id: string }) => {
      const paths = context.paths.map((path) => (path.id === id ? { ...path, isUp: true, isFresh: true } : path));
      const [older, newer] = [find(paths, context.chosen), find(paths, id)];
      const keepsOlder =
        older?.isFresh && older.dialledBy !== newer?.dialledBy && older.dialledBy === (context.isSmaller() ? 'self' : 'peer');
      const [chosen, superseded] = keepsOlder ? [older, newer] : [newer, older];
      enqueue.assign({ paths, chosen: chosen?.id, hasChangedKey: false, reason: undefined });
      enqueue.raise({ type: 'path.settled', id }, { delay: 'crossingDials' });
      if (superseded) enqueue.sendTo(superseded.id, { type: 'circle.supersede' });
      if (chosen?.id !== context.chosen) enqueue.emit({ type: 'chosen', connection: chosen?.id });
    }),
    settlePath: assign({
      paths: ({ context }, { id }: { id: string }) => context.paths.map((path) => (path.id === id ? { ...path, isFresh: false } : path)),
    }),
    removePath: enqueueActions(({ context, enqueue }, { id, end }: { id: string; end: ConnectionEnd }) => {
      const paths = context.paths.filter((path) => path.id !== id);
      const path = find(context.paths, id);
      const chosen = context.chosen === id ? paths.findLast((path) => path.isUp)?.id : context.chosen;
      enqueue.stopChild(id);
      enqueue.assign({
        paths,
        chosen,
        retryAfter: end.retryAfter,
        reason: end.detail || end.cause,
        // One that was made with a certificate which had expired already would be made anew for ever.
        isOutdated: chosen === undefined && end.cause === 'expired' && path?.dialledBy === 'self' && !path.isFresh,
      });
      if (path?.isUp) enqueue.emit({ type: 'disconnected', connection: id });
      if (chosen !== context.chosen) enqueue.emit({ type: 'chosen', connection: chosen });
    }),
    sendOn: enqueueActions(({ context, enqueue }, { connection, frame, isAnswer }: PeerLinkEvent & { type: 'circle.send' }) => {
      if (find(context.paths, connection)) enqueue.sendTo(connection, { type: 'circle.send', frame, isAnswer });
    }),
    dropPath: enqueueActions(({ context, enqueue }, { connection }: { connection: string }) => {
      if (find(context.paths, connection)) enqueue.sendTo(connection, { type: 'circle.drop' });
    }),
    noteRenewal: assign({ isOutdated: false }),
    closePaths: enqueueActions(({ context, enqueue }) => {
      for (const { id } of context.paths) enqueue.sendTo(id, { type: 'circle.close' });
    }),
    noteKeyChange: assign({ hasChangedKey: true }),
    noteKeyAccepted: assign({ hasChangedKey: false, attempts: 0 }),
    countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
    forgetAttempts: assign({ attempts: 0 }),
    reportConnected: emit(({ context }, event: ConnectionReport & { type: 'connection.up' }) => ({
      type: 'connected',
      connection: event.connection,
      dialledBy: find(context.paths, event.connection)?.dialledBy ?? 'peer',
      certificate: event.certificate,
      remote: event.info.remote,
    })),
    reportReceived: emit((_, event: ConnectionReport & { type: 'connection.received' }) => ({ ...event, type: 'received' })),
    reportKeyChanged: emit((_, event: ConnectionReport & { type: 'connection.changedKey' }) => ({ ...event, type: 'keyChanged' })),
    reportSurplus: emit((_, { source }: { source: LinkSource }) => ({ type: 'surplus', source })),
    forgetPatience: assign({ retryAfter: undefined }),
    reportUnreached: emit(({ context }) => ({
      type: 'unreached',
      reason: context.reason ?? 'unreachable',
      attempts: context.attempts,
    })),
  },
  delays: {
    turn: ({ context }) => context.wait,
    crossingDials: ({ context }) => 1000 * context.limits.crossingDials,
    goodLink: backOff.goodAfter,
    backOff: ({ context }) => {
      const { retryAfter, attempts, random } = context;
      if (retryAfter !== undefined) return Math.min(longestTimer, 1000 * (retryAfter + random() * retryAfter));
      return random() * Math.min(backOff.longest, backOff.first * 2 ** Math.max(0, attempts - 1));
    },
  },
}).createMachine({
  id: 'peerLink',
  context: ({ input }) => ({
    ...input,
    paths: [],
    chosen: undefined,
    isWanted: false,
    isOutdated: false,
    address: undefined,
    source: undefined,
    wait: 0,
    attempts: 0,
    retryAfter: undefined,
    count: 0,
    reason: undefined,
  }),
  initial: 'resting',
  on: {
    'circle.want': { actions: { type: 'setWanted', params: ({ event }) => event } },
    'circle.seen': { actions: { type: 'rememberAddress', params: ({ event }) => event.address } },
    'circle.offer': [
      { guard: 'hasRoom', actions: { type: 'openPath', params: ({ event }) => ({ source: event.source, dialledBy: 'peer' }) } },
      { actions: { type: 'reportSurplus', params: ({ event }) => event } },
    ],
    'circle.send': { actions: { type: 'sendOn', params: ({ event }) => event } },
    'circle.drop': { actions: { type: 'dropPath', params: ({ event }) => event } },
    'circle.hangUp': { actions: 'closePaths' },
    'circle.close': { target: '.closing' },
    'path.settled': { actions: { type: 'settlePath', params: ({ event }) => event } },
    'connection.up': {
      target: '.up',
      actions: [
        { type: 'reportConnected', params: ({ event }) => event },
        { type: 'choosePath', params: ({ event }) => ({ id: event.connection }) },
      ],
    },
    'connection.received': { actions: { type: 'reportReceived', params: ({ event }) => event } },
    'connection.changedKey': { actions: ['noteKeyChange', { type: 'reportKeyChanged', params: ({ event }) => event }] },
    'connection.down': { actions: { type: 'removePath', params: ({ event }) => ({ id: event.connection, end: event.end }) } },
    'circle.acceptKey': { actions: 'noteKeyAccepted' },
  },
  states: {
    resting: {
      description: 'Nobody has anything to say.',
      always: [
        { guard: 'wasRefusedKey', target: 'distrusting' },
        { guard: 'isWanted', target: 'locating' },
      ],
    },
    locating: {
      description: 'Where is it? The registry is asked, unless an address is known.',
      invoke: {
        src: 'locate',
        input: ({ context }) => ({ name: context.name, address: context.address }),
        onDone: [
          {
            guard: { type: 'isFound', params: ({ event }) => event.output },
            target: 'awaitingTurn',
            actions: [{ type: 'rememberLocation', params: ({ event }) => event.output }, 'forgetAddress'],
          },
          { guard: 'isUp', target: 'up' },
          {
            guard: { type: 'isTold', params: ({ event }) => event.output },
            target: 'unreachable',
            actions: { type: 'rememberLocation', params: ({ event }) => event.output },
          },
          { target: 'backingOff', actions: { type: 'rememberLocation', params: ({ event }) => event.output } },
        ],
        onError: [{ guard: 'isUp', target: 'up' }, { target: 'backingOff' }],
      },
    },
    awaitingTurn: {
      description: 'An address is dialled only every so often.',
      after: {
        turn: {
          target: 'dialling',
          actions: { type: 'openPath', params: ({ context }) => ({ source: context.source, dialledBy: 'self' }) },
        },
      },
    },
    dialling: {
      description: 'A link is being made.',
      always: [
        { guard: and([not('isDialling'), 'isUp']), target: 'up' },
        { guard: and([not('isDialling'), 'wasRefusedKey']), target: 'distrusting' },
        { guard: not('isDialling'), target: 'backingOff' },
      ],
    },
    up: {
      description: 'There is a link, and the one that counts is chosen.',
      after: { goodLink: { actions: 'forgetAttempts' } },
      on: { 'circle.doubt': 'locating' },
      always: [
        { guard: and([not('isUp'), 'isDialling']), target: 'dialling' },
        { guard: and([not('isUp'), 'isOutdated']), target: 'locating', actions: 'noteRenewal' },
        { guard: and([not('isUp'), 'isWanted']), target: 'backingOff' },
        { guard: not('isUp'), target: 'resting' },
      ],
    },
    backingOff: {
      description: 'It could not be reached; it is tried again after a while.',
      entry: ['countAttempt', 'reportUnreached'],
      always: { guard: not('isWanted'), target: 'resting' },
      after: { backOff: 'locating' },
      exit: 'forgetPatience',
      on: {
        'circle.seen': { target: 'locating', actions: { type: 'rememberAddress', params: ({ event }) => event.address } },
        'circle.look': 'locating',
      },
    },
    unreachable: {
      description: 'Not online; the registry tells when it is.',
      entry: ['countAttempt', 'reportUnreached'],
      always: { guard: not('isWanted'), target: 'resting' },
      on: {
        'circle.seen': { target: 'locating', actions: { type: 'rememberAddress', params: ({ event }) => event.address } },
        'circle.look': 'locating',
      },
    },
    distrusting: {
      description: 'It shows another key than the remembered one: it is not dialled until the user accepts that.',
      on: { 'circle.acceptKey': { target: 'resting', actions: 'noteKeyAccepted' } },
    },
    closing: {
      description: 'Every link to this peer is being closed.',
      entry: 'closePaths',
      always: { guard: 'isEmpty', target: 'closed' },
    },
    closed: { description: 'All are closed.', type: 'final' },
  },
});

function find(paths: readonly Path[], id: string | undefined): Path | undefined {
  return paths.find((path) => path.id === id);
}

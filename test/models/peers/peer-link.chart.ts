// What another user, the registry, this user and the clock can do to the way to that other user (docs/protocol.md, 5.2, 5.8,
// 6). They have accepted each other before; the first chart is of somebody who shares no room, the second of a room-mate.
import { setup } from 'xstate';
import { isIn, seeing, sees } from '../engine/model.js';

const end = "bob's links: the end";
const goodbye = (reason: string) => [`bob's links: GOODBYE (${reason})`, end];
const sent = 'bob: DIRECT_MESSAGE <mia> <bob> "are you there?"';
const closed = 'call closeChat: done';
const to = (target: string, ...lines: string[]) => ({ target: `#way.${target}`, actions: sees(...lines) });
const nothing = { actions: sees() };

const chartSetup = setup({ actions: { ...seeing } });

export const peerLinkChart = chartSetup.createMachine({
  id: 'way',
  initial: 'none',
  states: {
    none: {
      meta: isIn('gone'),
      on: {
        'bob.dials': to('up'),
        'bob.dialsWithAnotherKey': to('distrusting', end, 'user: key-changed bob'),
        'user.writes': to('dialled', sent),
        'user.writesInVain': to('owing', sent),
        'user.writesShortly': to('outdated', sent),
        'user.writesToNowhere': to('dialling'),
        'user.writesWhileKeyIsAnother': to('owingDistrusted', end, 'user: key-changed bob'),
        'user.writesWhileRegistryThinks': to('locating'),
      },
    },
    locating: {
      meta: isIn('locating'),
      on: {
        'registry.answers': to('dialled', sent),
        'registry.saysOffline': to('away'),
        'registry.saysUnknown': to('refused'),
        'registry.refuses': to('returning'),
        'registry.isSilent': to('returning'),
        'bob.dials': to('upWhileLocating', sent),
      },
    },
    /** There is a link before anybody has said where he is. */
    upWhileLocating: { meta: isIn('up'), on: { 'registry.answers': nothing } },
    /** He is not online. */
    away: {
      meta: isIn('backingOff'),
      on: {
        'bob.comes': to('returning'),
        'bob.dials': to('up', sent),
        'user.closes': to('waiting', closed),
        'user.comesBack': nothing,
        'minute.passes': nothing,
      },
    },
    /** He is, and nobody has asked since. */
    returning: {
      meta: isIn('backingOff'),
      on: { 'minute.passes': to('dialled', sent), 'user.comesBack': to('dialled', sent) },
    },
    /** Nobody has that name: nothing is owed to it any more. */
    refused: { meta: isIn('gone') },
    shut: { meta: isIn('gone') },
    /** What was written waits for a chat, not for a link. */
    waiting: { meta: isIn('resting') },
    dialling: {
      meta: isIn('dialling'),
      on: {
        'bob.dials': to('upWhileDialling', sent),
        'time.passes': to('returning'),
        'user.closes': to('waiting', closed),
      },
    },
    upWhileDialling: { meta: isIn('up'), on: { 'bob.goes': to('diallingStill') } },
    /** And nobody has anything to say. */
    diallingStill: { meta: isIn('dialling'), on: { 'time.passes': to('none') } },
    /** By bob's dial. */
    up: {
      meta: isIn('up'),
      on: {
        'bob.goes': to('none'),
        'bob.dialsTwiceMore': to('crowded'),
        'minute.passes': nothing,
        'user.writes': { actions: sees(sent) },
        'user.closes': to('shut', closed, ...goodbye('closing')),
        'user.leaves': to('over', ...goodbye('closing'), 'call close: done'),
      },
    },
    /** By this user's. */
    dialled: {
      meta: isIn('up'),
      on: {
        'bob.goes': to('none'),
        /** Of two at once that of the smaller name stays. */
        'bob.dials': to('up', ...goodbye('replaced')),
        'minute.passes': nothing,
        'user.closes': to('shut', closed, ...goodbye('closing')),
        'user.leaves': to('over', ...goodbye('closing'), 'call close: done'),
      },
    },
    /** Three links: no more are taken. The older two are bob's to close. */
    crowded: {
      meta: isIn('up'),
      on: {
        'bob.dials': { actions: sees(...goodbye('rate-limited')) },
        'quarter.passes': to('up', ...goodbye('closing'), ...goodbye('closing')),
      },
    },
    /** What was written has no answer. */
    owing: {
      meta: isIn('up'),
      on: {
        'bob.goes': to('returning'),
        'bob.dialsWithAnotherKey': to('doubted', end, 'user: key-changed bob'),
        /** A link that may be dead gets another beside it. */
        'doubt.grows': to('doubting', sent, ...goodbye('replaced')),
        'doubt.growsOffline': to('alone'),
        'doubt.growsUnanswered': to('alone'),
        'doubt.growsNowhere': to('diallingBeside'),
      },
    },
    /** On the new link neither. */
    doubting: { meta: isIn('up'), on: { 'quarter.passes': to('returning', end) } },
    diallingBeside: { meta: isIn('dialling'), on: { 'time.passes': to('alone') } },
    /** There is no other link. */
    alone: { meta: isIn('up'), on: { 'time.passes': nothing } },
    /** Linked with the key that is remembered, when another was shown. */
    doubted: {
      meta: isIn('up'),
      on: { 'user.acceptsKey': to('over', 'call acceptKey: done', ...goodbye('closing')) },
    },
    distrusting: {
      meta: isIn('distrusting'),
      on: { 'user.acceptsKey': to('shut', 'call acceptKey: done') },
    },
    owingDistrusted: {
      meta: isIn('distrusting'),
      on: { 'user.acceptsKey': to('asking', 'call acceptKey: done', 'bob: CHAT_REQUEST <bob>') },
    },
    /** The new key has to accept anew. */
    asking: { meta: isIn('up') },
    /** The link expires soon. */
    outdated: { meta: isIn('up'), on: { 'lifetime.passes': to('dialled', ...goodbye('closing')) } },
    over: {},
  },
});

/** A room-mate who is not online: the registry tells when he is. */
export const mateChart = chartSetup.createMachine({
  id: 'way',
  initial: 'none',
  states: {
    none: { meta: isIn('gone'), on: { 'user.writes': to('unreachable') } },
    unreachable: {
      meta: isIn('unreachable'),
      on: {
        'minute.passes': nothing,
        'user.comesBack': nothing,
        'user.closes': to('waiting', closed),
        'registry.tells': to('up', sent),
        'registry.tellsWrong': to('dialling'),
      },
    },
    dialling: { meta: isIn('dialling'), on: { 'time.passes': to('backingOff') } },
    backingOff: { meta: isIn('backingOff'), on: { 'registry.tells': to('up', sent) } },
    up: { meta: isIn('up'), on: { 'registry.tells': nothing } },
    /** What was written waits for a chat, not for a link. */
    waiting: { meta: isIn('resting') },
  },
});

// What another user, the registry, the disk, this user and the clock can do to what is owed to that other user
// (docs/protocol.md, 5.7): they have accepted each other and share a room. Two messages at most may be unanswered.
import { setup } from 'xstate';
import { isIn, seeing, sees } from '../engine/model.js';

const direct = 'bob: DIRECT_MESSAGE <mia> <bob> "are you there?"';
const broadcast = 'bob: DIRECT_BROADCAST <mia> "is anybody there?"';
const request = 'bob: CHAT_REQUEST <bob>';
const delivery = (state: string) => `user: delivery bob ${state}`;
const delivered = delivery('delivered');
const to = (target: string, ...lines: string[]) => ({ target: `#outbox.${target}`, actions: sees(...lines) });
const nothing = { actions: sees() };
/** More than is read from the outbox at once. */
export const many = 66;
const times = (count: number, line: string) => Array.from({ length: count }, () => line);

export const deliveryChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'outbox',
  initial: 'none',
  states: {
    none: {
      meta: isIn('gone'),
      on: {
        'bob.dials': to('linked'),
        'bob.leaves': to('away'),
        'user.writes': to('owing', direct),
        'user.writesWhileDiskFails': to('stuck'),
      },
    },
    linked: {
      meta: isIn('settled'),
      on: {
        'bob.answersNothing': nothing,
        'registry.tells': nothing,
        'user.says': to('owingRoom', broadcast),
        'user.writes': to('owing', direct),
        'user.writesThrice': to('crowded', direct, direct),
        'user.closes': to('shut'),
      },
    },
    owing: {
      meta: isIn('inFlight'),
      on: {
        'bob.answersAmiss': nothing,
        'bob.answersNothing': nothing,
        'bob.conflicts': to('moved', delivery('queued (seq-conflict)'), direct),
        'bob.dialsAgain': to('owing', direct),
        'bob.forgets': to('forgotten', delivery('queued (not-accepted)'), request),
        'bob.goes': to('queued', delivery('queued')),
        'bob.refuses': to('held', delivery('queued (storage-failed)')),
        'bob.refusesFinally': to('linked', delivery('refused (rejected)')),
        'bob.takes': to('linked', delivered),
        'bob.isGoneFor15s': to('gone', delivery('queued')),
        'user.closes': to('closed', delivery('queued')),
      },
    },
    /** Sent anew, in a new stream: a second conflict is the last. */
    moved: {
      meta: isIn('inFlight'),
      on: { 'bob.conflicts': to('linked', delivery('refused (seq-conflict)')), 'bob.takes': to('linked', delivered) },
    },
    /** Two are unanswered, and one waits. */
    crowded: {
      meta: isIn('inFlight'),
      on: { 'bob.takes': to('owing', delivered, delivered, direct), 'bob.goes': to('lost', delivery('queued'), delivery('queued')) },
    },
    lost: { meta: isIn('queued'), on: { 'bob.dials': to('crowded', direct, direct) } },
    held: {
      meta: isIn('held'),
      on: {
        'moment.passes': to('owing', direct),
        /** There is news of him. */
        'registry.tells': to('owing', direct),
        'user.writesMore': to('heldTwo'),
      },
    },
    heldTwo: { meta: isIn('held'), on: { 'moment.passes': to('owingTwo', direct, direct) } },
    owingTwo: { meta: isIn('inFlight'), on: { 'bob.takes': to('linked', delivered, delivered) } },
    /** He has forgotten that he had accepted. */
    forgotten: {
      meta: isIn('held'),
      on: { 'bob.accepts': to('owing', direct), 'bob.rejects': to('rejected') },
    },
    rejected: { meta: isIn('held'), on: { 'user.writesMore': to('askedAgain', request, delivery('queued (not-accepted)')) } },
    askedAgain: { meta: isIn('held') },
    /** The link was lost without a word, and he is not found. */
    gone: { meta: isIn('queued'), on: { 'registry.tells': to('owing', direct) } },
    queued: {
      meta: isIn('queued'),
      on: {
        'bob.dials': to('owing', direct),
        'moment.passes': to('owing', direct),
        'user.closes': to('closed', delivery('queued (not-accepted)')),
      },
    },
    /** The user has closed the chat: what is owed waits until there is one again. */
    closed: { meta: isIn('held') },
    shut: { meta: isIn('gone') },
    /** The outbox cannot be read. */
    stuck: { meta: isIn('stuck'), on: { 'halfMinute.passes': to('owing', direct) } },
    /** He is not online, and the registry tells when he is. */
    away: {
      meta: isIn('gone'),
      on: {
        'user.says': to('waitingRoom', delivery('queued (user-offline)')),
        'user.writes': to('waiting', delivery('queued (user-offline)')),
        'user.writesMuch': to('waitingLong', ...times(many, delivery('queued (user-offline)'))),
      },
    },
    waiting: {
      meta: isIn('queued'),
      on: { 'day.passes': to('away', delivery('refused (expired)')), 'registry.tells': to('owing', direct) },
    },
    waitingLong: {
      meta: isIn('queued'),
      on: { 'registry.tellsTaking': to('linked', ...times(many, direct), ...times(many, delivered)) },
    },
    waitingRoom: {
      meta: isIn('queued'),
      on: { 'bob.exits': to('shut', delivery('refused (not-a-member)')), 'registry.tells': to('owingRoom', broadcast) },
    },
    owingRoom: {
      meta: isIn('inFlight'),
      on: {
        'bob.answersAmiss': nothing,
        'bob.exits': to('outsider', delivery('refused (not-a-member)')),
        'bob.refuses': to('heldRoom', delivery('queued (storage-failed)')),
        'bob.takes': to('linked', delivered),
      },
    },
    outsider: { meta: isIn('settled') },
    /** That holds up nothing but the room. */
    heldRoom: {
      meta: isIn('held'),
      on: { 'moment.passes': to('owingRoom', broadcast), 'user.writesMore': to('owingBoth', direct) },
    },
    owingBoth: { meta: isIn('inFlight'), on: { 'bob.takes': to('heldRoom', delivered) } },
  },
});

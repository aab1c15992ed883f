// The registry as a whole, as its owner, its visitors, its disk and its ports can treat it (section 3, GOODBYE `closing`).
import { assign, setup } from 'xstate';
import { isIn, type Model, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { RegistryWorld } from './registry-world.js';

interface WholeEvent {
  readonly type:
    | 'registry.opens'
    /** … where its port is taken. */
    | 'registry.opensInVain'
    | 'registry.closes'
    | 'alice.arrives'
    | 'alice.leaves'
    /** She logs in, and asks for something that takes its time. */
    | 'alice.keepsItBusy'
    | 'minute.passes'
    | 'month.passes'
    | 'patience.ends'
    | 'drain.ends'
    | 'search.isAnswered'
    /** The store, to whatever. */
    | 'store.answers'
    /** It cannot be closed … or that takes its time. */
    | 'store.resists'
    | 'store.dawdles'
    | 'port.resists';
}

interface Memory {
  /** Its owner was told that nobody is there. */
  readonly isTold: boolean;
  readonly store: 'willing' | 'resisting' | 'dawdling';
}

const closed = sees('owner: it is closed');
const goodbye = 'alice: GOODBYE (closing)';
const found = 'alice: SEARCH_USER_RESPONSE <NOT_ONLINE> <300> (user-offline)';

/** `hasOwner`: somebody wants to know when nobody is there. */
function chartOf(hasOwner: boolean) {
  const wholeSetup = setup({
    types: { events: {} as WholeEvent, context: {} as Memory }, // how XState declares types
    actions: {
      ...seeing,
      rememberTold: assign({ isTold: true }),
      resist: assign({ store: 'resisting' }),
      dawdle: assign({ store: 'dawdling' }),
    },
    guards: {
      isUnheard: () => !hasOwner,
      isNews: ({ context }) => !context.isTold,
      isDawdling: ({ context }) => context.store === 'dawdling',
      isWilling: ({ context }) => context.store === 'willing',
    },
  });
  const closes = {
    'registry.closes': [
      { guard: 'isDawdling', target: 'stopping', actions: sees() },
      { target: 'stopped', actions: closed },
    ],
  } as const;
  const moods = {
    'store.resists': { guard: 'isWilling', actions: [sees(), 'resist'] },
    'store.dawdles': { guard: 'isWilling', actions: [sees(), 'dawdle'] },
  } as const;
  return wholeSetup.createMachine({
    id: 'whole',
    context: { isTold: false, store: 'willing' },
    initial: 'unopened',
    states: {
      unopened: {
        on: {
          'registry.opens': { target: 'vacant', actions: sees('owner: it is open') },
          'registry.opensInVain': { target: 'failed', actions: sees('owner: it cannot be opened') },
        },
      },
      vacant: {
        meta: isIn('registry serving.vacant'),
        on: {
          ...closes,
          ...moods,
          'alice.arrives': { target: 'occupied', actions: sees() },
          'port.resists': { target: 'stuck', actions: sees() },
          'month.passes': { guard: 'isUnheard', actions: sees() },
          'minute.passes': [
            { guard: 'isUnheard', actions: sees() },
            { guard: 'isNews', target: 'unused', actions: [sees('owner: nobody is there'), 'rememberTold'] },
            { target: 'unused', actions: sees() },
          ],
        },
      },
      stuck: { meta: isIn('registry serving.vacant'), on: closes },
      unused: {
        meta: isIn('registry serving.unused'),
        on: { ...closes, 'alice.arrives': { target: 'occupied', actions: sees() }, 'minute.passes': { actions: sees() } },
      },
      occupied: {
        meta: isIn('registry serving.occupied', 'link stranger.arriving.awaitingHello'),
        on: {
          'alice.leaves': { target: 'vacant', actions: sees() },
          'alice.keepsItBusy': { target: 'busy', actions: sees('alice: HELLO_BACK <SUCCESS> <200>', 'alice: AUTH <SUCCESS> <200>') },
          'registry.closes': { target: 'draining', actions: sees(goodbye) },
        },
      },
      busy: {
        meta: isIn('registry serving.occupied', 'link online.answering'),
        on: { 'registry.closes': { target: 'drainingBusily', actions: sees() } },
      },
      draining: {
        meta: isIn('registry draining'),
        on: { 'alice.leaves': gone(), 'patience.ends': gone() },
      },
      drainingBusily: {
        meta: isIn('registry draining'),
        on: {
          'search.isAnswered': { target: 'draining', actions: sees(found, goodbye) },
          'drain.ends': [
            { guard: 'isDawdling', target: 'stopping', actions: sees('alice: (closed)') },
            { target: 'stopped', actions: sees('alice: (closed)', 'owner: it is closed') },
          ],
        },
      },
      stopping: {
        meta: isIn('registry stopping'),
        on: { 'store.answers': { target: 'stopped', actions: closed } },
      },
      stopped: { type: 'final', meta: isIn('registry stopped') },
      failed: { type: 'final', meta: isIn('registry failed') },
    },
  });
}

/** The last visitor has gone. */
function gone() {
  return [
    { guard: 'isDawdling', target: 'stopping', actions: sees() },
    { target: 'stopped', actions: closed },
  ] as const;
}

const minute = 60_000;

const modelOf = (name: string, hasOwner: boolean): Model<RegistryWorld> => ({
  name,
  covers: ['registry'],
  chart: chartOf(hasOwner),
  bound: 6,
  open: async (place) => {
    const idle = hasOwner ? { idle: minute } : {};
    const actors = { registry: () => 'registry', link: () => world.connectionOf('alice') };
    const world = await RegistryWorld.open(place, { ...idle, isToBeOpened: true, actors });
    await world.withAccounts('alice', 'carol');
    return world;
  },
  executors,
});

export const wholeModels = [modelOf('a registry', true), modelOf('a registry that may stand idle', false)] as const;

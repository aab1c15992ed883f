// A link of the registry on which something is told that nobody asked for: a room-mate comes and goes.
import { setup } from 'xstate';
import { isIn, type Model, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { RegistryWorld } from './registry-world.js';

const chart = setup({
  types: { events: {} as { readonly type: 'bob.comes' | 'bob.goes' } }, // how XState declares types
  actions: seeing,
}).createMachine({
  id: 'mates',
  initial: 'alone',
  states: {
    alone: {
      meta: isIn('link online.idle'),
      on: {
        'bob.comes': {
          target: 'together',
          actions: sees('bob: HELLO_BACK <SUCCESS> <200>', 'bob: AUTH <SUCCESS> <200>', 'alice: USER_LOGIN <bob> <port> <ip>'),
        },
      },
    },
    together: {
      meta: isIn('link online.idle'),
      on: {
        'bob.goes': { target: 'alone', actions: sees('bob: LOGOUT <SUCCESS> <200>', 'alice: USER_LOGOUT <bob>') },
      },
    },
  },
});

export const matesModel: Model<RegistryWorld> = {
  name: 'a link of a room-mate',
  covers: ['registry-connection'],
  chart,
  bound: 2,
  open: async (place) => {
    const world = await RegistryWorld.open(place, { actors: { link: () => world.connectionOf('alice') } });
    await world.withAccounts('alice', 'bob');
    await world.withRoom('den', 'alice', 'bob');
    await world.withOnline('alice');
    return world;
  },
  executors,
};

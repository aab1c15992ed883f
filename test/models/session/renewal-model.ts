// A certificate's renewal while online (RENEW; section 3), as the registry and time can treat it. Waiting for its answer meets every
// message of the table.
import { setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { isOneOf, type Meets, meetings, messageOf, refusalsOf } from './oracle.js';
import { SessionWorld } from './session-world.js';

type RenewalEvent =
  | Meets
  | { readonly type: 'minute.passes' | 'registry.renews' | 'registry.renewsAnother' | 'registry.errs' | 'answer.isLate' };

const renew = 'registry: RENEW #0';

const chart = setup({
  types: { events: {} as RenewalEvent }, // how XState declares types
  actions: seeing,
  guards: {
    isGoodbye: ({ event }) => isOneOf(event),
    isRefusal: ({ event }) => isOneOf(event, 'RENEW'),
  },
}).createMachine({
  id: 'renewal',
  initial: 'valid',
  states: {
    valid: {
      tags: 'elsewhere',
      meta: isIn('session linked.online.certificate.valid'),
      on: { 'minute.passes': { target: 'renewing', actions: sees(renew) } },
    },
    renewing: {
      meta: isIn('session linked.online.certificate.renewing'),
      on: {
        meets: [
          { guard: 'isGoodbye', target: 'over', actions: sees('user: offline (internal)') },
          // A success without a certificate is none.
          { guard: 'isRefusal', target: 'refused', actions: sees() },
          {
            actions: {
              type: 'see',
              params: ({ event }): Sight => ({ lines: event.type === 'meets' ? refusalsOf(messageOf(event)) : [] }),
            },
          },
        ],
        'registry.renews': { target: 'valid', actions: sees() },
        'registry.renewsAnother': { target: 'refused', actions: sees() },
        'registry.errs': { target: 'refused', actions: sees() },
        'answer.isLate': { target: 'refused', actions: sees() },
      },
    },
    refused: {
      description: 'The registry has not renewed it: a minute later it is asked again.',
      tags: 'elsewhere',
      meta: isIn('session linked.online.certificate.refused'),
      on: { 'minute.passes': { target: 'renewing', actions: sees(renew) } },
    },
    over: { type: 'final', meta: isIn('session backingOff') },
  },
});

/** Two thirds of a certificate's life, which begins an hour before it was made and lasts a day after, ms. */
const due = (2 / 3) * 25 * 3_600_000;

export const renewalModel: Model<SessionWorld> = {
  name: 'a renewal',
  covers: ['registry-session'],
  chart,
  bound: 4,
  events: meetings,
  everywhere: meetings,
  open: async (place) => {
    const world = await SessionWorld.open(place, { keepAliveTimeout: 86_400, certificateAt: -due });
    await world.bringOnline();
    world.registry.echo = 'silently';
    return world;
  },
  executors,
};

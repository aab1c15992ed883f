// How a peer catches up with what was said in a room: whom it asks, for how long, and how often again; each at its edge.
import test from 'ava';
import { createActor, fromPromise } from 'xstate';
import { membershipMachine } from '../../src/machines/membership.js';
import type { RoomState } from '../../src/machines/membership-events.js';
import { limitsFrom, type PeerLimits, peerSettings } from '../../src/protocol/limits.js';
import { CircleNet } from '../actors/circle/circle-net.js';
import { Stranger } from '../actors/circle/stranger.js';
import { TurnedClock } from '../helpers/turned-clock.js';

const hall: RoomState = { room: 'hall', roomId: '0'.repeat(16), host: 'bob', members: [{ name: 'bob', address: undefined }] };

/** A membership just entered, whose members answer nothing. `asked`: how often they were. */
async function entered(limits: Partial<PeerLimits>) {
  const clock = new TurnedClock();
  let asked = 0;
  const machine = membershipMachine.provide({
    actors: {
      enter: fromPromise(async () => hall),
      catchUp: fromPromise(() => {
        asked++;
        return new Promise<boolean>(() => {});
      }),
    },
  });
  const input = { room: 'hall', limits: limitsFrom(peerSettings, limits), remembered: undefined };
  const actor = createActor(machine, { clock, input }).start();
  await new Promise((resolve) => setImmediate(resolve));
  const history = (): unknown => actor.getSnapshot().value;
  return { actor, clock, history, asked: () => asked };
}

const live = (history: string) => ({ live: { members: 'informed', history } });

test('limit catchUpTime: no answer in the last millisecond → still asking; then → behind', async (t) => {
  const { actor, clock, history } = await entered({ catchUpTime: 5 });
  t.teardown(() => actor.stop());
  clock.advance(4999);
  t.deepEqual(history(), live('catchingUp'));
  clock.advance(1);
  t.deepEqual(history(), live('behind'));
});

test('limit catchUpRetry, limit catchUpRetryLongest: asked again after that, twice as long each time, and no longer', async (t) => {
  const { actor, clock, asked } = await entered({ catchUpTime: 1, catchUpRetry: 3, catchUpRetryLongest: 7 });
  t.teardown(() => actor.stop());
  for (const [times, pause] of [3, 6, 7, 7].entries()) {
    t.is(asked(), times + 1);
    clock.advance(1000 + 1000 * pause - 1);
    t.is(asked(), times + 1);
    clock.advance(1);
  }
  t.is(asked(), 5);
});

test('limit catchUpDials: so many members are dialled to be asked, and no more', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice', { limits: { catchUpDials: 2 } });
  const dialled: string[] = [];
  for (const name of ['bob', 'carol', 'dave', 'erin']) {
    const { strangers, listener } = await Stranger.listen(net, await net.identity(name));
    t.teardown(() => listener.close());
    strangers.push = (...more) => dialled.push(...more.map(() => name));
    net.registry.login(name, { host: net.host(name), port: 5000 }, () => {});
    const verb = name === 'bob' ? 'CREATE_CHAT_ROOM' : 'JOIN_CHAT_ROOM';
    if (verb === 'CREATE_CHAT_ROOM')
      await net.registry.asker(name)(verb, { room: 'hall', roomPassword: '', capacity: '9', description: '' });
    else await net.registry.asker(name)(verb, { room: 'hall', roomPassword: '', increment: 'increment' });
  }
  await net.until(alice.circle.joinRoom('hall', undefined));
  await net.advance(4000);
  t.is(dialled.length, 2);
  t.is(new Set(dialled).size, 2);
});

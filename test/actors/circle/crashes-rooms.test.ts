// A program that is killed between any two steps of what a message to a room, to somebody who has not accepted yet, or to somebody
// who wants none goes through: it arrives once, or its author is told why not.
import test, { type ExecutionContext } from 'ava';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { CircleNet, type CircleNode } from './circle-net.js';
import { type Armed, openVictim, revive, type Step, victim } from './crashing.js';

type Name = 'alice' | 'bob';

interface Scene {
  readonly net: CircleNet;
  readonly dying: Armed;
  readonly nodes: Record<Name, CircleNode>;
}

/** Two users, one of whom dies at a step once that is armed. */
async function scene(t: ExecutionContext, who: Name, step: Step): Promise<Scene> {
  const net = await CircleNet.open(t);
  const dying = await victim(net, who, step);
  const mortal = await openVictim(t, net, dying, who, step);
  const other = await net.node(t, who === 'alice' ? 'bob' : 'alice');
  return { net, dying, nodes: who === 'alice' ? { alice: mortal, bob: other } : { alice: other, bob: mortal } };
}

/** Dies, and starts again; gives what Bob was told before and after. */
async function dieAndReturn(t: ExecutionContext, { net, dying, nodes }: Scene, who: Name): Promise<readonly string[]> {
  await net.see(() => dying.hasCrashed, 20);
  const before = nodes.bob.texts;
  nodes[who] = await revive(t, net, dying, who);
  const { alice, bob } = nodes;
  const isSettled = () => {
    for (const name of bob.circle.requests) void bob.circle.acceptChat(name);
    return alice.circle.status().owed.length === 0;
  };
  await net.see(isSettled, 20);
  await net.advance(10_000);
  return who === 'bob' ? [...before, ...bob.texts] : bob.texts;
}

const arrives = async (t: ExecutionContext, { nodes }: Scene, told: readonly string[]) => {
  const texts = (await nodes.bob.store.history(undefined, 10)).map(({ text }) => text);
  t.deepEqual(texts, ['only once']);
  t.true(told.length <= 1);
  const [message] = await nodes.alice.store.history(undefined, 10);
  t.deepEqual(message?.deliveries, [{ recipient: 'bob', state: 'delivered', reason: undefined }]);
};

const inRoom = test.macro({
  exec: async (t: ExecutionContext, who: Name, step: Step) => {
    const it = await scene(t, who, step);
    const { net, dying, nodes } = it;
    await net.until(nodes.alice.circle.createRoom('hall', {}));
    await net.until(nodes.bob.circle.joinRoom('hall', undefined));
    await net.see(() => nodes.alice.circle.status().rooms[0]?.members.length === 1, 20);
    await net.settle();
    dying.isArmed = true;
    void nodes.alice.circle.sendRoom('hall', 'only once').catch(() => {});
    await arrives(t, it, await dieAndReturn(t, it, who));
  },
  title: (given) => `crash, in a room: ${given} → the message arrives, once`,
});

test('the author stored it', inRoom, 'alice', { when: 'after', operation: 'addOutgoing' });
test('the author sent it', inRoom, 'alice', { sent: 'DIRECT_BROADCAST <' });
test('the author was to keep its signature', inRoom, 'alice', { when: 'before', operation: 'keepProof' });
test('the author kept its signature', inRoom, 'alice', { when: 'after', operation: 'keepProof' });
test('the author was to note that it was sent', inRoom, 'alice', { when: 'before', operation: 'setDelivery', state: 'sent' });
test('the author noted that it was sent', inRoom, 'alice', { when: 'after', operation: 'setDelivery', state: 'sent' });
test('the author was to note the answer', inRoom, 'alice', { when: 'before', operation: 'setDelivery', state: 'delivered' });
test('the author noted the answer', inRoom, 'alice', { when: 'after', operation: 'setDelivery', state: 'delivered' });
test('the recipient was to store it', inRoom, 'bob', { when: 'before', operation: 'addIncoming' });
test('the recipient stored it', inRoom, 'bob', { when: 'after', operation: 'addIncoming' });
test('the recipient answered', inRoom, 'bob', { sent: 'DIRECT_BROADCAST_NOTIFICATION' });

const unasked = test.macro({
  exec: async (t: ExecutionContext, who: Name, step: Step) => {
    const it = await scene(t, who, step);
    it.dying.isArmed = true;
    void it.nodes.alice.circle.sendDirect('bob', 'only once').catch(() => {});
    const answering = () => {
      for (const name of it.nodes.bob.circle.requests) void it.nodes.bob.circle.acceptChat(name);
      return it.dying.hasCrashed;
    };
    await it.net.see(answering, 20);
    await arrives(t, it, await dieAndReturn(t, it, who));
  },
  title: (given) => `crash, before the chat is open: ${given} → the message arrives, once`,
});

test('the author stored it first', unasked, 'alice', { when: 'after', operation: 'addOutgoing' });
test('the author was to note why it waits', unasked, 'alice', { when: 'before', operation: 'holdOwed' });
test('the author noted why it waits', unasked, 'alice', { when: 'after', operation: 'holdOwed' });
test('the author asked', unasked, 'alice', { sent: 'CHAT_REQUEST <' });
test('the author was to remember the other', unasked, 'alice', { when: 'before', operation: 'saveContact' });
test('the author remembered the other', unasked, 'alice', { when: 'after', operation: 'saveContact' });
test('the recipient was to remember the author', unasked, 'bob', { when: 'before', operation: 'saveContact' });
test('the recipient remembered the author', unasked, 'bob', { when: 'after', operation: 'saveContact' });
test('the recipient accepted', unasked, 'bob', { sent: 'CHAT_REQUEST_RESPONSE' });

const unwanted = test.macro({
  exec: async (t: ExecutionContext, who: Name, step: Step) => {
    const it = await scene(t, who, step);
    const { net, dying, nodes } = it;
    await nodes.alice.befriend(nodes.bob);
    await net.until(nodes.bob.circle.block('alice'));
    await net.settle();
    dying.isArmed = true;
    void nodes.alice.circle.sendDirect('bob', 'no, thanks').catch(() => {});
    t.deepEqual(await dieAndReturn(t, it, who), []);
    const [message] = await nodes.alice.store.history(undefined, 10);
    t.deepEqual(message?.deliveries, [{ recipient: 'bob', state: 'refused', reason: 'rejected' }]);
    t.deepEqual(await nodes.bob.store.history(undefined, 10), []);
  },
  title: (given) => `crash, unwanted: ${given} → its author knows why it does not arrive`,
});

test('the author stored what is refused', unwanted, 'alice', { when: 'after', operation: 'addOutgoing' });
test('the author was to note the refusal', unwanted, 'alice', { when: 'before', operation: 'setDelivery', state: 'refused' });
test('the author noted the refusal', unwanted, 'alice', { when: 'after', operation: 'setDelivery', state: 'refused' });
test('the recipient refused', unwanted, 'bob', { sent: 'DIRECT_UNICAST_NOTIFICATION' });

/** What changes nothing. */
const reads: ReadonlySet<string> = new Set(['owedTo', 'owedPeers', 'historySummary', 'deliveries', 'history', 'contact', 'contacts']);

test('crash: all that a message to a room, and one to somebody who has not accepted, does to the disks → is tested above', async (t) => {
  const net = await CircleNet.open(t);
  const done: string[] = [];
  const noting = (name: string) => (store: PeerStore) =>
    new Proxy(store, {
      get: (target, operation) => {
        const method: unknown = Reflect.get(target, operation);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          const state = operation === 'setDelivery' ? ` ${(given[1] as { state: string }).state}` : ''; // its second argument
          if (!reads.has(String(operation))) done.push(`${name}: ${String(operation)}${state}`);
          return method.apply(target, given);
        };
      },
    });
  const [alice, bob] = [await net.node(t, 'alice', { wrap: noting('alice') }), await net.node(t, 'bob', { wrap: noting('bob') })];
  await net.until(alice.circle.createRoom('hall', {}));
  await net.until(bob.circle.joinRoom('hall', undefined));
  await net.settle();
  done.length = 0;
  await alice.circle.sendRoom('hall', 'to all');
  await net.see(() => alice.circle.status().owed.length === 0, 20);
  await net.advance(5000);
  t.deepEqual([...new Set(done)].sort(), [
    ...['alice: addOutgoing', 'alice: keepProof', 'alice: setDelivery delivered', 'alice: setDelivery sent', 'bob: addIncoming'],
  ]);
  done.length = 0;
  await alice.circle.sendDirect('bob', 'to one');
  await net.see(() => bob.circle.requests.length === 1, 20);
  await bob.circle.acceptChat('alice');
  await net.see(() => alice.circle.status().owed.length === 0, 20);
  await net.advance(5000);
  t.deepEqual([...new Set(done)].sort(), [
    ...['alice: addOutgoing', 'alice: holdOwed', 'alice: saveContact', 'alice: setDelivery delivered', 'alice: setDelivery sent'],
    ...['bob: addIncoming', 'bob: saveContact'],
  ]);
});

// A program that is killed between any two steps of a delivery, on either side (section 5): the message arrives, once.
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { CircleNet } from './circle-net.js';
import { openVictim, revive, type Step, victim } from './crashing.js';

const direct = test.macro({
  exec: async (t: ExecutionContext, who: 'alice' | 'bob', step: Step) => {
    const net = await CircleNet.open(t);
    const dying = await victim(net, who, step);
    const other = who === 'alice' ? 'bob' : 'alice';
    const first = await openVictim(t, net, dying, who, step);
    const second = await net.node(t, other);
    const [alice, bob] = who === 'alice' ? [first, second] : [second, first];
    await alice.befriend(bob);
    dying.isArmed = true;
    void alice.circle.sendDirect('bob', 'only once').catch(() => {});
    await net.see(() => dying.hasCrashed, 20);
    const told = who === 'bob' ? bob.texts : [];
    const again = await revive(t, net, dying, who);
    const reader = who === 'bob' ? again : bob;
    const author = who === 'alice' ? again : alice;
    await net.see(() => author.circle.status().owed.length === 0 && reader.circle.status().owed.length === 0, 20);
    await net.advance(10_000);
    t.deepEqual(
      (await reader.store.history({ kind: 'direct', peer: 'alice' }, 10)).map(({ text }) => text),
      ['only once'],
    );
    t.true([...told, ...reader.texts].length <= 1);
    const [message] = await author.store.history({ kind: 'direct', peer: 'bob' }, 10);
    t.deepEqual(message?.deliveries, [{ recipient: 'bob', state: 'delivered', reason: undefined }]);
    t.deepEqual(await author.store.deliveries(message?.messageId ?? ''), message?.deliveries);
  },
  title: (given) => `crash: ${given} → the message arrives, once`,
});

test('the author stored it', direct, 'alice', { when: 'after', operation: 'addOutgoing' });
test('the author sent it', direct, 'alice', { sent: 'DIRECT_MESSAGE <' });
test('the author noted that it was sent', direct, 'alice', { when: 'after', operation: 'setDelivery', state: 'sent' });
test('the author had the answer and was to note it', direct, 'alice', { when: 'before', operation: 'setDelivery', state: 'delivered' });
test('the author noted the answer', direct, 'alice', { when: 'after', operation: 'setDelivery', state: 'delivered' });
test('the recipient had it and was to store it', direct, 'bob', { when: 'before', operation: 'addIncoming' });
test('the recipient stored it and was to answer', direct, 'bob', { when: 'after', operation: 'addIncoming' });
test('the recipient answered', direct, 'bob', { sent: 'DIRECT_UNICAST_NOTIFICATION' });

const handedOn = test.macro({
  exec: async (t: ExecutionContext, who: 'bob' | 'carol', step: Step) => {
    const net = await CircleNet.open(t);
    const [alice, dying] = [await net.node(t, 'alice'), await victim(net, who, step)];
    await net.until(alice.circle.createRoom('hall', {}));
    const bob = who === 'bob' ? await openVictim(t, net, dying, who, step) : await net.node(t, 'bob');
    await net.until(bob.circle.joinRoom('hall', undefined));
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await alice.circle.sendRoom('hall', text);
    await net.see(() => bob.texts.length === 3, 20);
    await net.pass(alice.close());
    const carol = who === 'carol' ? await openVictim(t, net, dying, who, step) : await net.node(t, 'carol');
    dying.isArmed = true;
    await net.until(carol.circle.joinRoom('hall', undefined));
    await net.see(() => dying.hasCrashed, 20);
    const told = who === 'carol' ? carol.texts : [];
    const again = await revive(t, net, dying, who);
    const reader = who === 'carol' ? again : carol;
    const texted = async () => (await reader.store.history(undefined, 10)).map(({ text }) => text);
    await net.advance(40_000);
    t.deepEqual(await texted(), texts);
    t.is(new Set([...told, ...reader.texts]).size, [...told, ...reader.texts].length);
  },
  title: (given) => `crash: ${given} → the history arrives, once`,
});

test('who hands on compared', handedOn, 'bob', { when: 'after', operation: 'compareHistory' });
test('who hands on sent a message', handedOn, 'bob', { sent: 'DIRECT_BROADCAST <alice>' });
test('who hands on was to note it', handedOn, 'bob', { when: 'before', operation: 'noteForwarded' });
test('who catches up was to store a message', handedOn, 'carol', { when: 'before', operation: 'addIncoming' });
test('who catches up stored a message', handedOn, 'carol', { when: 'after', operation: 'addIncoming' });
test('who catches up answered', handedOn, 'carol', { sent: 'DIRECT_BROADCAST_NOTIFICATION' });

test('crash: a seq-conflict moved the message and the author went down → it goes in its new place, once', async (t) => {
  const net = await CircleNet.open(t);
  const step: Step = { when: 'after', operation: 'moveToNewStream' };
  const dying = await victim(net, 'alice', step);
  const alice = await openVictim(t, net, dying, 'alice', step);
  const bob = await net.node(t, 'bob', { file: join(net.directory, 'bob.sqlite') });
  await alice.befriend(bob);
  const first = await alice.circle.sendDirect('bob', 'one');
  await net.see(() => bob.texts.length === 1);
  await net.see(() => alice.events('delivery').some(({ state }) => state === 'delivered'));
  // Bob has another message in the next place, as if Alice's disk were an older copy.
  const [{ stream = '' } = {}] = await alice.store.history(undefined, 1);
  const place = { conversation: { kind: 'direct', peer: 'alice' }, author: 'alice', stream, seq: 2 } as const;
  await bob.store.addIncoming(
    { ...place, messageId: 'lost', sentAt: new Date(first.sentAt).toISOString(), payload: Buffer.from('lost') },
    1,
  );
  dying.isArmed = true;
  await alice.circle.sendDirect('bob', 'two');
  await net.see(() => dying.hasCrashed, 20);
  const again = await revive(t, net, dying, 'alice');
  await net.see(() => again.circle.status().owed.length === 0, 20);
  t.deepEqual(
    (await bob.store.history(undefined, 10)).map(({ text }) => text),
    ['one', 'lost', 'two'],
  );
});

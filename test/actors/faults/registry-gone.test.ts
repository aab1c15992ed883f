// The registry is killed under peers that chat: chats go on without it, and everybody comes back to it.
import test from 'ava';
import { FaultNet } from './fault-net.js';

async function threeInARoom(net: FaultNet) {
  await net.startRegistry();
  const [alice, bob, carol] = [await net.online('alice'), await net.online('bob'), await net.online('carol')];
  await net.until(alice.peer.createRoom('hall'));
  await net.until(bob.peer.joinRoom('hall'));
  await net.until(carol.peer.joinRoom('hall'));
  await net.until(alice.peer.chat('bob'));
  return { alice, bob, carol };
}

test('registry killed: peers with links → direct and room messages arrive without it', async (t) => {
  const net = new FaultNet(t);
  const { alice, bob, carol } = await threeInARoom(net);
  await net.until(alice.peer.sendRoom('hall', 'before'));
  await net.see(() => bob.texts.length === 1 && carol.texts.length === 1);
  await net.crashRegistry();
  await net.see(() => [alice, bob, carol].every(({ peer }) => peer.state.state === 'offline'));
  await net.until(alice.peer.sendDirect('bob', 'still there?'));
  await net.until(alice.peer.sendRoom('hall', 'anybody?'));
  t.true((await net.see(() => bob.texts.length === 3 && carol.texts.length === 2)) < 1000);
  await net.until(bob.peer.sendDirect('alice', 'yes'));
  await net.see(() => alice.texts.length === 1);
  t.deepEqual(alice.texts, ['bob: yes']);
  t.deepEqual(bob.texts, ['alice: before', 'alice: still there?', 'alice: anybody?']);
  t.deepEqual(carol.texts, ['alice: before', 'alice: anybody?']);
});

test('registry killed: a link is lost too, or there is none any more → dialled again where the other was last', async (t) => {
  const net = new FaultNet(t);
  const { alice, bob, carol } = await threeInARoom(net);
  await net.until(alice.peer.sendRoom('hall', 'before'));
  await net.see(() => bob.texts.length === 1 && carol.texts.length === 1);
  await net.crashRegistry();
  await net.see(() => [alice, bob, carol].every(({ peer }) => peer.state.state === 'offline'));
  net.memory.cut(alice.host, bob.host);
  await net.until(alice.peer.sendDirect('bob', 'cut'));
  await net.see(() => bob.texts.includes('alice: cut'), 60_000);
  // Whoever could not ask in time what was said does it after 30 s; unused since then, every link is closed.
  await net.advance(336_000);
  t.true(alice.peer.status.paths.slice(1).every(({ state }) => state !== 'up'));
  await net.until(alice.peer.sendDirect('bob', 'unused'));
  await net.until(alice.peer.sendRoom('hall', 'unused'));
  await net.see(() => bob.texts.includes('alice: unused') && carol.texts.includes('alice: unused'), 60_000);
  t.deepEqual(await net.pass(alice.peer.flush(60_000)), true);
});

test('registry killed: a room-mate that was never dialled → found where the registry last said', async (t) => {
  const net = new FaultNet(t);
  const { alice, carol } = await threeInARoom(net);
  await net.crashRegistry();
  await net.see(() => carol.peer.state.state === 'offline');
  await net.until(carol.peer.sendRoom('hall', 'hello?'));
  await net.see(() => alice.texts.length === 1, 60_000);
  t.deepEqual(alice.texts, ['carol: hello?']);
});

test('registry killed and started again: → all are back, in their rooms, as before', async (t) => {
  const net = new FaultNet(t);
  const { alice, bob, carol } = await threeInARoom(net);
  await net.crashRegistry();
  await net.see(() => [alice, bob, carol].every(({ peer }) => peer.state.state === 'offline'));
  await net.advance(20_000);
  await net.startRegistry();
  t.true((await net.see(() => [alice, bob, carol].every(({ peer }) => peer.state.state === 'online'))) <= 60_000);
  t.is(net.registry.online, 3);
  t.deepEqual(
    (await net.until(carol.peer.members('hall'))).members,
    ['alice', 'bob'].map((name) => ({ name, isOnline: true })),
  );
  await net.until(carol.peer.sendRoom('hall', 'we are back'));
  await net.see(() => alice.texts.length === 1 && bob.texts.length === 1);
  t.deepEqual([alice.texts, bob.texts], [['carol: we are back'], ['carol: we are back']]);
});

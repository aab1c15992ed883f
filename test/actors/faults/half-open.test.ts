// Pulled cables: no end of a link is told, and both notice in the promised time.
import test from 'ava';
import { FaultNet, registryHost } from './fault-net.js';

const timeout = 10_000;

test('half-open: the cable of a peer is pulled → the others are told within the timeout and a second; it notices by ping, and is back when plugged in', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const [alice, bob] = [await net.online('alice'), await net.online('bob')];
  await net.until(alice.peer.createRoom('hall'));
  await net.until(bob.peer.joinRoom('hall'));
  const gone: string[] = [];
  alice.peer.on('user-offline', ({ name }) => gone.push(name));
  await net.advance(7000);
  const plug = net.memory.block(bob.host);
  const told = await net.see(() => gone.length === 1);
  t.true(told <= timeout + 1000, `told after ${told} ms`);
  t.is(bob.peer.state.state, 'online');
  const noticed = told + (await net.see(() => bob.peer.state.state === 'offline'));
  // Two KEEP_ALIVE without an answer, then 10 s for that of HELLO_P2P.
  t.true(noticed <= timeout + 10_000, `noticed after ${noticed} ms`);
  await net.advance(60_000);
  plug();
  t.true((await net.see(() => bob.peer.state.state === 'online')) <= 40_000);
  t.is(net.registry.online, 2);
});

test('half-open: the cable of the registry is pulled → peers notice by ping, chat on, and are back when it is plugged in', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const [alice, bob] = [await net.online('alice'), await net.online('bob')];
  await net.until(alice.peer.chat('bob'));
  const plug = net.memory.block(registryHost);
  const noticed = await net.see(() => alice.peer.state.state === 'offline' && bob.peer.state.state === 'offline');
  t.true(noticed <= timeout + 10_000, `noticed after ${noticed} ms`);
  await net.until(alice.peer.sendDirect('bob', 'without it'));
  await net.see(() => bob.texts.length === 1);
  plug();
  await net.see(() => alice.peer.state.state === 'online' && bob.peer.state.state === 'online', 40_000);
  t.is(net.registry.online, 2);
});

test('half-open: the way between two peers is pulled, the one to the registry not → 15 s after a message its link is lost, and it arrives when plugged in', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const [alice, bob] = [await net.online('alice'), await net.online('bob')];
  await net.until(alice.peer.chat('bob'));
  const plug = net.memory.block(alice.host, bob.host);
  await net.until(alice.peer.sendDirect('bob', 'hello?'));
  const noticed = await net.see(() => alice.peer.status.paths[1]?.state !== 'up');
  t.true(noticed >= 14_900 && noticed <= 15_100, `noticed after ${noticed} ms`);
  await net.advance(20_000);
  plug();
  await net.see(() => bob.texts.length > 0, 40_000);
  t.true(await net.pass(alice.peer.flush(60_000)));
  t.deepEqual(bob.texts, ['alice: hello?']);
});

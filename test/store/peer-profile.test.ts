// A peer's secrets, contacts and rooms, in memory and in a file; and that a profile is open only once.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import type { PeerStore } from '../../src/store/peer-store.js';
import { openPeerStore } from '../../src/store/sqlite-peer-store.js';
import { draft, inChat1, incoming, streams, withAly } from './messages.js';
import { closing, freshFile, overEachPlace } from './stores.js';

const stranger = {
  name: 'Aly',
  keyFingerprint: undefined,
  changedKey: undefined,
  isAccepted: false,
  hasAccepted: false,
  lastAddress: undefined,
};

overEachPlace('profile: secrets → none at first, then the last one saved', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  t.is(await store.identityKey(), undefined);
  t.is(await store.sessionToken(), undefined);
  await store.saveIdentityKey('pem');
  await store.saveSessionToken('one');
  await store.saveSessionToken('two');
  t.is(await store.identityKey(), 'pem');
  t.is(await store.sessionToken(), 'two');
  await store.saveSessionToken(undefined);
  t.is(await store.sessionToken(), undefined);
});

overEachPlace('contacts: saved in parts → made once, only what is given changes', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  t.is(await store.contact('aly'), undefined);
  t.deepEqual(await store.saveContact('Aly', { isAccepted: true }), { ...stranger, isAccepted: true });
  const lastAddress = { host: '::1', port: 9 };
  const full = { ...stranger, isAccepted: true, hasAccepted: true, keyFingerprint: 'k', changedKey: 'c', lastAddress };
  t.deepEqual(await store.saveContact('ALY', { hasAccepted: true, keyFingerprint: 'k', changedKey: 'c', lastAddress }), full);
  t.deepEqual(await store.contact('aLY'), full);
  await store.saveContact('aly', { changedKey: undefined });
  t.deepEqual(await store.contact('aly'), { ...full, changedKey: undefined });
});

overEachPlace('contacts: all → sorted by name', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  for (const name of ['b', 'C', 'A']) await store.saveContact(name, {});
  t.deepEqual(
    (await store.contacts()).map((contact) => contact.name),
    ['A', 'b', 'C'],
  );
});

overEachPlace('rooms: saved, changed, forgotten → as last saved, by their ids', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const one = { room: 'one', roomId: '1'.repeat(16), host: 'aly', members: ['aly', 'bob'] };
  const two = { room: 'Two', roomId: '2'.repeat(16), host: 'bob', members: [] };
  await store.saveRoom(two);
  await store.saveRoom(one);
  t.deepEqual(await store.joinedRooms(), [one, two]);
  await store.saveRoom({ ...one, host: 'bob', members: ['bob'] });
  await store.forgetRoom(two.roomId);
  await store.forgetRoom('none');
  t.deepEqual(await store.joinedRooms(), [{ ...one, host: 'bob', members: ['bob'] }]);
});

test('profile: closed and opened again → all that was answered is there, and streams go on', async (t) => {
  const file = await freshFile(t);
  const first = await openPeerStore(file);
  const pending = [
    first.saveIdentityKey('pem'),
    first.saveContact('aly', { isAccepted: true }),
    first.saveRoom({ room: 'chat1', roomId: '1'.repeat(16), host: 'me', members: [] }),
    first.addOutgoing(draft('a'), streams(), 1),
    first.addIncoming(incoming(1, { conversation: inChat1 }), 2),
  ];
  await Promise.all([...pending, first.close()]);
  const second = closing(t, await openPeerStore(file));
  t.is(await second.identityKey(), 'pem');
  t.true((await second.contact('aly'))?.isAccepted);
  t.is((await second.joinedRooms()).length, 1);
  t.is((await second.history(undefined, 10)).length, 2);
  const next = await second.addOutgoing(draft('b'), streams(), 3);
  t.deepEqual([next.stream, next.seq], ['stream-1', 2]);
  t.is((await second.addIncoming(incoming(1, { conversation: inChat1 }), 4)).outcome, 'duplicate');
});

test('profile: open + opened again → in-use, and the first goes on; closed → it can be opened', async (t) => {
  const file = await freshFile(t);
  const first = await openPeerStore(file);
  await t.throwsAsync(openPeerStore(file), { name: 'StoreError', message: `${file}: another program has it open` });
  await t.throwsAsync(openPeerStore(file), { name: 'StoreError' }, 'also at the second try');
  await first.saveIdentityKey('pem');
  await first.close();
  const next = closing(t, await openPeerStore(file));
  t.is(await next.identityKey(), 'pem');
});

test('profile: open in a process that is killed → in-use until then, not after', async (t) => {
  const file = await freshFile(t);
  const module = new URL('../../src/store/sqlite-peer-store.js', import.meta.url).href;
  const program = `import { openPeerStore } from ${JSON.stringify(module)};
    const store = await openPeerStore(${JSON.stringify(file)});
    await store.saveIdentityKey('pem');
    console.log('open'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  await t.throwsAsync(openPeerStore(file), { name: 'StoreError', message: `${file}: another program has it open` });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store: PeerStore = closing(t, await openPeerStore(file));
  t.is(await store.identityKey(), 'pem');
  t.deepEqual(await store.history(withAly, 1), []);
});

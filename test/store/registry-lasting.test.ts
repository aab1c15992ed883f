// What of a registry's store lasts and what does not; members who stay away; the order of its answers.
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { openRegistryStore } from '../../src/store/sqlite-registry-store.js';
import { closing, freshFile, overEachPlace, registryFixture, roomInfo } from './stores.js';

const password = 'a'.repeat(64);

test('registry store: opened again → accounts, keys, rooms and members as answered; nobody is online', async (t) => {
  const file = await freshFile(t);
  const first = await registryFixture(t, file);
  await first.register('Aly', 'bob');
  await first.login('aly');
  await first.create('Chat1', 'aly', { password });
  const joined = first.join('chat1', 'bob', { password });
  await first.store.close();
  t.is((await joined).outcome, 'joined');

  const { store, login, join, register } = await registryFixture(t, file);
  t.deepEqual(await store.account('ALY'), { name: 'Aly', passwordHash: 'Aly-hash' });
  t.is(await store.session('aly'), undefined);
  t.deepEqual(await store.room('chat1'), {
    info: roomInfo('Chat1', 'Aly', 2, { isLocked: true }),
    members: [
      { name: 'Aly', address: undefined },
      { name: 'bob', address: undefined },
    ],
  });
  t.is(await store.rememberKey('bob', 'aly-key'), 'key-of-another');
  await register('carl');
  t.is((await join('chat1', 'carl')).outcome, 'wrong-room-password');
  t.is((await join('chat1', 'carl', { password })).outcome, 'joined');
  t.deepEqual(await login('aly'), { outcome: 'opened', name: 'Aly', rooms: ['Chat1'], replaced: undefined });
});

test('registry store: a locked room → its password is in no file as the wire has it', async (t) => {
  const file = await freshFile(t);
  const { register, create } = await registryFixture(t, file);
  await register('aly');
  await create('chat1', 'aly', { password });
  const bytes = Buffer.concat([await readFile(file), await readFile(`${file}-wal`)]);
  t.true(bytes.includes('chat1'));
  t.false(bytes.includes(password));
  t.false(bytes.includes(Buffer.from(password, 'hex')));
});

test('registry store: open + opened again → in-use', async (t) => {
  const file = await freshFile(t);
  await registryFixture(t, file);
  t.like(await t.throwsAsync(openRegistryStore(file), { name: 'StoreError' }), { kind: 'in-use' });
});

overEachPlace('expiry: members not online since → left, room by room, hosts succeeded, empty rooms gone', async (t, file) => {
  const { store, register, create, join } = await registryFixture(t, file);
  await register('aly', 'Bob', 'carl');
  await create('one', 'aly', { at: 10 });
  await join('one', 'bob', { at: 20 });
  await join('one', 'carl', { at: 30 });
  await create('Lone', 'bob', { at: 20 });
  t.deepEqual(await store.expireMembers(10), []);
  t.deepEqual(await store.expireMembers(30), [
    { outcome: 'left', room: 'Lone', name: 'Bob', host: undefined, isGone: true },
    { outcome: 'left', room: 'one', name: 'aly', host: 'Bob', isGone: false },
    { outcome: 'left', room: 'one', name: 'Bob', host: 'carl', isGone: false },
  ]);
  t.deepEqual((await store.room('one'))?.info, roomInfo('one', 'carl', 1));
  t.is(await store.room('lone'), undefined);
});

overEachPlace('expiry: online or pending → stays; then counts from the end of the session', async (t, file) => {
  const { store, register, login, create, join } = await registryFixture(t, file);
  await register('aly', 'bob');
  await create('one', 'aly', { at: 0 });
  await join('one', 'bob', { at: 0 });
  await login('aly', { at: 1 });
  await login('bob', { at: 1 });
  await store.suspendSession('bob-token');
  t.deepEqual(await store.expireMembers(1000), []);
  await store.closeSession('aly-token', 500);
  t.deepEqual(await store.expireMembers(500), []);
  t.deepEqual(await store.expireMembers(501), [{ outcome: 'left', room: 'one', name: 'aly', host: 'bob', isGone: false }]);
});

test('expiry: online when the registry stopped without a word → counts as online until it started again', async (t) => {
  const file = await freshFile(t);
  const first = await registryFixture(t, file);
  await first.register('aly', 'bob');
  await first.create('one', 'aly', { at: 0 });
  await first.join('one', 'bob', { at: 0 });
  await first.login('aly', { at: 5 });
  await first.login('bob', { at: 5 });
  await first.store.closeSession('bob-token', 6);
  await first.store.close();

  const { store } = await registryFixture(t, file, { at: 100 });
  t.deepEqual(await store.expireMembers(100), [{ outcome: 'left', room: 'one', name: 'bob', host: undefined, isGone: false }]);
  t.deepEqual(await store.expireMembers(101), [{ outcome: 'left', room: 'one', name: 'aly', host: undefined, isGone: true }]);
});

overEachPlace('registry store: calls of one turn → answered in the order of the calls, reads among writes', async (t, file) => {
  const { store, register, login, create, join } = await registryFixture(t, file);
  await register('aly', 'bob');
  const order: number[] = [];
  const calls = [
    () => login('aly'),
    () => create('one', 'aly'),
    () => store.rooms({ limit: 10 }),
    () => join('one', 'bob'),
    () => store.session('aly'),
    () => store.leaveRoom({ room: 'one', name: 'aly' }),
    () => store.room('one'),
    () => store.closeSession('aly-token', 1),
    () => store.account('aly'),
  ];
  await Promise.all(calls.map((call, index) => call().then(() => order.push(index))));
  t.deepEqual(order, [...calls.keys()]);
});

test('registry store: calls after it was closed → rejected, closed', async (t) => {
  const store = closing(t, await openRegistryStore(':memory:'));
  await store.close();
  t.like(await t.throwsAsync(store.account('aly'), { name: 'StoreError' }), { kind: 'closed' });
});

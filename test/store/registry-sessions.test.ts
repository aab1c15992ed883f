// Sessions: opening, suspending, taking over, closing; and who sees whom, in memory and in a file.
import { overEachPlace, registryFixture } from './stores.js';

const address = { host: '10.0.0.1', port: 5000 };

overEachPlace('sessions: not online + open → opened under the registered name, with the rooms sorted', async (t, file) => {
  const { store, register, create, login } = await registryFixture(t, file);
  await register('Aly');
  await create('Zebra', 'aly');
  await create('apple', 'aly');
  t.deepEqual(await login('aLY'), { outcome: 'opened', name: 'Aly', rooms: ['apple', 'Zebra'], replaced: undefined });
  t.deepEqual(await store.session('ALY'), { name: 'Aly', token: 'aLY-token', address, isPending: false });
});

overEachPlace('sessions: not online → no session', async (t, file) => {
  const { store, register } = await registryFixture(t, file);
  await register('aly');
  t.is(await store.session('aly'), undefined);
  t.is(await store.session('nobody'), undefined);
});

overEachPlace('whereabouts: unknown, away, online, pending → nothing, the name, and where', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('Aly');
  t.is(await store.whereabouts('nobody'), undefined);
  t.deepEqual(await store.whereabouts('aLY'), { name: 'Aly', address: undefined });
  await login('aly');
  t.deepEqual(await store.whereabouts('aLY'), { name: 'Aly', address });
  await store.suspendSession('aly-token');
  t.deepEqual(await store.whereabouts('aLY'), { name: 'Aly', address });
  await store.closeSession('aly-token', 9);
  t.deepEqual(await store.whereabouts('aLY'), { name: 'Aly', address: undefined });
});

overEachPlace('sessions: live + open → already-online, and the live one stays', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('aly');
  await login('aly');
  t.deepEqual(await login('aly', { token: 'second' }), { outcome: 'already-online' });
  t.deepEqual(await login('aly', { token: 'second', resume: 'unknown' }), { outcome: 'already-online' });
  t.is((await store.session('aly'))?.token, 'aly-token');
});

overEachPlace('sessions: live + open with its token → taken over, the old token dead', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('aly');
  await login('aly');
  t.deepEqual(await login('aly', { token: 'second', resume: 'aly-token', port: 6000 }), {
    outcome: 'opened',
    name: 'aly',
    rooms: [],
    replaced: { name: 'aly', token: 'aly-token', address, isPending: false },
  });
  t.false(await store.suspendSession('aly-token'));
  t.false(await store.closeSession('aly-token', 9));
  t.deepEqual(await store.session('aly'), { name: 'aly', token: 'second', address: { ...address, port: 6000 }, isPending: false });
});

overEachPlace('sessions: suspended → pending, still online, ended by any open', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('aly');
  await login('aly');
  t.true(await store.suspendSession('aly-token'));
  t.false(await store.suspendSession('aly-token'), 'it is not live any more');
  const pending = { name: 'aly', token: 'aly-token', address, isPending: true };
  t.deepEqual(await store.session('aly'), pending);
  t.deepEqual(await login('aly', { token: 'second' }), { outcome: 'opened', name: 'aly', rooms: [], replaced: pending });
});

overEachPlace('sessions: closed, live or pending → gone, and only once', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('aly');
  await login('aly');
  t.true(await store.closeSession('aly-token', 5));
  t.false(await store.closeSession('aly-token', 6));
  t.is(await store.session('aly'), undefined);
  await login('aly', { token: 'second' });
  await store.suspendSession('second');
  t.true(await store.closeSession('second', 7));
  t.is(await store.session('aly'), undefined);
});

overEachPlace('sessions: two opens of one name in one turn → only the first', async (t, file) => {
  const { register, login } = await registryFixture(t, file);
  await register('aly');
  const outcomes = await Promise.all([login('aly', { token: 'one' }), login('ALY', { token: 'two' })]);
  t.deepEqual(
    outcomes.map((each) => each.outcome),
    ['opened', 'already-online'],
  );
});

overEachPlace("sessions: open with another's key → key-of-another, told before already-online", async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('aly', 'eve');
  await login('aly');
  t.deepEqual(await login('eve', { key: 'aly-key' }), { outcome: 'key-of-another' });
  t.is(await store.session('eve'), undefined);
  await login('eve');
  t.deepEqual(await login('eve', { key: 'aly-key' }), { outcome: 'key-of-another' });
});

overEachPlace('sessions: refused as already-online → its key is not remembered', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  await register('aly', 'eve');
  await login('aly');
  await login('aly', { token: 'second', key: 'other-key' });
  t.is(await store.rememberKey('eve', 'other-key'), 'remembered');
});

overEachPlace('online peers: some online → sorted, with shared rooms, pending ones too, never the asker', async (t, file) => {
  const { store, register, login, create, join } = await registryFixture(t, file);
  await register('aly', 'Bob', 'carl', 'dora');
  await login('aly');
  await login('dora', { port: 4 });
  await login('Bob', { port: 2 });
  await store.suspendSession('Bob-token');
  await create('two', 'aly');
  await create('One', 'bob');
  await create('hidden', 'bob');
  await join('two', 'BOB');
  await join('one', 'aly');
  t.deepEqual(await store.onlinePeers('ALY', { limit: 10 }), [
    { name: 'Bob', address: { ...address, port: 2 }, rooms: ['One', 'two'] },
    { name: 'dora', address: { ...address, port: 4 }, rooms: [] },
  ]);
});

overEachPlace('online peers: pages → all of them once, sorted by bytes', async (t, file) => {
  const { store, register, login } = await registryFixture(t, file);
  const names = ['b', 'A', 'a.b', 'a-b', 'a_b', 'a1', 'Z'];
  await register('me', ...names);
  await Promise.all(['me', ...names].map((name) => login(name)));
  const seen: string[] = [];
  for (;;) {
    const page = await store.onlinePeers('me', { after: seen.at(-1), limit: 3 });
    seen.push(...page.map((peer) => peer.name));
    if (page.length < 3) break;
  }
  t.deepEqual(seen, ['A', 'a-b', 'a.b', 'a1', 'a_b', 'b', 'Z']);
});

overEachPlace('room-mates: several shared rooms → each online one once, never the user', async (t, file) => {
  const { store, register, login, create, join } = await registryFixture(t, file);
  await register('aly', 'Bob', 'carl', 'dora');
  for (const name of ['aly', 'Bob', 'dora']) await login(name);
  await store.suspendSession('Bob-token');
  for (const room of ['one', 'two']) {
    await create(room, 'aly');
    await join(room, 'bob');
    await join(room, 'carl');
  }
  t.deepEqual(await store.roommatesOnline('ALY'), ['Bob']);
  t.deepEqual(await store.roommatesOnline('carl'), ['aly', 'Bob']);
  t.deepEqual(await store.roommatesOnline('dora'), []);
});

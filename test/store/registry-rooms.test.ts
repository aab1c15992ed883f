// Rooms: making, joining, leaving and listing them, in memory and in a file.
import { overEachPlace, registryFixture, roomInfo } from './stores.js';

const password = 'a'.repeat(64);

overEachPlace('rooms: a free name → created, the creator is host and only member', async (t, file) => {
  const { store, register, create } = await registryFixture(t, file);
  await register('Aly');
  const info = roomInfo('Chat1', 'Aly', 1);
  t.deepEqual(await create('Chat1', 'aLY'), { outcome: 'created', info });
  t.deepEqual(await store.room('cHAT1'), { info, members: [{ name: 'Aly', address: undefined }] });
});

overEachPlace('rooms: a name taken in another case → room-exists', async (t, file) => {
  const { store, register, create } = await registryFixture(t, file);
  await register('aly', 'bob');
  await create('Chat1', 'aly');
  t.deepEqual(await create('CHAT1', 'bob'), { outcome: 'room-exists' });
  t.is((await store.room('chat1'))?.info.host, 'aly');
});

overEachPlace('rooms: an unknown one → undefined, room-unknown', async (t, file) => {
  const { store, register, join } = await registryFixture(t, file);
  await register('aly');
  t.is(await store.room('none'), undefined);
  t.deepEqual(await join('none', 'aly'), { outcome: 'room-unknown' });
  t.deepEqual(await store.leaveRoom({ room: 'none', name: 'aly' }), { outcome: 'room-unknown' });
});

overEachPlace('rooms: join → joined, with the others sorted and where they are', async (t, file) => {
  const { register, login, create, join } = await registryFixture(t, file);
  await register('carl', 'Bob', 'aly');
  await login('Bob');
  await create('chat1', 'carl');
  await join('chat1', 'bob');
  t.deepEqual(await join('CHAT1', 'ALY'), {
    outcome: 'joined',
    info: roomInfo('chat1', 'carl', 3),
    members: [
      { name: 'Bob', address: { host: '10.0.0.1', port: 5000 } },
      { name: 'carl', address: undefined },
    ],
  });
});

overEachPlace('rooms: a member + join, with a wrong password → already-a-member, with the others', async (t, file) => {
  const { register, create, join } = await registryFixture(t, file);
  await register('aly', 'bob');
  await create('chat1', 'aly', { password });
  await join('chat1', 'bob', { password });
  t.deepEqual(await join('chat1', 'Bob', { password: 'b'.repeat(64) }), {
    outcome: 'already-a-member',
    info: roomInfo('chat1', 'aly', 2, { isLocked: true }),
    members: [{ name: 'aly', address: undefined }],
  });
});

overEachPlace('rooms: locked + another password or none → wrong-room-password, told before room-full', async (t, file) => {
  const { register, create, join } = await registryFixture(t, file);
  await register('aly', 'bob', 'carl');
  await create('chat1', 'aly', { password, capacity: 2 });
  t.deepEqual(await join('chat1', 'bob'), { outcome: 'wrong-room-password' });
  t.is((await join('chat1', 'bob', { password })).outcome, 'joined');
  t.deepEqual(await join('chat1', 'carl', { password: 'b'.repeat(64) }), { outcome: 'wrong-room-password' });
  t.deepEqual(await join('chat1', 'carl', { password }), { outcome: 'room-full' });
});

overEachPlace('rooms: open + any password → joined', async (t, file) => {
  const { register, create, join } = await registryFixture(t, file);
  await register('aly', 'bob');
  await create('chat1', 'aly');
  t.is((await join('chat1', 'bob', { password })).outcome, 'joined');
});

overEachPlace('rooms: two joins for the last place in one turn → the first has it', async (t, file) => {
  const { store, register, create, join } = await registryFixture(t, file);
  await register('aly', 'bob', 'carl');
  await create('chat1', 'aly', { capacity: 2 });
  const outcomes = await Promise.all([join('chat1', 'carl'), join('chat1', 'bob')]);
  t.deepEqual(
    outcomes.map((each) => each.outcome),
    ['joined', 'room-full'],
  );
  t.deepEqual(
    (await store.room('chat1'))?.members.map((member) => member.name),
    ['aly', 'carl'],
  );
});

overEachPlace('rooms: a user in as many as allowed + create or join → too-many-rooms', async (t, file) => {
  const { register, create, join } = await registryFixture(t, file, { roomsPerUser: 2 });
  await register('aly', 'bob');
  await create('one', 'aly');
  await create('two', 'aly');
  t.deepEqual(await create('four', 'aly'), { outcome: 'too-many-rooms' });
  t.deepEqual(await create('two', 'aly'), { outcome: 'room-exists' });
  await create('four', 'bob');
  t.deepEqual(await join('four', 'aly'), { outcome: 'too-many-rooms' });
  t.is((await join('one', 'aly')).outcome, 'already-a-member');
});

overEachPlace('rooms: a plain member leaves → left, the host stays; not twice', async (t, file) => {
  const { store, register, create, join } = await registryFixture(t, file);
  await register('aly', 'Bob');
  await create('Chat1', 'aly');
  await join('chat1', 'bob');
  const left = { outcome: 'left', room: 'Chat1', name: 'Bob', host: undefined, isGone: false } as const;
  t.deepEqual(await store.leaveRoom({ room: 'CHAT1', name: 'BOB' }), left);
  t.deepEqual(await store.leaveRoom({ room: 'chat1', name: 'bob' }), { outcome: 'not-a-member' });
  t.deepEqual(await store.leaveRoom({ room: 'chat1', name: 'stranger' }), { outcome: 'not-a-member' });
  t.deepEqual((await store.room('chat1'))?.info, roomInfo('Chat1', 'aly', 1));
});

overEachPlace('rooms: the host leaves → who has been longest in it without a break is host', async (t, file) => {
  const { store, register, create, join } = await registryFixture(t, file);
  await register('aly', 'Zoe', 'bob');
  await create('chat1', 'aly');
  await join('chat1', 'bob');
  await join('chat1', 'zoe');
  await store.leaveRoom({ room: 'chat1', name: 'bob' });
  await join('chat1', 'bob');
  t.deepEqual(await store.leaveRoom({ room: 'chat1', name: 'aly' }), {
    outcome: 'left',
    room: 'chat1',
    name: 'aly',
    host: 'Zoe',
    isGone: false,
  });
  t.deepEqual((await store.room('chat1'))?.info, roomInfo('chat1', 'Zoe', 2));
});

overEachPlace('rooms: the last member leaves → gone, and the name is free', async (t, file) => {
  const { store, register, create } = await registryFixture(t, file);
  await register('aly', 'bob');
  await create('chat1', 'aly', { password });
  t.deepEqual(await store.leaveRoom({ room: 'chat1', name: 'aly' }), {
    outcome: 'left',
    room: 'chat1',
    name: 'aly',
    host: undefined,
    isGone: true,
  });
  t.is(await store.room('chat1'), undefined);
  t.deepEqual(await create('CHAT1', 'bob'), { outcome: 'created', info: roomInfo('CHAT1', 'bob', 1) });
});

overEachPlace('rooms: list in pages → each once, sorted by bytes, also when the last one named is gone', async (t, file) => {
  const { store, register, create } = await registryFixture(t, file);
  await register('aly');
  for (const room of ['b', 'A', 'c_', 'C-', 'd']) await create(room, 'aly');
  t.deepEqual(await store.rooms({ limit: 2 }), [roomInfo('A', 'aly', 1), roomInfo('b', 'aly', 1)]);
  await store.leaveRoom({ room: 'b', name: 'aly' });
  t.deepEqual(await store.rooms({ after: 'B', limit: 2 }), [roomInfo('C-', 'aly', 1), roomInfo('c_', 'aly', 1)]);
  t.deepEqual(await store.rooms({ after: 'c_', limit: 2 }), [roomInfo('d', 'aly', 1)]);
  t.deepEqual(await store.rooms({ after: 'd', limit: 2 }), []);
});

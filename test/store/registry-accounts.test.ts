// Accounts and the keys certified for them, in memory and in a file.
import { overEachPlace, registryFixture } from './stores.js';

overEachPlace('accounts: a free name → created, found under any case as first registered', async (t, file) => {
  const { store } = await registryFixture(t, file);
  t.is(await store.createAccount({ name: 'Hussien103', passwordHash: 'h' }, 1), 'created');
  t.deepEqual(await store.account('hUSSIEN103'), { name: 'Hussien103', passwordHash: 'h' });
});

overEachPlace('accounts: a taken name in another case → exists, and nothing changed', async (t, file) => {
  const { store } = await registryFixture(t, file);
  await store.createAccount({ name: 'Aly103', passwordHash: 'first' }, 1);
  t.is(await store.createAccount({ name: 'ALY103', passwordHash: 'second' }, 2), 'exists');
  t.deepEqual(await store.account('aly103'), { name: 'Aly103', passwordHash: 'first' });
});

overEachPlace('accounts: an unknown name → undefined', async (t, file) => {
  const { store } = await registryFixture(t, file);
  t.is(await store.account('nobody'), undefined);
});

overEachPlace('accounts: one name created twice in one turn → created once', async (t, file) => {
  const { store } = await registryFixture(t, file);
  const outcomes = await Promise.all([
    store.createAccount({ name: 'aly', passwordHash: 'first' }, 1),
    store.createAccount({ name: 'Aly', passwordHash: 'second' }, 1),
    store.account('aly'),
  ]);
  t.deepEqual(outcomes, ['created', 'exists', { name: 'aly', passwordHash: 'first' }]);
});

overEachPlace('keys: a new one, and the same again → remembered', async (t, file) => {
  const { store, register } = await registryFixture(t, file);
  await register('aly');
  t.is(await store.rememberKey('aly', 'key'), 'remembered');
  t.is(await store.rememberKey('ALY', 'key'), 'remembered');
});

overEachPlace("keys: another's, also after that one rotated → key-of-another", async (t, file) => {
  const { store, register } = await registryFixture(t, file);
  await register('aly', 'eve');
  await store.rememberKey('aly', 'old');
  await store.rememberKey('aly', 'new');
  t.is(await store.rememberKey('eve', 'old'), 'key-of-another');
  t.is(await store.rememberKey('eve', 'new'), 'key-of-another');
  t.is(await store.rememberKey('aly', 'old'), 'remembered');
});

// Registries met before: trust on first use, shared by several programs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { openKnownRegistries } from '../../src/store/sqlite-known-registries.js';
import { closing, freshFile, overEachPlace } from './stores.js';

overEachPlace('known registries: unknown → none; remembered → found in any case', async (t, file) => {
  const known = closing(t, await openKnownRegistries(file));
  t.is(await known.fingerprint('host:1'), undefined);
  t.true(await known.remember('Host:1', 'f'));
  t.is(await known.fingerprint('hOST:1'), 'f');
});

overEachPlace('known registries: another fingerprint → refused until the first is forgotten', async (t, file) => {
  const known = closing(t, await openKnownRegistries(file));
  await known.remember('host:1', 'f');
  t.true(await known.remember('host:1', 'f'));
  t.false(await known.remember('HOST:1', 'g'));
  t.is(await known.fingerprint('host:1'), 'f');
  t.true(await known.forget('HOST:1'));
  t.false(await known.forget('host:1'));
  t.true(await known.remember('host:1', 'g'));
});

overEachPlace('known registries: list → the newest used first', async (t, file) => {
  const known = closing(t, await openKnownRegistries(file));
  for (const address of ['a:1', 'b:1', 'c:1', 'a:1']) await known.remember(address, 'f');
  t.deepEqual(
    await known.list(),
    ['a:1', 'c:1', 'b:1'].map((address) => ({ address, fingerprint: 'f' })),
  );
});

test('known registries: made and written by several at once → all of it is there', async (t) => {
  const file = await freshFile(t);
  const module = new URL('../../src/store/sqlite-known-registries.js', import.meta.url).href;
  const program = `import { openKnownRegistries } from ${JSON.stringify(module)};
    const known = await openKnownRegistries(${JSON.stringify(file)});
    await known.remember('child:1', 'f');
    await known.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = once(child, 'exit');
  const opened = await Promise.all(
    ['a:1', 'b:1', 'c:1', 'd:1'].map(async (address) => {
      const known = closing(t, await openKnownRegistries(file));
      await known.remember(address, 'f');
      return known;
    }),
  );
  t.deepEqual(await exit, [0, null]);
  for (const known of opened) {
    const addresses = (await known.list()).map((each) => each.address);
    t.deepEqual(addresses.sort(), ['a:1', 'b:1', 'c:1', 'child:1', 'd:1']);
  }
});

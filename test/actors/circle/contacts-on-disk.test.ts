// Who has accepted whom, and a disk that takes no writes for a while: it is stored when there is room again.
import { join } from 'node:path';
import test from 'ava';
import { CircleNet } from './circle-net.js';
import { fullDisk } from './full-disk.js';

test('contacts: a chat is opened and closed again while the disk is full → stored as it is by then, when there is room again', async (t) => {
  const net = await CircleNet.open(t);
  const disk = fullDisk('saveContact');
  disk.isFull = true;
  const file = join(net.directory, 'alice.db');
  const identity = await net.identity('alice');
  const alice = await net.node(t, 'alice', { wrap: disk.wrap, file, identity });
  const [bob, carol] = [await net.node(t, 'bob'), await net.node(t, 'carol')];
  for (const other of [bob, carol]) {
    // With a key that cannot be remembered the first link is given up.
    const asking = alice.circle.chat(other.name);
    await net.see(() => other.circle.requests.includes('alice'), 20);
    await other.circle.acceptChat('alice');
    t.is(await net.pass(asking), 'open');
  }
  await alice.circle.closeChat('carol');
  await net.advance(5000);
  t.deepEqual(await alice.store.contacts(), []);
  disk.isFull = false;
  await net.advance(2500);
  t.deepEqual(
    (await alice.store.contacts()).map(({ name, isAccepted, hasAccepted, keyFingerprint }) => [
      name,
      isAccepted,
      hasAccepted,
      keyFingerprint !== undefined,
    ]),
    [
      ['bob', true, true, true],
      ['carol', false, false, true],
    ],
  );
});

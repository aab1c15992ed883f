// Which registry is trusted (section 1): the one that the link names, or the first one met; another one only once forgotten.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ParleyError } from '../../../src/actors/errors.js';
import { forgetRegistry, knownRegistries } from '../../../src/actors/peer/registries.js';
import { sessionNet } from './session-net.js';

const address = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`;

test('trust: HOST:PORT, first met → told once and remembered, with the link to share', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: address(registry.address) });
  const trusted: unknown[] = [];
  peer.on('registry-trusted', (event) => trusted.push(event));
  await net.until(peer.start());
  const met = { address: address(registry.address), fingerprint: registry.authority.fingerprint };
  t.deepEqual(trusted, [{ ...met, link: registry.link }]);
  t.is(peer.status.registryLink, registry.link);
  await net.until(peer.close());
  t.deepEqual(await knownRegistries({ dataDirectory: `${net.directory}/alice` }), [met]);
  const again = net.peer({ registry: address(registry.address) });
  again.peer.on('registry-trusted', () => t.fail());
  await net.until(again.peer.start());
});

test('trust: another CA at a remembered address → refused, also by a link that names it, until forgotten', async (t) => {
  const net = sessionNet(t);
  const dataDirectory = `${net.directory}/alice`;
  const first = await net.registry();
  const before = net.peer({ registry: first.link, register: true });
  before.peer.on('registry-trusted', () => t.fail());
  await net.until(before.peer.start());
  await net.until(before.peer.close());
  await first.close();
  const second = await net.registry({ port: first.address.port });
  for (const registry of [address(second.address), second.link]) {
    const error = await t.throwsAsync(net.until(net.peer({ registry }).peer.start()), { instanceOf: ParleyError });
    t.is(error.reason, 'registry-changed');
  }
  t.deepEqual(
    second.requests.map(({ verb }) => verb),
    [],
  );
  t.true(await forgetRegistry(address(second.address), { dataDirectory }));
  t.false(await forgetRegistry(address(second.address), { dataDirectory }));
  const after = net.peer({ registry: address(second.address) });
  await net.until(after.peer.start());
  t.is(after.peer.state.state, 'online');
});

test('trust: link with a fingerprint that the registry has not → refused, nothing sent, nothing remembered', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: `parley://${address(registry.address)}#${'A'.repeat(43)}` });
  const error = await t.throwsAsync(net.until(peer.start()), { instanceOf: ParleyError });
  t.is(error.reason, 'registry-changed');
  t.deepEqual(registry.requests, []);
  t.deepEqual(await knownRegistries({ dataDirectory: `${net.directory}/alice` }), []);
});

test('trust: CA changed while the peer is away → signed out, no password sent', async (t) => {
  const net = sessionNet(t);
  const first = await net.registry();
  const { peer } = net.peer({ registry: first.link });
  await net.until(peer.start());
  await first.close();
  const second = await net.registry({ port: first.address.port });
  await net.untilTrue(() => peer.state.state === 'signed-out', 50);
  t.deepEqual(peer.state, { state: 'signed-out', reason: 'registry-changed' });
  t.deepEqual(second.requests, []);
});

test('trust: plain registry → the CA of the first login, another one refused', async (t) => {
  const net = sessionNet(t);
  const first = await net.registry({ isPlain: true });
  const before = net.peer({ registry: first.link });
  const trusted: string[] = [];
  before.peer.on('registry-trusted', ({ fingerprint }) => trusted.push(fingerprint));
  await net.until(before.peer.start());
  t.deepEqual(trusted, [first.authority.fingerprint]);
  t.is(before.peer.status.registryLink, first.link);
  await net.until(before.peer.close());
  await first.close();
  const second = await net.registry({ isPlain: true, port: first.address.port });
  const error = await t.throwsAsync(net.until(net.peer({ registry: second.link }).peer.start()), { instanceOf: ParleyError });
  t.is(error.reason, 'registry-changed');
});

test('trust: no address → invalid', async (t) => {
  const error = await t.throwsAsync(forgetRegistry('nowhere at all'), { instanceOf: ParleyError });
  t.is(error.reason, 'invalid');
});

test('profiles: one directory for each user and registry, for the owner alone', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  for (const name of ['alice', 'bob']) {
    const { peer } = net.peer({ registry: registry.link, name });
    await net.until(peer.start());
  }
  const profiles = join(net.directory, 'alice', 'profiles');
  const found = readdirSync(profiles);
  t.is(found.length, 2);
  if (process.platform === 'win32') return;
  for (const profile of found) {
    t.is(statSync(join(profiles, profile)).mode & 0o777, 0o700);
    t.is(statSync(join(profiles, profile, 'parley.db')).mode & 0o777, 0o600);
  }
});

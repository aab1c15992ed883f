import { spawnSync } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { createPasswordHasher, HasherBusy, type PasswordHasher } from '../../src/security/password-hasher.js';

// From the tests of the reference implementation of Argon2 (src/test.c): "password" with the salt "somesalt".
const secret = 'password';
const known = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

function hasherOf(t: ExecutionContext, waiting = 64): PasswordHasher {
  const hasher = createPasswordHasher({ atOnce: 2, waiting });
  t.teardown(() => hasher.close());
  return hasher;
}

test("password-hasher: a secret → Argon2id at OWASP's parameters, salted anew each time", async (t) => {
  const hasher = hasherOf(t);
  const [one, other] = await Promise.all([hasher.hash('secret'), hasher.hash('secret')]);
  const shape = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
  t.regex(one, shape);
  t.regex(other, shape);
  t.not(one, other);
});

test('password-hasher: the right secret → true, another → false', async (t) => {
  const hasher = hasherOf(t);
  const stored = await hasher.hash('secret');
  t.true(await hasher.verify('secret', stored));
  t.false(await hasher.verify('Secret', stored));
  t.false(await hasher.verify('', stored));
});

test("password-hasher: another implementation's hash → verified", async (t) => {
  const hasher = hasherOf(t);
  t.true(await hasher.verify(secret, known));
  t.false(await hasher.verify('passwore', known));
});

test('password-hasher: no stored hash → false', async (t) => {
  t.false(await hasherOf(t).verify('secret', undefined));
});

const garbled: Record<string, (stored: string) => string> = {
  empty: () => '',
  'the secret itself': () => secret,
  'cut short': (stored) => stored.slice(0, -3),
  'no hash at the end': (stored) => stored.slice(0, stored.lastIndexOf('$')),
  'another hash at the end': (stored) => `${stored.slice(0, stored.lastIndexOf('$'))}$${'A'.repeat(43)}`,
  'other parameters': (stored) => stored.replace('t=2', 't=3'),
  'all the memory there is': (stored) => stored.replace('m=19456', 'm=4294967295'),
  'all the time there is': (stored) => stored.replace('t=2', 't=4294967295'),
  'another function': (stored) => stored.replace('argon2id', 'scrypt'),
};

test('password-hasher: a stored hash garbled in any way → false, and the next check works', async (t) => {
  const hasher = hasherOf(t);
  const stored = await hasher.hash(secret);
  for (const [what, garble] of Object.entries(garbled)) {
    t.not(garble(stored), stored, what);
    t.false(await hasher.verify(secret, garble(stored)), what);
    t.true(await hasher.verify(secret, stored), what);
  }
});

test('password-hasher: more than may wait → HasherBusy at once, for hash and verify', async (t) => {
  const hasher = hasherOf(t, 0);
  const running = [hasher.verify(secret, known), hasher.verify(secret, known)];
  await t.throwsAsync(hasher.verify(secret, known), { instanceOf: HasherBusy });
  await t.throwsAsync(hasher.hash('secret'), { instanceOf: HasherBusy });
  t.deepEqual(await Promise.all(running), [true, true]);
});

test('password-hasher: idle and not closed → the process can end', (t) => {
  const script = `import { createPasswordHasher } from ${JSON.stringify(new URL('../../src/security/password-hasher.js', import.meta.url).href)};
    console.log(await createPasswordHasher({ atOnce: 1, waiting: 1 }).verify('password', ${JSON.stringify(known)}));`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 20_000 });
  t.deepEqual({ status: ended.status, stdout: ended.stdout, stderr: ended.stderr }, { status: 0, stdout: 'true\n', stderr: '' });
});

// Who may talk to the inspector's server, without a server.
import test from 'ava';
import { createDoorkeeper, newToken } from '../../src/inspector/access.js';

test('access: tokens → 128 bits, another each time; only the whole one is the token', (t) => {
  const tokens = new Set(Array.from({ length: 50 }, newToken));
  t.is(tokens.size, 50);
  const [token = ''] = tokens;
  t.is(Buffer.from(token, 'base64url').length, 16);
  const { isToken } = createDoorkeeper(token, 4711);
  t.deepEqual(
    [token, '', token.slice(1), `${token}A`, token.toUpperCase(), 'ü'.repeat(22)].map((given) => isToken(given)),
    [true, false, false, false, false, false],
  );
});

test('access: hosts → the names of loopback with the port, which is left out where it is HTTP’s', (t) => {
  const hosts = ['127.0.0.1', '127.0.0.1:80', 'localhost', '[::1]:80', '127.0.0.1:4711', '127.0.0.2:80', 'localhost.evil.example:80', ''];
  const { isHost } = createDoorkeeper('token', 80);
  t.deepEqual(
    hosts.map((host) => isHost({ host })),
    [true, true, true, true, false, false, false, false],
  );
  t.false(isHost({}));
  t.false(createDoorkeeper('token', 4711).isHost({ host: '127.0.0.1' }));
});

test('access: origins → none, or the very host that is asked', (t) => {
  const { isOrigin } = createDoorkeeper('token', 4711);
  const host = '127.0.0.1:4711';
  t.true(isOrigin({ host }));
  t.true(isOrigin({ host, origin: `http://${host}` }));
  for (const origin of ['null', '', 'https://stately.ai', `https://${host}`, 'http://127.0.0.1', 'http://localhost:4711'])
    t.false(isOrigin({ host, origin }), origin);
});

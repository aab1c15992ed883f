// The design document's figures, run over memory links with a turned clock and again over real TLS, TCP and UDP.
import test from 'ava';
import { type NetKind, testNet } from '../helpers/test-net.js';
import { figures } from './figures.js';

for (const kind of ['memory', 'sockets'] satisfies NetKind[]) {
  for (const { number, title, run } of figures) {
    test(`figure ${number}: ${title} (${kind})`, async (t) =>
      // Only the figure of the keep-alives has to wait for one to be missed.
      run(t, await testNet(t, kind, { limits: { keepAliveTimeout: number === 3 ? 2 : 10 } })));
  }
}

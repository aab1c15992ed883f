// How a peer stands with its registry, as `/net` and `/status` show it.
import test from 'ava';
import { StandingView } from '../../../src/actors/peer/standing-view.js';
import type { Standing } from '../../../src/machines/peer.js';

test('standing: dialled in vain again and again → not up since it was lost, and since the last attempt while it is dialled', (t) => {
  let now = 1000;
  const view = new StandingView({ now: () => now });
  const pathAt = (time: number, standing: Standing) => {
    now = time;
    view.look({ standing, udp: 'open' });
    const { state, since } = view.registryPath({ standing, udp: 'open' }, false);
    return [state, since];
  };
  const away = (retryAt: number): Standing => ({ state: 'offline', trouble: { reason: 'link-lost' }, retryAt });
  t.deepEqual(pathAt(2000, { state: 'connecting' }), ['connecting', 2000]);
  t.deepEqual(pathAt(3000, away(3500)), ['waiting', 1000]);
  t.deepEqual(pathAt(4000, { state: 'connecting' }), ['connecting', 4000]);
  t.deepEqual(pathAt(5000, { state: 'online', since: 5000 }), ['up', 5000]);
  t.deepEqual(pathAt(9000, away(9500)), ['waiting', 9000]);
  t.deepEqual(pathAt(9500, { state: 'connecting' }), ['connecting', 9500]);
  t.deepEqual(pathAt(9600, away(11_000)), ['waiting', 9000]);
  t.deepEqual(pathAt(9700, { state: 'signed-out', trouble: { reason: 'replaced' } }), ['down', 9000]);
});

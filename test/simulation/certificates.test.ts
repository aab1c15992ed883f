// Certificates that last for minutes: they are renewed in time, links that outlive theirs are made anew, and chats go on.
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { stockFor } from '../../simulation/stock.js';
import { World } from '../../simulation/world.js';
import { parseChain, verifyPeerChain } from '../../src/security/trust.js';

const life = 480_000;

test('redated: a certificate of another time → good in that time, of the same length, and in no other', async (t) => {
  const stock = await stockFor(['alice'], true);
  const at = Date.UTC(2031, 4, 6, 7, 8, 9);
  const authority = stock.authorityOf(
    () => at,
    () => life,
  );
  const request = await authority.inspect(stock.requestOf('alice'));
  const [leaf, ca] = parseChain(await authority.issue('alice', request ?? t.fail()));
  const [made] = parseChain(stock.papersOf('alice').chain);
  if (!leaf || !ca || !made) return t.fail();
  t.is(leaf.length, made.length);
  const verdict = verifyPeerChain([leaf, ca], ca, at);
  t.like(verdict, { ok: true, name: 'alice', notBefore: at - life, notAfter: at + life });
  t.false(verifyPeerChain([leaf, ca], ca, at + life + 301_000).ok);
  t.false(verifyPeerChain([leaf, ca], ca, at - life - 301_000).ok);
  t.true(new X509Certificate(leaf).verify(new X509Certificate(ca).publicKey));
});

test('simulation: certificates that last for minutes → RENEW, and a link in use is made anew without anything lost', async (t) => {
  const world = await World.open({ seed: 1, names: ['alice', 'bob'], certificateLife: life });
  t.teardown(() => world.free());
  const seen = { RENEW: 0, GOODBYE: 0 };
  const { trace } = world;
  const sent = trace.sent.bind(trace);
  trace.sent = (exchange) => {
    if (exchange.text === 'RENEW') seen.RENEW++;
    if (exchange.text === 'GOODBYE (closing)') seen.GOODBYE++;
    sent(exchange);
  };
  await world.start();
  t.true(await world.runUntil(() => world.peers.every((peer) => peer.isOnline), 60_000));
  for (const peer of world.peers) peer.isPatient = true;
  const texts: string[] = [];
  for (let minute = 0; minute < 30; minute++) {
    texts.push(`alice, minute ${minute}`);
    world.happen({ at: 0, kind: 'say', who: 'alice', to: 'bob', text: `alice, minute ${minute}` });
    await world.run(world.clock.time + 60_000);
  }
  t.deepEqual(
    world.ledger.shown.get('bob')?.map(({ message }) => message.text),
    texts,
  );
  t.true(seen.RENEW >= 10, `${seen.RENEW}`);
  t.true(seen.GOODBYE >= 2, `${seen.GOODBYE}`);
  t.deepEqual(world.ledger.problems, []);
});

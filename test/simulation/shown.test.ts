// What a program may have stored and not shown when it is killed, and what not.
import test from 'ava';
import { checkInvariants } from '../../simulation/invariants.js';
import { answerKey } from '../../simulation/ledger.js';
import { World } from '../../simulation/world.js';

const neverShown = '(b) alice was never shown what it has stored: more';

interface Scene {
  /** After the one that is there and was shown. */
  readonly seq: number;
  /** ms before the program is killed. */
  readonly storedFor: number;
  /** ms before the program is killed; without: not yet. */
  readonly answeredFor?: number;
  readonly isExchanging?: boolean;
  readonly sleptFor?: number;
}

const killed = test.macro({
  exec: async (t, { seq, storedFor, answeredFor, isExchanging, sleptFor }: Scene, ...problems: readonly string[]) => {
    t.timeout(180_000);
    const world = await World.open({ seed: 1, names: ['alice', 'bob'], isOnce: true });
    t.teardown(() => world.free());
    await world.start();
    await world.runUntil(() => world.peers.every((peer) => peer.isOnline), 60_000);
    for (const peer of world.peers) peer.isPatient = true;
    world.happen({ at: 0, kind: 'say', who: 'bob', to: 'alice', text: 'one' });
    await world.run(200_000);
    const { clock, ledger } = world;
    const alice = world.peer('alice');
    alice.messageRows(`INSERT INTO message (conversation, author, author_name, stream, seq, message_id, sent_at, stored_at, text)
      SELECT conversation, author, author_name, stream, ${seq}, 'more', sent_at, stored_at - ${storedFor} + ${clock.time} -
        (SELECT stored_at - 1767225600000 FROM message WHERE author != ''), 'more' FROM message WHERE author != ''`);
    if (answeredFor !== undefined) ledger.storedAt.set(answerKey('alice', 'bob', 'more'), clock.time - answeredFor);
    if (isExchanging) ledger.summaries.push({ between: new Set(['alice', 'bob']), at: clock.time - 6000 });
    if (sleptFor !== undefined) ledger.jumps.push({ who: 'alice', at: clock.time - sleptFor });
    alice.crash();
    alice.start();
    await world.run(clock.time + 30_000);
    await checkInvariants(world);
    t.deepEqual([...ledger.problems], problems);
  },
  title: (what) => `shown: a program is killed with a message that ${what}`,
});

test('waits for the one before it → right', killed, { seq: 3, storedFor: 1900, answeredFor: 1900 });
test('has waited for the one before it too long → found', killed, { seq: 3, storedFor: 3000, answeredFor: 2500 }, neverShown);
test('waits for nothing → found', killed, { seq: 2, storedFor: 100, answeredFor: 100 }, neverShown);
test('waits for what an exchange of history may bring → right', killed, { seq: 3, storedFor: 5000, answeredFor: 5000, isExchanging: true });
test(
  'waits for nothing while history is exchanged → found',
  killed,
  { seq: 2, storedFor: 5000, answeredFor: 5000, isExchanging: true },
  neverShown,
);
test('waits, and the machine slept → right', killed, { seq: 3, storedFor: 9000, answeredFor: 9000, sleptFor: 5000 });
test('is just being stored → right', killed, { seq: 2, storedFor: 200 });
test('was stored long ago, and never answered → found', killed, { seq: 2, storedFor: 40_000 }, neverShown);

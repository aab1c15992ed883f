// Each of the promises can be found broken (what is left behind: world.test.ts): a network that has settled keeps them all, and is
// then spoilt in one way.
import test, { type ExecutionContext } from 'ava';
import { checkInvariants } from '../../simulation/invariants.js';
import { World } from '../../simulation/world.js';

const patience = 180_000;

/** alice, bob and carol in a room, and what they have said there and to one another; all is settled. */
async function settled(t: ExecutionContext): Promise<World> {
  t.timeout(patience);
  const world = await World.open({ seed: 1, names: ['alice', 'bob', 'carol'], isOnce: true });
  t.teardown(() => world.free());
  await world.start();
  await world.runUntil(() => world.peers.every((peer) => peer.isOnline), 60_000);
  for (const peer of world.peers) peer.isPatient = true;
  world.happen({ at: 0, kind: 'create', who: 'alice', room: 'hall', capacity: 9 });
  await world.run(world.clock.time + 2000);
  for (const who of ['bob', 'carol']) world.happen({ at: 0, kind: 'join', who, room: 'hall' });
  await world.run(world.clock.time + 5000);
  for (const text of ['one', 'two']) world.happen({ at: 0, kind: 'say-room', who: 'alice', room: 'hall', text });
  world.happen({ at: 0, kind: 'say', who: 'bob', to: 'alice', text: 'only you' });
  await world.run(world.clock.time + 30_000);
  await checkInvariants(world);
  t.deepEqual(world.ledger.problems, []);
  return world;
}

const found = test.macro({
  exec: async (t, spoil: (world: World) => void, ...problems: readonly string[]) => {
    const world = await settled(t);
    spoil(world);
    await checkInvariants(world);
    t.deepEqual([...world.ledger.problems], problems);
  },
  title: (what) => `invariants: ${what} → found, and nothing else`,
});

/** Changes a registry's or a user's database behind its back. */
const registry = (statement: string) => (world: World) => void world.registry.rows(statement);
const profile = (name: string, statement: string) => (world: World) => void world.peer(name).messageRows(statement);

test(
  'somebody has lost what was delivered, last of all',
  found,
  (world) => world.peer('bob').forgetLast(),
  '(a) bob was shown what it has not stored: two',
  '(a) bob has not what alice was told was delivered: two',
  '(b) bob, in the room, has not: two',
);
test(
  'a direct message is gone',
  found,
  (world) => world.peer('alice').forgetLast(),
  '(a) alice was shown what it has not stored: only you',
  '(a) alice has not what bob was told was delivered: only you',
);
test(
  'the same is stored twice',
  found,
  profile(
    'carol',
    `INSERT INTO message (conversation, author, author_name, stream, seq, message_id, sent_at, stored_at, text)
     SELECT conversation, author, author_name, stream, seq + 9, message_id || 'x', sent_at, stored_at, text FROM message WHERE text = 'two'`,
  ),
  '(a) carol has twice: two',
  '(b) alice, in the room, has not: two',
  '(b) bob, in the room, has not: two',
  '(b) carol was never shown what it has stored: two',
);
test(
  'the same is shown twice',
  found,
  ({ ledger }) => {
    const [first] = ledger.shown.get('bob') ?? [];
    if (first) ledger.show('bob', first);
  },
  '(a) bob was shown twice: one',
  '(b) bob was shown out of order: one came first, and was shown after two',
);
test(
  'what is stored was never shown',
  found,
  ({ ledger }) => void ledger.shown.get('bob')?.pop(),
  '(b) bob was never shown what it has stored: two',
);
test(
  'a message was refused for no good reason',
  found,
  profile('alice', "UPDATE delivery SET state = 'refused', reason = 'seq-conflict' WHERE recipient = 'bob' AND message = 1"),
  '(b) bob has refused (seq-conflict) what alice wrote: one',
);
test(
  'a message is owed for ever',
  found,
  profile('alice', "UPDATE delivery SET state = 'sent' WHERE recipient = 'bob' AND message = 1"),
  '(b) alice still owes bob (sent, undefined): one',
);
test(
  'a direct message waits, nobody knows why',
  found,
  profile('bob', "UPDATE delivery SET state = 'queued', reason = NULL"),
  '(b) bob still owes alice (queued, undefined): only you',
);
test(
  'a direct message waits for a chat that is open',
  found,
  profile('bob', "UPDATE delivery SET state = 'queued', reason = 'not-accepted'"),
  '(b) bob still owes alice (queued, not-accepted): only you',
);
test(
  'an author has lost its own message',
  found,
  (world) => {
    world.peer('bob').messageRows('DELETE FROM delivery');
    world.peer('bob').messageRows("DELETE FROM message WHERE author = ''");
  },
  '(b) bob no longer has what it wrote: only you',
);
test('a room is too full', found, registry('UPDATE room SET capacity = 2'), '(c) room hall has 3 members, 2 fit');
test(
  'a room has a host who is not in it',
  found,
  registry("DELETE FROM membership WHERE account = 'alice'"),
  '(c) room hall has 0 hosts',
  '(d) alice sees [hall of alice: bob, carol], the registry has []',
  '(d) bob sees [hall of alice: alice, carol], the registry has [hall of alice: carol]',
  '(d) carol sees [hall of alice: alice, bob], the registry has [hall of alice: bob]',
);
test(
  'a name is there twice',
  found,
  registry(
    `INSERT INTO account (key, name, password_hash, created_at) SELECT 'alice again', 'ALICE', password_hash, 0 FROM account WHERE key = 'alice'`,
  ),
  '(c) the name ALICE is there twice',
);
test(
  'presence and sessions differ',
  found,
  registry("DELETE FROM presence WHERE account = 'bob'"),
  '(c) 2 are stored as online, 3 sessions live',
  '(d) alice sees [hall of alice: bob, carol], the registry has [hall of alice: bob (away), carol]',
  '(d) carol sees [hall of alice: alice, bob], the registry has [hall of alice: alice, bob (away)]',
);
test(
  'another host than the members know',
  found,
  registry("UPDATE room SET host = 'carol'"),
  '(d) alice sees [hall of alice: bob, carol], the registry has [hall of carol: bob, carol]',
  '(d) bob sees [hall of alice: alice, carol], the registry has [hall of carol: alice, carol]',
  '(d) carol sees [hall of alice: alice, bob], the registry has [hall of carol: alice, bob]',
);

test('invariants: a direct message waits for somebody who has said no → right; its chat is being asked for, or wanted by both → found', async (t) => {
  const world = await settled(t);
  world.peer('carol').isPatient = false;
  world.happen({ at: 0, kind: 'say', who: 'bob', to: 'carol', text: 'please' });
  await world.runUntil(() => world.peer('carol').peer?.requests.length === 1, 10_000, 5);
  const owes = '(b) bob still owes carol (queued, not-accepted): please';
  await checkInvariants(world);
  t.deepEqual(world.ledger.problems.splice(0), [owes], 'asked for');

  await world.wait(world.peer('carol').peer?.reject('bob') ?? t.fail(), 1000);
  await world.run(world.clock.time + 30_000);
  await checkInvariants(world);
  t.deepEqual(world.ledger.problems, [], 'refused');

  world.peer('carol').messageRows("UPDATE contact SET is_accepted = 1 WHERE key = 'bob'");
  await checkInvariants(world);
  t.deepEqual(world.ledger.problems, [owes], 'wanted by both');
});

test('invariants: a program ends and leaves a port open → found', async (t) => {
  const world = await settled(t);
  const { host, name } = world.peer('bob');
  await world.memory.host(host).bind({ host, port: 0 }, () => {});
  await world.wait(world.peer(name).quit(), 10_000);
  t.deepEqual(world.ledger.problems, ['(e) bob has left 1 ports open at its end']);
});

test('invariants: a call fails with what is no refusal, or is never answered → found', async (t) => {
  const world = await settled(t);
  const carol = world.peer('carol');
  Object.defineProperty(carol.peer, 'rooms', { value: () => Promise.reject(new TypeError('a bug')) });
  Object.defineProperty(carol.peer, 'users', { value: () => new Promise(() => {}) });
  world.happen({ at: 0, kind: 'look', who: 'carol', room: 'hall' });
  await world.run(world.clock.time + 5000);
  t.regex(world.ledger.problems.join(), /^\(e\) carol\.rooms at \d+ failed with TypeError: a bug/);
  t.deepEqual(
    carol.unanswered.map((call) => call.replace(/\d+$/, 'N')),
    ['carol.users at N'],
  );
});

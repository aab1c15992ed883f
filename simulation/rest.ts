// (e) Whoever has nothing to do holds on to nothing: no link, no actor, no timer and no entry of a map but what the rooms it is in
// and what it still owes need.
import type { Census } from '../src/actors/census.js';
import { nameKey } from '../src/protocol/names.js';
import { hostileName } from './hostile.js';
import type { PeerNode } from './peer-node.js';
import type { World } from './world.js';

/** ms after which a link that carries nothing is closed and forgotten (section 5), and somewhat more. */
const rest = 330_000;
/** What a bounded memory of the past may hold (`show-order.ts`). */
const refusedPlaces = 64;
/** Whoever said yes to their question when they had left asks them in turn, for as long as it runs. */
const gone: ReadonlySet<string> = new Set([nameKey(hostileName)]);
/** ms */
const moment = 5000;

/** `more`: ms that some may need besides. A link whose certificate expires meanwhile is made anew, and rests as long again. */
export async function checkRest(world: World, more: number): Promise<void> {
  await world.run(world.clock.time + rest);
  await world.runUntil(() => idlePaths(world).length === 0, more + rest, 5000);
  for (const path of idlePaths(world)) world.ledger.problem(`(e) ${path}`);
  if (world.ledger.problems.length > 0) return;
  // A ping may just be answered, a certificate renewed: what is left behind stays.
  await world.runUntil(() => surplus(world).length === 0, moment, 50);
  for (const what of surplus(world)) world.ledger.problem(`(e) ${what}`);
}

/** What is held and not needed now. */
function surplus(world: World): readonly string[] {
  return [
    ...world.peers.flatMap((peer) => misfits(peer.name, peer.census, expectedOf(peer, world))),
    ...misfits('the registry', world.registry.census, expectedOfRegistry(world)),
  ];
}

/** Ways to others that nothing is owed to. */
function idlePaths({ peers }: World): readonly string[] {
  return peers.flatMap(({ name, peer }) => {
    const { owed = [], paths = [] } = peer?.status ?? {};
    const needed = new Set([...owed.map(({ recipient }) => nameKey(recipient)), ...gone]);
    const idle = paths.filter((path) => path.peer !== undefined && !needed.has(nameKey(path.peer)));
    return idle.map((path) => `${name} still holds on to ${path.peer}, ${path.state} (${path.detail})`);
  });
}

/** How many there are of a kind at rest: so many, or at most so many. */
type Expected = Readonly<Record<string, number | { readonly most: number }>>;

/** The peer, its session, the link and the desk of that, the keep-alive and its datagrams; and what prepared the login, which is done. */
const sessionActors = { all: 7, ended: 1 };
/** The keep-alive's, the ping's, the renewal's, the clock's own, and that of messages that grow too old. */
const sessionTimers = 5;

function expectedOf({ peer }: PeerNode, { peers }: World): Expected {
  const { owed = [], paths = [], rooms = [] } = peer?.status ?? {};
  const online = new Set(rooms.flatMap(({ members }) => members.filter(({ isOnline }) => isOnline).map(({ name }) => nameKey(name))));
  const known = paths.flatMap((path) => (path.peer === undefined ? [] : [nameKey(path.peer)]));
  const waited = new Set([...owed.map(({ recipient }) => nameKey(recipient)), ...known.filter((name) => gone.has(name))]).size;
  const busy = waited > 0 ? { most: waited * 12 } : 0;
  return {
    companions: { most: waited },
    'actors of companions': busy,
    'actors of companions, ended': 0,
    contacts: { most: peers.length },
    rooms: rooms.length,
    'actors of rooms': rooms.length,
    'actors of rooms, ended': 0,
    'rooms behind': 0,
    'calls to rooms': 0,
    'members online': online.size,
    dealings: busy,
    exchanges: 0,
    'calls for history': 0,
    'rooms that lack something': 0,
    'turns of history': 0,
    'certificates given': 0,
    'held streams': 0,
    'patient streams': 0,
    'refused places': { most: refusedPlaces },
    'certificates taken': 0,
    'owed to': owed.length,
    'reasons to wait': { most: owed.length },
    'calls for chats': 0,
    'addresses dialled': { most: peers.length },
    works: 0,
    watchers: 0,
    pauses: 0,
    'ways remembered': { most: peers.length },
    'actors of the session': sessionActors.all,
    'actors of the session, ended': sessionActors.ended,
    timers: { most: sessionTimers + waited * 4 },
  };
}

/** What takes out members who were away for too long. */
const registryTimers = 1;
/** Its presence's; and for a moment after each sign of life the one that gives back the turn it took. */
const timersOfVisitor = 2;

function expectedOfRegistry({ registry, peers }: World): Expected {
  const [lively] = registry.rows<{ rooms: number; memberships: number }>(
    `SELECT count(DISTINCT room) AS rooms, count(*) AS memberships FROM membership
      WHERE room IN (SELECT room FROM membership JOIN presence ON presence.account = membership.account)`,
  );
  const { rooms = 0, memberships = 0 } = lively ?? {};
  return {
    visitors: peers.length,
    'actors of visitors': 3 * peers.length,
    'actors of visitors, ended': 0,
    'addresses of strangers': 0,
    'addresses turned away': 0,
    sessions: peers.length,
    'actors of sessions': peers.length,
    'actors of sessions, ended': 0,
    rooms,
    // Those who have gone offline since somebody came are among them.
    'actors of rooms': { most: rooms + memberships },
    'actors of rooms, ended': 0,
    attempts: 0,
    timers: { most: registryTimers + timersOfVisitor * peers.length },
  };
}

function misfits(who: string, census: Census, expected: Expected): readonly string[] {
  return [...new Set([...Object.keys(census), ...Object.keys(expected)])].flatMap((kind) => {
    const [count, right] = [census[kind], expected[kind]];
    const fits = typeof right === 'object' ? count !== undefined && count <= right.most : count === right;
    const needs = typeof right === 'object' ? `at most ${right.most}` : (right ?? 'none');
    return fits ? [] : [`${who} holds ${count} ${kind}, and needs ${needs}`];
  });
}

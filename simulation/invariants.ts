// What must be true of a network that was healed and has settled: (a) to (d) of what is promised in docs/reliability.md.
import { sameName } from '../src/protocol/names.js';
import type { StoredMessage } from '../src/store/peer-store.js';
import { hostileName } from './hostile.js';
import { checkOrder } from './order.js';
import { checkShown } from './shown.js';
import { mayWait } from './waiting.js';
import type { World } from './world.js';

/** Enough for every message of a simulation. */
const everything = 1_000_000;
/** What an honest peer's message may be refused with for good. Anything else means that somebody has lost count. */
const fairRefusals: ReadonlySet<string> = new Set(['not-a-member', 'rejected', 'user-unknown', 'expired', 'left']);

/** What each user's device has stored. */
type Histories = ReadonlyMap<string, readonly StoredMessage[]>;

export async function checkInvariants(world: World): Promise<void> {
  const histories = new Map<string, readonly StoredMessage[]>();
  for (const { name, peer } of world.peers) {
    const stored = peer && (await world.wait(peer.history(undefined, everything), 10_000));
    if (stored) histories.set(name, stored);
    else world.ledger.problem(`(e) ${name} cannot read its history`);
  }
  checkOnce(world, histories);
  checkDelivered(world, histories);
  await checkNothingLost(world, histories);
  checkRooms(world, histories);
  checkShown(world);
  checkOrder(world);
  checkRegistry(world);
  checkViews(world);
}

function checkOnce({ ledger }: World, histories: Histories): void {
  for (const [name, stored] of histories) {
    const texts = new Set<string>();
    for (const { author, text } of stored) {
      // Somebody who obeys no rule may say the same twice, and give two messages one id.
      if (author !== undefined && sameName(author, hostileName)) continue;
      if (texts.has(text)) ledger.problem(`(a) ${name} has twice: ${text}`);
      texts.add(text);
    }
  }
  for (const [name, shown] of ledger.shown) {
    const ids = new Set<string>();
    for (const { message } of shown) {
      if (sameName(message.from, hostileName)) continue;
      if (ids.has(message.id)) ledger.problem(`(a) ${name} was shown twice: ${message.text}`);
      ids.add(message.id);
      const isStored = histories.get(name)?.some(({ messageId }) => messageId === message.id) ?? true;
      if (!isStored) ledger.problem(`(a) ${name} was shown what it has not stored: ${message.text}`);
    }
  }
}

/** (a) */
function checkDelivered({ ledger }: World, histories: Histories): void {
  const has = (recipient: string, messageId: string) =>
    [...histories].find(([name]) => sameName(name, recipient))?.[1].some((each) => each.messageId === messageId) ?? true;
  for (const [name, stored] of histories) {
    for (const { messageId, text, author, deliveries } of stored) {
      if (author !== undefined) continue;
      for (const { recipient, state } of deliveries) {
        const isSeen = ledger.delivered.has(`${messageId} ${recipient}`);
        if ((state === 'delivered' || isSeen) && !has(recipient, messageId)) {
          ledger.problem(`(a) ${recipient} has not what ${name} was told was delivered: ${text}`);
        }
      }
    }
  }
}

/** (b) of what its author has: delivered, refused for a good reason, or waiting for somebody who does not want to chat. */
async function checkNothingLost(world: World, histories: Histories): Promise<void> {
  const { ledger } = world;
  for (const written of ledger.written.values()) {
    if (written.id === undefined) continue;
    const own = histories.get(written.author)?.find(({ messageId }) => messageId === written.id);
    if (!own) {
      if (histories.has(written.author)) ledger.problem(`(b) ${written.author} no longer has what it wrote: ${written.text}`);
      continue;
    }
    for (const delivery of own.deliveries) {
      const { recipient, state, reason } = delivery;
      if (state === 'refused' && !fairRefusals.has(reason ?? '')) {
        ledger.problem(`(b) ${recipient} has refused (${reason}) what ${written.author} wrote: ${written.text}`);
      }
      // Somebody who is no user of the simulation may have come into the room, and gone for good.
      const isUser = world.peers.some(({ name }) => sameName(name, recipient));
      if (isUser && (state === 'queued' || state === 'sent') && !(await mayWait(world, written, delivery))) {
        ledger.problem(`(b) ${written.author} still owes ${recipient} (${state}, ${reason}): ${written.text}`);
      }
    }
  }
}

/** (b) for rooms: all who are in a room now have the same of it, and all that any of them wrote. */
function checkRooms(world: World, histories: Histories): void {
  const { ledger, registry } = world;
  const rows = registry.rows<{ room_id: string; name: string }>(membersQuery);
  for (const roomId of new Set(rows.map(({ room_id }) => room_id))) {
    const members = rows.filter(({ room_id }) => room_id === roomId);
    const inRoom = (stored: readonly StoredMessage[]) =>
      stored.filter(({ conversation }) => conversation.kind === 'room' && conversation.roomId === roomId);
    const known = new Map<string, string>();
    for (const { name } of members) {
      for (const { messageId, text, author } of inRoom(histories.get(name) ?? [])) {
        // Whoever obeys no rule may say something else to each of them at one place.
        if (author === undefined || !sameName(author, hostileName)) known.set(messageId, text);
      }
    }
    for (const { name } of members) {
      const stored = histories.get(name);
      if (!stored) continue;
      const has = new Set(inRoom(stored).map(({ messageId }) => messageId));
      for (const [messageId, text] of known) if (!has.has(messageId)) ledger.problem(`(b) ${name}, in the room, has not: ${text}`);
    }
  }
}

const membersQuery = `SELECT room.room_id, account.name FROM membership
  JOIN room ON room.key = membership.room JOIN account ON account.key = membership.account`;

/** (c) */
function checkRegistry({ ledger, registry }: World): void {
  const rooms = registry.rows<{ name: string; capacity: number; members: number; hosts: number }>(
    `SELECT room.name, capacity, (SELECT count(*) FROM membership WHERE membership.room = room.key) AS members,
       (SELECT count(*) FROM membership WHERE membership.room = room.key AND membership.account = room.host) AS hosts FROM room`,
  );
  for (const { name, capacity, members, hosts } of rooms) {
    if (members > capacity) ledger.problem(`(c) room ${name} has ${members} members, ${capacity} fit`);
    if (members === 0) ledger.problem(`(c) room ${name} has no members`);
    if (hosts !== 1) ledger.problem(`(c) room ${name} has ${hosts} hosts`);
  }
  for (const { name } of registry.rows<{ name: string }>(
    'SELECT min(name) AS name FROM account GROUP BY lower(name) HAVING count(*) > 1',
  )) {
    ledger.problem(`(c) the name ${name} is there twice`);
  }
  const online = registry.rows<{ account: string }>('SELECT account FROM presence');
  const sessions = registry.registry?.online;
  if (online.length !== sessions) ledger.problem(`(c) ${online.length} are stored as online, ${sessions} sessions live`);
}

/** (d) */
function checkViews({ ledger, peers, registry }: World): void {
  const members = registry.rows<{ room_id: string; room: string; host: string; name: string; is_online: number }>(
    `SELECT room.room_id, room.name AS room, host.name AS host, account.name,
       EXISTS (SELECT 1 FROM presence WHERE presence.account = account.key) AS is_online
      FROM membership JOIN room ON room.key = membership.room JOIN account ON account.key = membership.account
      JOIN account AS host ON host.key = room.host`,
  );
  for (const { name, peer, isOnline } of peers) {
    if (!peer || !isOnline) ledger.problem(`(d) ${name} is not online: ${JSON.stringify(peer?.state)}`);
    if (!peer) continue;
    const own = new Set(members.filter((each) => sameName(each.name, name)).map(({ room_id }) => room_id));
    const expected = [...own].map((roomId) => {
      const inRoom = members.filter(({ room_id }) => room_id === roomId);
      const others = inRoom.filter((each) => !sameName(each.name, name)).map((each) => `${each.name}${each.is_online ? '' : ' (away)'}`);
      return `${inRoom[0]?.room} of ${inRoom[0]?.host}: ${others.sort().join(', ')}`;
    });
    const seen = peer.status.rooms.map(({ room, host, members: others }) => {
      const names = others.map((each) => `${each.name}${each.isOnline ? '' : ' (away)'}`);
      return `${room} of ${host}: ${names.sort().join(', ')}`;
    });
    const [right, shown] = [expected.sort().join(' | '), seen.sort().join(' | ')];
    if (right !== shown) ledger.problem(`(d) ${name} sees [${shown}], the registry has [${right}]`);
  }
}

// The invariants, on what a run left behind. Each breach is one sentence; none means that nothing was lost, doubled, disordered
// or made up, and that registry and members agree.
import { peerSettings } from '../src/protocol/limits.js';
import type { StoredMessage } from '../src/store/peer-store.js';
import type { Evidence, Life, UserEvidence } from './evidence.js';

/** A message stored so shortly before its program was killed need not have been shown, ms: it may have waited for its predecessor. */
const unshownBeforeKill = 1000 + 1000 * peerSettings.holdBack.standard;
/** How a chat that cannot begin says so: the registry is dead, the link was cut, or one half of it, so that no answer came. */
const registryIsAway = /^parley: (Nothing answers|The connection to the registry was lost|There was no answer in time)/m;

export function breaches(evidence: Evidence): string[] {
  return [
    ...evidence.unsettled,
    ...evidence.users.flatMap((user) => [
      ...keptWhatItTook(user),
      ...holdsOnce(user),
      ...delivered(user, evidence),
      ...othersMessages(user, evidence),
      ...showedOnce(user),
      ...endedWell(user.name, user.lives, evidence.registry),
    ]),
    ...roomsComplete(evidence),
    ...endedWell('the registry', evidence.registry, []),
    ...agreement(evidence),
  ];
}

/** The program went on after the message: it had promised to keep it. */
function keptWhatItTook({ name, taken, stored }: UserEvidence): string[] {
  const own = countTexts(stored.filter(({ author }) => author === undefined));
  return taken
    .filter(({ text }) => own.get(text) !== 1)
    .map(({ text }) => `${name} took "${text}", and holds it ${own.get(text) ?? 0} times`);
}

/** (b) once. */
function holdsOnce({ name, stored }: UserEvidence): string[] {
  return [...countTexts(stored)].filter(([, count]) => count !== 1).map(([text, count]) => `${name} holds "${text}" ${count} times`);
}

/** (a) what its author saw delivered is there; nothing is still on its way; nothing was refused, for there was no reason to. */
function delivered({ name, stored }: UserEvidence, { users }: Evidence): string[] {
  return stored
    .filter(({ author }) => author === undefined)
    .flatMap((message) =>
      message.deliveries.flatMap(({ recipient, state, reason }) => {
        if (state !== 'delivered') return [`"${message.text}" of ${name} to ${recipient} is ${state}${reason ? ` (${reason})` : ''}`];
        const arrived = users.find((user) => user.name === recipient)?.stored.filter((other) => isSame(other, message, name)) ?? [];
        return arrived.length === 1
          ? []
          : [`"${message.text}" of ${name} was delivered to ${recipient}, who holds it ${arrived.length} times`];
      }),
    );
}

function isSame(other: StoredMessage, own: StoredMessage, author: string): boolean {
  const isSamePlace = other.stream === own.stream && other.seq === own.seq && other.conversation.kind === own.conversation.kind;
  return other.author === author && other.messageId === own.messageId && other.text === own.text && isSamePlace;
}

/**
 * Nothing is made up, and each author's order is kept; one that a full disk refused may come after its successors when the first of
 * them has waited for it as long as it must (section 5).
 */
function othersMessages({ name, stored }: UserEvidence, { users }: Evidence): string[] {
  const found: string[] = [];
  const before = new Map<string, { readonly index: number; readonly text: string; readonly at: number }[]>();
  const indexes = new Map(
    users.map((user) => [user.name, new Map(user.stored.flatMap(({ author, messageId }, index) => (author ? [] : [[messageId, index]])))]),
  );
  for (const message of stored) {
    if (message.author === undefined) continue;
    const index = indexes.get(message.author)?.get(message.messageId);
    if (index === undefined) {
      found.push(`${name} holds "${message.text}", which ${message.author} does not`);
      continue;
    }
    const lane = `${message.author} ${message.conversation.kind === 'room' ? message.conversation.roomId : ''}`;
    const earlier = before.get(lane) ?? [];
    const successors = earlier.filter((each) => each.index > index);
    const hasWaited = successors.some(({ at }) => message.at - at >= 1000 * peerSettings.holdBack.standard);
    const last = successors.at(-1);
    if (last && !hasWaited) found.push(`${name} has "${message.text}" after "${last.text}"`);
    before.set(lane, [...earlier, { index, text: message.text, at: message.at }]);
  }
  return found;
}

/** Whatever is stored was shown, once, unless the program was killed just then. */
function showedOnce({ name, shown, stored, lives }: UserEvidence): string[] {
  const counts = new Map<string, number>();
  for (const { line } of shown) counts.set(line, (counts.get(line) ?? 0) + 1);
  const doubled = [...counts].filter(([, count]) => count > 1).map(([line, count]) => `${name} showed "${line}" ${count} times`);
  const unshown = stored
    .filter((message) => message.author !== undefined && !counts.has(lineOf(message)))
    .filter(({ at }) => !lives.some(({ end, endedAt = Infinity }) => end !== 'quit' && at <= endedAt && endedAt - at < unshownBeforeKill))
    .map(({ text }) => `${name} holds "${text}" and never showed it`);
  return [...doubled, ...unshown];
}

function lineOf({ author, conversation, text }: StoredMessage): string {
  return `${conversation.kind === 'room' ? `#${conversation.room} ` : ''}${author}: ${text}`;
}

/** A program ends by itself only where its disk was full, or at its start because the registry is not there or its disk is full. */
function endedWell(name: string, lives: readonly Life[], registry: readonly Life[]): string[] {
  const fitsStart = registry.some(({ wasFull }) => wasFull) ? /^parley: /m : registryIsAway;
  return lives.flatMap(({ end, errors, wasFull, onlineAt }) => {
    const isCrash = /^\s+at /m.test(errors) || /Warning: /.test(errors);
    if (isCrash) return [`${name} wrote: ${errors.trim().split('\n').slice(0, 12).join('\n')}`];
    if (end === 'killed' || end === 'quit') return [];
    const isExcused = (wasFull && /^parley: /m.test(errors)) || (onlineAt === undefined && fitsStart.test(errors));
    return isExcused ? [] : [`${name} ${end}: ${errors.trim().split('\n').at(-1)}`];
  });
}

/** (b) every message of a room whose members never changed is at every member. */
function roomsComplete({ users, rooms }: Evidence): string[] {
  return [...rooms].flatMap(([room, members]) => {
    const inside = users.filter(({ name }) => members.includes(name));
    return inside.flatMap((author) =>
      author.stored
        .filter(({ author: other, conversation }) => other === undefined && conversation.kind === 'room' && conversation.room === room)
        .flatMap((message) =>
          inside
            .filter((member) => member !== author && !member.stored.some(({ messageId }) => messageId === message.messageId))
            .map((member) => `${member.name} never got "${message.text}"`),
        ),
    );
  });
}

/** (c), (d): registry, members' views and presence agree. */
function agreement({ users, rooms, unsettled }: Evidence): string[] {
  if (unsettled.length > 0) return [];
  const found: string[] = [];
  for (const { name, lastWords, stored } of users) {
    if (!lastWords) {
      found.push(`${name} said nothing at the end`);
      continue;
    }
    const others = users.map((user) => user.name).filter((other) => other !== name);
    if (!isEqual(lastWords.users, others)) found.push(`${name} sees online: ${lastWords.users.join(' ')}`);
    if (lastWords.exitCode !== 0) found.push(`${name} quit with ${lastWords.exitCode}`);
    const lobby = stored
      .filter(({ conversation }) => conversation.kind === 'room' && conversation.room === 'lobby')
      .map(({ text }) => text);
    if (!isEqual(lastWords.lobby, lobby.slice(-lastWords.lobby.length)))
      found.push(`${name} tells another history of the lobby than it keeps`);
    for (const [room, { host, members, away }] of lastWords.rooms) {
      const expected = rooms.get(room) ?? users.filter((user) => user.lastWords?.rooms.has(room)).map((user) => user.name);
      const company = expected.filter((other) => other !== name);
      if (!isEqual(members, company)) found.push(`${name} sees in #${room}: ${members.join(' ')}, not ${company.join(' ')}`);
      if (away.length > 0) found.push(`${name} sees away in #${room}: ${away.join(' ')}`);
      const hosts = new Set(users.flatMap((user) => user.lastWords?.rooms.get(room)?.host ?? []));
      if (hosts.size !== 1 || !expected.includes(host)) found.push(`#${room} has the hosts ${[...hosts].join(' ')}`);
      const listed = lastWords.listed.get(room);
      if (listed?.members !== expected.length || listed.members > listed.capacity) {
        found.push(`${name} is told of ${listed?.members} members of #${room}, where ${expected.length} are`);
      }
    }
    for (const [room, members] of rooms) if (members.includes(name) && !lastWords.rooms.has(room)) found.push(`${name} is not in #${room}`);
  }
  return found;
}

function countTexts(messages: readonly StoredMessage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of messages) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

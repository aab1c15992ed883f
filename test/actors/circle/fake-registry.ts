// A registry in a few lines: answers what a circle asks and tells its users the news. The real one has its own tests.

import type { PeerContext, RegistryAnswer, RegistryNotice } from '../../../src/actors/peer/context.js';
import { parleyError } from '../../../src/actors/refusals.js';
import { writeList } from '../../../src/protocol/lists.js';
import { type Contents, readMessage, writeMessage } from '../../../src/protocol/message-codec.js';
import { registryAnswers, registryNotices } from '../../../src/protocol/messages.js';
import { nameKey, sameName } from '../../../src/protocol/names.js';
import type { Endpoint } from '../../../src/transport/link.js';

interface User {
  readonly name: string;
  address: Endpoint | undefined;
  notice: ((event: RegistryNotice) => void) | undefined;
}

interface FakeRoom {
  readonly room: string;
  readonly roomId: string;
  host: string;
  members: string[];
}

export class FakeRegistry {
  /** What it was asked, as `WHO: VERB <first field>`. */
  readonly asked: string[] = [];
  readonly #users = new Map<string, User>();
  readonly #rooms = new Map<string, FakeRoom>();
  #lastRoom = 0;

  login(name: string, address: Endpoint, notice: (event: RegistryNotice) => void): string[] {
    const user = { name, address, notice };
    this.#users.set(nameKey(name), user);
    this.#tell(this.#mates(name), 'USER_LOGIN', { username: name, port: address.port, ip: address.host });
    return this.#roomsOf(name).map(({ room }) => room);
  }

  logout(name: string): void {
    const user = this.#users.get(nameKey(name));
    if (!user) return;
    user.address = undefined;
    user.notice = undefined;
    this.#tell(this.#mates(name), 'USER_LOGOUT', { username: name });
  }

  /** Takes somebody out of a room behind everybody's back. */
  forget(room: string, name: string): void {
    const found = this.#rooms.get(nameKey(room));
    if (found) found.members = found.members.filter((each) => !sameName(each, name));
  }

  /** Puts somebody into a room without telling anybody. */
  smuggle(room: string, name: string): void {
    this.#rooms.get(nameKey(room))?.members.push(name);
  }

  asker(name: string): PeerContext['ask'] {
    return async (verb, contents) => {
      const values: Readonly<Record<string, unknown>> = { ...contents };
      const field = (key: string): string => String(values[key] ?? '');
      this.asked.push(`${name}: ${verb} <${field('room') || field('username') || field('detailOrRoom')}>`);
      switch (verb) {
        case 'SEARCH_USER':
          return this.#search(field('username'));
        case 'CREATE_CHAT_ROOM':
          return this.#create(name, field('room'));
        case 'JOIN_CHAT_ROOM':
          return this.#join(name, field('room'));
        case 'ROOM_EXIT':
          return this.#exit(name, field('room'));
        case 'DISCOVER_PEERS':
          return this.#members(name, field('detailOrRoom'));
        default:
          throw parleyError('unknown-verb');
      }
    };
  }

  #search(username: string): RegistryAnswer {
    const user = this.#users.get(nameKey(username));
    if (!user) return answer('SEARCH_USER_RESPONSE', { status: 'NOT_FOUND', reason: 'user-unknown' });
    if (!user.address) return answer('SEARCH_USER_RESPONSE', { status: 'NOT_ONLINE', reason: 'user-offline' });
    return answer('SEARCH_USER_RESPONSE', { status: 'SUCCESS' }, this.#list([user.name]));
  }

  #create(name: string, room: string): RegistryAnswer {
    if (this.#rooms.has(nameKey(room))) return answer('CREATION', { status: 'FAILURE', reason: 'room-exists' });
    this.#lastRoom += 1;
    const made = { room, roomId: String(this.#lastRoom).padStart(16, '0'), host: name, members: [name] };
    this.#rooms.set(nameKey(room), made);
    return answer('CREATION', { status: 'SUCCESS', roomId: made.roomId, host: name });
  }

  #join(name: string, room: string): RegistryAnswer {
    const found = this.#rooms.get(nameKey(room));
    if (!found) return answer('JOIN', { status: 'FAILURE', reason: 'room-unknown' });
    const others = found.members.filter((each) => !sameName(each, name));
    const { roomId, host } = found;
    if (!found.members.includes(name)) {
      found.members.push(name);
      const address = this.#users.get(nameKey(name))?.address;
      if (address) this.#tell(others, 'USER_JOIN', { username: name, room: found.room, port: address.port, ip: address.host });
    }
    return answer('JOIN', { status: 'SUCCESS', roomId, host }, this.#list(others));
  }

  #exit(name: string, room: string): RegistryAnswer {
    const found = this.#rooms.get(nameKey(room));
    if (!found?.members.includes(name)) return answer('ROOM_EXIT_RESPONSE', { status: 'FAILURE', reason: 'not-a-member' });
    found.members = found.members.filter((each) => each !== name);
    this.#tell(found.members, 'USER_EXIT', { username: name, room: found.room });
    const [heir] = found.members;
    if (heir !== undefined && found.host === name) {
      found.host = heir;
      this.#tell(found.members, 'ROOM_HOST', { username: heir, room: found.room });
    }
    return answer('ROOM_EXIT_RESPONSE', { status: 'SUCCESS' });
  }

  #members(name: string, room: string): RegistryAnswer {
    const found = this.#rooms.get(nameKey(room));
    if (!found?.members.includes(name)) return answer('PEER_LIST', { status: 'FAILURE', room, reason: 'not-a-member' });
    const others = found.members.filter((each) => !sameName(each, name));
    const isAnyOnline = others.some((each) => this.#users.get(nameKey(each))?.address);
    const { roomId, host } = found;
    const head = { room: found.room, roomId, host };
    if (!isAnyOnline) return answer('PEER_LIST', { ...head, status: 'FAILURE', reason: 'nobody-online' }, this.#list(others));
    return answer('PEER_LIST', { ...head, status: 'SUCCESS' }, this.#list(others));
  }

  #list(names: readonly string[]): string {
    return writeList(
      names.map((name) => {
        const address = this.#users.get(nameKey(name))?.address;
        return address ? [name, String(address.port), address.host] : [name];
      }),
    );
  }

  #roomsOf(name: string): FakeRoom[] {
    return [...this.#rooms.values()].filter(({ members }) => members.some((each) => sameName(each, name)));
  }

  #mates(name: string): string[] {
    return [...new Set(this.#roomsOf(name).flatMap(({ members }) => members))].filter((each) => !sameName(each, name));
  }

  #tell<Verb extends keyof typeof registryNotices & string>(
    names: readonly string[],
    verb: Verb,
    contents: Contents<(typeof registryNotices)[Verb]>,
  ): void {
    const reading = readMessage(registryNotices, writeMessage(registryNotices, verb, contents));
    if (reading.outcome !== 'event') throw new Error('no notice');
    for (const name of names) this.#users.get(nameKey(name))?.notice?.(reading.event);
  }
}

function answer<Verb extends keyof typeof registryAnswers & string>(
  verb: Verb,
  contents: Contents<(typeof registryAnswers)[Verb]>,
  payload = '',
): RegistryAnswer {
  const reading = readMessage(registryAnswers, writeMessage(registryAnswers, verb, contents, payload));
  if (reading.outcome !== 'event') throw new Error('no answer');
  return reading.event;
}

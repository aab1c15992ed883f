// What the registry answers to each message of the table, by how far its link has come: as docs/protocol.md says (sections 2.4,
// 2.5 and 3), worked out from the table's rows and from nothing of the program.
import { registryRequests } from '../../../src/protocol/messages.js';
import { type TableMessage, tableMessages } from '../engine/messages.js';

/** Before HELLO_P2P, after it, and after LOGIN as `alice`, who is in no room and alone. */
export type Standing = 'connected' | 'greeted' | 'online';

export interface Reply {
  /** As alice sees it. */
  readonly lines: readonly string[];
  /** What becomes of the link. */
  readonly link: 'stays' | 'greeted' | 'closed';
}

/** The stimulus that a message of the table is. */
export interface Meets {
  readonly type: 'meets';
  /** Its name. */
  readonly message: string;
}

export const meetings: readonly Meets[] = tableMessages.map(({ name }) => ({ type: 'meets', message: name }));

/** The stimulus of all of them, one after the other, but for what ends a session: what waits to be read is read in that order. */
export const meetsAll = { type: 'meetsAll' } as const;

/** What is sent then. */
export const crowd: readonly TableMessage[] = tableMessages.filter((message) => !isEnd(message));
/** LOGOUT, with a Request-Id and without. */
export const ends: readonly Meets[] = tableMessages.filter(isEnd).map(({ name }) => ({ type: 'meets', message: name }));

function isEnd({ part, frame }: TableMessage): boolean {
  return part === 'registryRequests' && frame.verb === 'LOGOUT';
}

/** What comes of all of them. */
export function repliesTo(standing: 'greeted' | 'online'): readonly string[] {
  return crowd.flatMap(({ name }) => replyTo({ type: 'meets', message: name }, standing).lines);
}

const byName = new Map(tableMessages.map((message) => [message.name, message]));

export function messageOf({ message }: Meets): TableMessage {
  const found = byName.get(message);
  if (!found) throw new Error(`the table has no ${message}`);
  return found;
}

export function replyTo(meets: Meets, standing: Standing): Reply {
  const message = messageOf(meets);
  const { verb } = message.frame;
  if (standing === 'connected') {
    // "A well-formed first frame that is not a good hello gets FAILURE and a close."
    if (verb === 'HELLO_P2P') return { lines: [line(message, 'HELLO_BACK <SUCCESS> <200>')], link: 'greeted' };
    return { lines: [line(message, 'HELLO_BACK <FAILURE> <404>', 'hello-expected')], link: 'closed' };
  }
  const isForRegistry = message.part === 'registryRequests';
  if (!isForRegistry && !(verb in registryRequests)) {
    // Answers and notices are passed over; a request of another link is an unknown verb, but only with a Request-Id.
    const isRequest = message.kind === 'request' && message.name.endsWith('#7');
    return stays(isRequest ? [notAllowed(message, 'unknown-verb')] : []);
  }
  // An answer whose verb is a request's is read as one: LOGOUT and RENEW have no fields, REGISTER has two.
  if (!isForRegistry && verb !== 'REGISTER') return stays([notAllowed(message, 'wrong-fields')]);
  return standing === 'greeted' ? greeted(message) : online(message);
}

function greeted(message: TableMessage): Reply {
  const { verb } = message.frame;
  if (verb === 'HELLO_P2P') return stays([line(message, 'HELLO_BACK <SUCCESS> <200>')]);
  if (verb === 'REGISTER') return stays([line(message, 'REGISTER <FAILURE> <404>', 'hash-invalid')]);
  if (verb === 'LOGIN') return stays([line(message, 'AUTH <FAILURE> <404>', 'wrong-credentials')]);
  return stays([notAllowed(message, 'not-logged-in')]);
}

function online(message: TableMessage): Reply {
  const { verb } = message.frame;
  const answer = onlineAnswers[verb];
  if (verb === 'LOGOUT') return { lines: [line(message, 'LOGOUT <SUCCESS> <200>')], link: 'closed' };
  if (!answer) return stays([notAllowed(message, 'already-logged-in')]);
  const [said, reason] = answer;
  return stays([line(message, said, reason)]);
}

/** What the samples ask for cannot be had, each for the first reason of its exchange that fits. */
const onlineAnswers: Readonly<Record<string, readonly [said: string, reason?: string]>> = {
  HELLO_P2P: ['HELLO_BACK <SUCCESS> <200>'],
  CREATE_CHAT_ROOM: ['CREATION <FAILURE> <404>', 'capacity-invalid'],
  JOIN_CHAT_ROOM: ['JOIN <FAILURE> <404>', 'room-unknown'],
  ROOM_EXIT: ['ROOM_EXIT_RESPONSE <FAILURE> <404>', 'not-yourself'],
  SHOW_ROOMS_LIST: ['ROOMS_LIST <NOT_FOUND> <404>', 'no-rooms'],
  SEARCH_USER: ['SEARCH_USER_RESPONSE <NOT_FOUND> <404>', 'user-unknown'],
  DISCOVER_PEERS: ['PEER_LIST <FAILURE> <404>', 'nobody-online'],
  RENEW: ['RENEW <FAILURE> <404>', 'request-invalid'],
};

function stays(lines: readonly string[]): Reply {
  return { lines, link: 'stays' };
}

function notAllowed(message: TableMessage, reason: string): string {
  return line(message, 'ERROR <NOT_ALLOWED> <400>', reason);
}

function line({ name }: TableMessage, said: string, reason?: string): string {
  return `alice: ${said}${name.endsWith('#7') ? ' #7' : ''}${reason === undefined ? '' : ` (${reason})`}`;
}

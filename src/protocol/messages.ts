// The table of messages (docs/protocol.md, sections 3 to 5): every verb with its exchange, fields and headers, as data.
// Reading and writing by it are in message-codec.ts; the machines' `wire.*` events are derived from it.
import { digits, id16, instant, integer, type Kind, messageId, optional, port, text, word } from './values.js';

/** Fields in their order, or headers by their name in camel case: `peerPort` is `Peer-Port`. */
type Kinds = Readonly<Record<string, Kind<unknown>>>;

/** One verb of one link and direction. */
export interface Definition {
  /** `request`s are answered, `answer`s match one by its Request-Id, `notice`s stand alone. */
  readonly kind: 'request' | 'answer' | 'notice';
  /** The design document's number, or what the protocol page calls it. */
  readonly exchange: string;
  /** Of an answer: its words, with the code that follows each. They stand before the fields. */
  readonly statuses?: Readonly<Record<string, number>>;
  readonly fields: Kinds;
  readonly headers: Kinds;
}

const anyText = optional(text);
const paging = { from: anyText };
const pages = { next: anyText };
/** Of every answer whose code is not 200. */
const refusal = { reason: anyText, retryAfter: optional(integer(0)) };
const found = { SUCCESS: 200, FAILURE: 404 } as const;

/** Peer → registry. What the registry has to judge itself (a hash, a capacity, a PEM) is plain text here. */
export const registryRequests = {
  HELLO_P2P: { kind: 'request', exchange: 'I', fields: {}, headers: { protocol: anyText, agent: anyText } },
  REGISTER: { kind: 'request', exchange: 'II', fields: { username: text, hashedPassword: text }, headers: {} },
  LOGIN: {
    kind: 'request',
    exchange: 'III',
    fields: { username: text, hashedPassword: text },
    headers: { peerPort: anyText, peerHost: anyText, resume: anyText },
  },
  CREATE_CHAT_ROOM: {
    kind: 'request',
    exchange: 'IV',
    fields: { room: text, roomPassword: text, capacity: text, description: text },
    headers: {},
  },
  JOIN_CHAT_ROOM: { kind: 'request', exchange: 'V', fields: { room: text, roomPassword: text, increment: word('increment') }, headers: {} },
  ROOM_EXIT: { kind: 'request', exchange: 'VI', fields: { username: text, room: text }, headers: {} },
  SHOW_ROOMS_LIST: { kind: 'request', exchange: 'VII', fields: { detail: word('DETAILED', 'PARTIAL') }, headers: paging },
  SEARCH_USER: { kind: 'request', exchange: 'VIII', fields: { username: text }, headers: {} },
  /** X with `DETAILED` or `PARTIAL`, XV with a room. */
  DISCOVER_PEERS: { kind: 'request', exchange: 'X, XV', fields: { detailOrRoom: text }, headers: paging },
  LOGOUT: { kind: 'request', exchange: 'XII', fields: {}, headers: {} },
  RENEW: { kind: 'request', exchange: 'RENEW', fields: {}, headers: {} },
} as const satisfies Record<string, Definition>;

/** Registry → peer, to a request. */
export const registryAnswers = {
  HELLO_BACK: {
    kind: 'answer',
    exchange: 'I',
    statuses: found,
    fields: {},
    headers: {
      ...refusal,
      protocol: anyText,
      agent: anyText,
      keepAliveTimeout: optional(integer(1, 86_400)),
      keepAlivePort: optional(port),
      maxPayload: optional(integer(1)),
    },
  },
  REGISTER: { kind: 'answer', exchange: 'II', statuses: { ...found, EXIST: 300 }, fields: {}, headers: refusal },
  AUTH: {
    kind: 'answer',
    exchange: 'III',
    statuses: { ...found, ONLINE: 300 },
    fields: {},
    headers: { ...refusal, session: anyText, keepAliveKey: anyText, rooms: anyText },
  },
  CREATION: { kind: 'answer', exchange: 'IV', statuses: found, fields: {}, headers: { ...refusal, roomId: optional(id16), host: anyText } },
  JOIN: {
    kind: 'answer',
    exchange: 'V',
    statuses: found,
    fields: {},
    headers: { ...refusal, ...pages, roomId: optional(id16), host: anyText },
  },
  ROOM_EXIT_RESPONSE: { kind: 'answer', exchange: 'VI', statuses: found, fields: {}, headers: refusal },
  ROOMS_LIST: {
    kind: 'answer',
    exchange: 'VII',
    statuses: { FOUND: 200, NOT_FOUND: 404 },
    fields: {},
    headers: { ...refusal, ...pages, locked: anyText },
  },
  SEARCH_USER_RESPONSE: {
    kind: 'answer',
    exchange: 'VIII',
    statuses: { SUCCESS: 200, NOT_ONLINE: 300, NOT_FOUND: 404 },
    fields: {},
    headers: refusal,
  },
  PEER_LIST: {
    kind: 'answer',
    exchange: 'X, XV',
    statuses: found,
    fields: { room: optional(text) },
    headers: { ...refusal, ...pages, roomId: optional(id16), host: anyText },
  },
  LOGOUT: { kind: 'answer', exchange: 'XII', statuses: found, fields: {}, headers: refusal },
  RENEW: { kind: 'answer', exchange: 'RENEW', statuses: found, fields: {}, headers: refusal },
} as const satisfies Record<string, Definition>;

/** What either end of any link may send unasked. */
export const commonNotices = {
  /** To a request (`NOT_ALLOWED`) or to bytes that are no frame (`BAD_REQUEST`). */
  ERROR: { kind: 'answer', exchange: 'errors', statuses: { BAD_REQUEST: 400, NOT_ALLOWED: 400 }, fields: {}, headers: refusal },
  GOODBYE: { kind: 'notice', exchange: 'closing', fields: {}, headers: refusal },
} as const satisfies Record<string, Definition>;

/** Registry → peer, unasked. */
export const registryNotices = {
  USER_LOGIN: { kind: 'notice', exchange: 'notifications', fields: { username: text, port, ip: text }, headers: {} },
  USER_LOGOUT: { kind: 'notice', exchange: 'notifications', fields: { username: text }, headers: {} },
  USER_JOIN: { kind: 'notice', exchange: 'notifications', fields: { username: text, room: text, port, ip: text }, headers: {} },
  USER_EXIT: { kind: 'notice', exchange: 'notifications', fields: { username: text, room: text }, headers: {} },
  ROOM_HOST: { kind: 'notice', exchange: 'notifications', fields: { username: text, room: text }, headers: {} },
} as const satisfies Record<string, Definition>;

/** Over UDP (section 4). */
export const keepAliveDatagrams = {
  KEEP_ALIVE: { kind: 'request', exchange: 'XIII', fields: { username: text, timeout: text }, headers: { counter: digits, mac: text } },
  KEEP_ALIVE_RESPONSE: {
    kind: 'answer',
    exchange: 'XIII',
    statuses: found,
    fields: {},
    headers: { ...refusal, counter: optional(integer(0)), mac: anyText },
  },
  TIMEOUT: { kind: 'notice', exchange: 'XIV', fields: { username: text }, headers: { counter: optional(integer(0)), mac: anyText } },
} as const satisfies Record<string, Definition>;

const messageHeaders = { messageId, stream: id16, seq: integer(1), sentAt: instant };

/** Peer → peer (section 5). */
export const peerRequests = {
  CHAT_REQUEST: { kind: 'request', exchange: 'IX', fields: { recipient: text }, headers: {} },
  DIRECT_MESSAGE: { kind: 'request', exchange: 'XI', fields: { sender: text, recipient: text }, headers: messageHeaders },
  DIRECT_BROADCAST: {
    kind: 'request',
    exchange: 'XVI',
    fields: { sender: text },
    headers: { ...messageHeaders, room: text, roomId: id16, signature: text, forwardedBy: anyText, authorCertificate: anyText },
  },
  /** Either side's lines may need pages: `Next` of the request goes on with its next `From`. */
  HISTORY_SUMMARY: { kind: 'request', exchange: 'history', fields: { room: text }, headers: { ...paging, ...pages, roomId: id16 } },
} as const satisfies Record<string, Definition>;

/** Peer → peer, to a request. */
export const peerAnswers = {
  CHAT_REQUEST_RESPONSE: {
    kind: 'answer',
    exchange: 'IX',
    statuses: { ACCEPT: 200, REJECT: 404 },
    fields: { answerer: text },
    headers: refusal,
  },
  DIRECT_UNICAST_NOTIFICATION: {
    kind: 'answer',
    exchange: 'XI',
    statuses: found,
    fields: { sender: text, messageId: text },
    headers: refusal,
  },
  DIRECT_BROADCAST_NOTIFICATION: {
    kind: 'answer',
    exchange: 'XVI',
    statuses: found,
    fields: { sender: text, messageId: text },
    headers: refusal,
  },
  HISTORY_SUMMARY_RESPONSE: {
    kind: 'answer',
    exchange: 'history',
    statuses: found,
    fields: { room: text },
    headers: { ...refusal, ...pages },
  },
} as const satisfies Record<string, Definition>;

/** What the registry takes on its TLS link. */
export const toRegistry = registryRequests;
/** What a peer takes on its link to the registry. */
export const fromRegistry = { ...registryAnswers, ...registryNotices, ...commonNotices } as const;
/** What a peer takes on a link to another peer. */
export const betweenPeers = { ...peerRequests, ...peerAnswers, ...commonNotices } as const;

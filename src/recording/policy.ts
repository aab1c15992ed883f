// What of an actor's words may stand in a recording. Whatever is not named here is hidden, so that a field that somebody adds
// tomorrow is hidden until somebody has thought about it.
import type { Frame } from '../protocol/frame.js';
import type { Table } from '../protocol/message-codec.js';
import { betweenPeers, fromRegistry, keepAliveDatagrams, toRegistry } from '../protocol/messages.js';

/** What a hidden value is called in its placeholder. */
export type Kind = 'certificate' | 'description' | 'hash' | 'key' | 'mac' | 'payload' | 'secret' | 'signature' | 'text' | 'token' | 'word';

/** How a text is treated by the key that it stands under: as it is, without the paths of files in it, or hidden. */
export type Treatment = 'shown' | 'scrubbed' | Kind;

const words = (kind: Treatment, ...keys: readonly string[]): readonly (readonly [string, Treatment])[] => keys.map((key) => [key, kind]);

/** By key: of an object, of a field or header of a message, of an array for its elements. */
const treatments: ReadonlyMap<string, Treatment> = new Map([
  // What happens.
  ...words('shown', 'type', 'verb', 'status', 'reason', 'cause', 'state', 'is', 'found', 'verdict', 'why', 'kind', 'dialledBy', 'udp'),
  // Who, and where.
  ...words('shown', 'name', 'username', 'sender', 'recipient', 'answerer', 'author', 'forwardedBy', 'room', 'rooms', 'host', 'locked'),
  ...words('shown', 'ip', 'port', 'peerPort', 'peerHost', 'publicHost', 'registryHost', 'address', 'agent', 'protocol'),
  // Which.
  ...words(
    'shown',
    'id',
    'roomId',
    'messageId',
    'stream',
    'seq',
    'sentAt',
    'requestId',
    'connection',
    'lane',
    'after',
    'askedOn',
    'chosen',
  ),
  ...words('shown', 'asked', 'from', 'next', 'theirNext', 'detailOrRoom', 'increment', 'capacity', 'counter', 'timeout', 'register'),
  ...words('shown', 'actorId', 'keepAliveTimeout', 'keepAlivePort', 'maxPayload', 'retryAfter'),
  // Fingerprints of public keys.
  ...words('shown', 'remembered', 'shown'),
  ...words('scrubbed', 'detail', 'sentence', 'message'),
  ...words('hash', 'hashedPassword', 'roomPassword', 'password'),
  ...words('token', 'session', 'resume', 'token'),
  ...words('key', 'keepAliveKey', 'key', 'privateKey'),
  ...words('mac', 'mac'),
  ...words('signature', 'signature'),
  ...words('certificate', 'certificateRequest', 'chain', 'certificate', 'authorCertificate'),
  ...words('description', 'description'),
  ...words('text', 'text'),
  ...words('payload', 'payload', 'bytes'),
]);

/** Nothing in them is shown, whatever it is called; nor are numbers. */
export const secretKeys: ReadonlySet<string> = new Set(['secrets', 'credentials']);
/** Objects that only their owner can read: not looked into. */
export const opaqueKeys: ReadonlySet<string> = new Set(['parcel', 'source']);

/** What is said between people, which `texts: 'shown'` shows. */
export const isText = (kind: Treatment): boolean => kind === 'text' || kind === 'description';

export function treatmentOf(key: string): Treatment {
  return treatments.get(key) ?? 'word';
}

/** Of the payload of a message: XI and XVI carry what people say; its size says something too. */
export function payloadKind(verb: string | undefined): Kind {
  if (verb === undefined || /^DIRECT_/.test(verb)) return 'text';
  return /^(LOGIN|AUTH|RENEW)$/.test(verb) ? 'certificate' : 'payload';
}

/**
 * The names of a frame's fields, those of its status included; `undefined` where the tables have no such message. REGISTER, LOGOUT
 * and RENEW are requests and answers: the status tells.
 */
export function fieldNames({ verb, fields: [status = '', code] }: Pick<Frame, 'verb' | 'fields'>): readonly string[] | undefined {
  const definitions = tables.flatMap((table) => (Object.hasOwn(table, verb) ? [table[verb]] : []));
  const answer = definitions.find((each) => Object.hasOwn(each?.statuses ?? {}, status) && String(each?.statuses?.[status]) === code);
  if (answer) return ['status', 'status', ...Object.keys(answer.fields)];
  const request = definitions.find((each) => each && !each.statuses);
  return request && Object.keys(request.fields);
}

/** `peer-port` → `peerPort`: as the table calls the header. */
export function headerKey(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const tables: readonly Table[] = [keepAliveDatagrams, betweenPeers, toRegistry, fromRegistry];

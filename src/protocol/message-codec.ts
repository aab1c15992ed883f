// Frames to messages and back, by the table in messages.ts.
import { type Frame, frame, noPayload } from './frame.js';
import {
  commonNotices,
  type Definition,
  keepAliveDatagrams,
  peerAnswers,
  peerRequests,
  registryAnswers,
  registryNotices,
  registryRequests,
} from './messages.js';
import type { Reason } from './reasons.js';
import type { Kind } from './values.js';

/** Some verbs, by name. */
export type Table = Readonly<Record<string, Definition>>;

type ValueOf<K> = K extends Kind<infer T> ? T : never;
type Optional<Kinds> = { [Name in keyof Kinds]: Kinds[Name] extends { readonly optional: true } ? Name : never }[keyof Kinds];
type Values<Kinds> = { readonly [Name in Exclude<keyof Kinds, Optional<Kinds>>]: ValueOf<Kinds[Name]> } & {
  readonly [Name in Optional<Kinds>]?: ValueOf<Kinds[Name]> | undefined;
};
type Status<D extends Definition> = D extends { readonly statuses: infer Statuses }
  ? { readonly status: keyof Statuses & string }
  : unknown;

/** What a message of one definition says: fields and headers by name, and the status of an answer. */
export type Contents<D extends Definition> = Values<D['fields']> & Values<D['headers']> & Status<D>;

/** A message as read. `requestId` is kept as text, to be given back unchanged. */
export type Message<D extends Definition = Definition> = Contents<D> & {
  readonly requestId: string | undefined;
  readonly payload: Uint8Array;
};

/** The events that a table's messages are to a machine: `wire.LOGIN` with its `message`. */
export type WireEvent<T extends Table> = {
  [Verb in keyof T & string]: { readonly type: `wire.${Verb}`; readonly verb: Verb; readonly message: Message<T[Verb]> };
}[keyof T & string];

/** What became of a frame: an event, a refusal to be sent back as `ERROR <NOT_ALLOWED> <400>`, or nothing at all. */
export type Reading<T extends Table> =
  | { readonly outcome: 'event'; readonly event: WireEvent<T> }
  | {
      readonly outcome: 'refused';
      readonly reason: Extract<Reason, 'unknown-verb' | 'wrong-fields'>;
      readonly requestId: string | undefined;
    }
  | { readonly outcome: 'ignored' };

const ignored = { outcome: 'ignored' } as const;

/** Verbs that are never requests, on any link: unknown or late ones are ignored (section 2). */
const { KEEP_ALIVE, ...keepAliveAnswers } = keepAliveDatagrams;
const neverRequests: Table = { ...registryAnswers, ...registryNotices, ...peerAnswers, ...commonNotices, ...keepAliveAnswers };
const everyRequest: Table = { ...registryRequests, ...peerRequests, KEEP_ALIVE };

/** Reads a frame that arrived where `table` is spoken. */
export function readMessage<T extends Table>(table: T, received: Frame): Reading<T> {
  const requestId = readRequestId(received);
  const definition = Object.hasOwn(table, received.verb) ? table[received.verb] : undefined;
  if (!definition) {
    return isRequest(received) ? { outcome: 'refused', reason: 'unknown-verb', requestId: requestId ?? undefined } : ignored;
  }
  const contents = requestId === null ? undefined : readContents(definition, received);
  if (!contents) {
    return definition.kind === 'request' ? { outcome: 'refused', reason: 'wrong-fields', requestId: requestId ?? undefined } : ignored;
  }
  const message = { ...contents, requestId, payload: received.payload };
  // The table that gave the definition gives the event its type: contents were read by that very definition.
  const event = { type: `wire.${received.verb}`, verb: received.verb, message } as unknown as WireEvent<T>;
  return { outcome: 'event', event };
}

/** The frame of a message; `undefined` values are left out. */
export function writeMessage<T extends Table, Verb extends keyof T & string>(
  table: T,
  verb: Verb,
  contents: Contents<T[Verb]> & { readonly requestId?: string | undefined },
  payload: Uint8Array | string = noPayload,
): Frame {
  const definition: Definition | undefined = table[verb];
  if (!definition) throw new TypeError(`no message ${verb}`);
  const values = contents as Readonly<Record<string, unknown>>; // by construction the names of the definition's kinds
  const fields: string[] = [];
  const { status } = values;
  if (definition.statuses && typeof status === 'string') fields.push(status, String(definition.statuses[status]));
  for (const { name, kind } of kindsOf(definition.fields)) {
    if (values[name] !== undefined) fields.push(kind.print(values[name]));
  }
  const headers: Record<string, string | undefined> = { 'request-id': contents.requestId };
  for (const { name, header, kind } of kindsOf(definition.headers)) {
    if (values[name] !== undefined) headers[header] = kind.print(values[name]);
  }
  return frame(verb, fields, headers, payload);
}

function readContents(definition: Definition, received: Frame): Record<string, unknown> | undefined {
  const contents: Record<string, unknown> = {};
  const fields = [...received.fields];
  if (definition.statuses) {
    const [status = '', code] = fields.splice(0, 2);
    if (!Object.hasOwn(definition.statuses, status) || String(definition.statuses[status]) !== code) return undefined;
    contents['status'] = status;
  }
  for (const { name, kind } of kindsOf(definition.fields)) {
    if (!readValue(contents, name, kind, fields.shift())) return undefined;
  }
  if (fields.length > 0) return undefined;
  for (const { name, header, kind } of kindsOf(definition.headers)) {
    if (!readValue(contents, name, kind, received.headers[header])) return undefined;
  }
  return contents;
}

function readValue(contents: Record<string, unknown>, name: string, kind: Kind<unknown>, written: string | undefined): boolean {
  if (written === undefined) return kind.optional;
  const value = kind.read(written);
  contents[name] = value;
  return value !== undefined;
}

/** `undefined` when there is none, `null` when what is there is none. */
function readRequestId(received: Frame): string | undefined | null {
  const id = received.headers['request-id'];
  return id === undefined || /^\d{1,20}$/.test(id) ? id : null;
}

function isRequest(received: Frame): boolean {
  const { verb, fields } = received;
  const isKnownElsewhere = Object.hasOwn(neverRequests, verb) && !Object.hasOwn(everyRequest, verb);
  return !isKnownElsewhere && typeof readRequestId(received) === 'string' && !/^\d{3}$/.test(fields[1] ?? '');
}

type Kinds = Definition['fields'] | Definition['headers'];

interface NamedKind {
  readonly name: string;
  /** As a header's name is written: `peerPort` → `peer-port`. */
  readonly header: string;
  readonly kind: Kind<unknown>;
}

/** Of the definitions in messages.ts. */
const listed = new WeakMap<Kinds, readonly NamedKind[]>();

function kindsOf(kinds: Kinds): readonly NamedKind[] {
  const known = listed.get(kinds);
  if (known) return known;
  const made = Object.entries(kinds).map(([name, kind]) => ({
    name,
    header: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    kind,
  }));
  listed.set(kinds, made);
  return made;
}

// Every message of the table as somebody could send it: each verb of every link and direction, each answer with each of its
// words, with a Request-Id and without. What they ask for is nothing that can be had, so that asking changes nothing.
import { type Frame, frame } from '../../../src/protocol/frame.js';
import {
  commonNotices,
  type Definition,
  keepAliveDatagrams,
  peerAnswers,
  peerRequests,
  registryAnswers,
  registryNotices,
  registryRequests,
} from '../../../src/protocol/messages.js';

export interface TableMessage {
  /** Its start line, and `#7` if it has a Request-Id. */
  readonly name: string;
  readonly kind: Definition['kind'];
  /** Of which part of the table. */
  readonly part: keyof typeof parts;
  readonly frame: Frame;
}

const parts = {
  registryRequests,
  registryAnswers,
  registryNotices,
  commonNotices,
  keepAliveDatagrams,
  peerRequests,
  peerAnswers,
} as const satisfies Record<string, Readonly<Record<string, Definition>>>;

/** The Request-Id of those that have one. */
export const requestId = '7';

/** Values of fields and of headers that must be there, by their name in the table. */
const samples: Readonly<Record<string, string>> = {
  answerer: 'bob',
  capacity: '0',
  counter: '1',
  description: 'nobody will see it',
  detail: 'PARTIAL',
  detailOrRoom: 'PARTIAL',
  hashedPassword: 'no hash',
  increment: 'increment',
  ip: '10.0.0.9',
  mac: 'nobody made it',
  messageId: '019b7620-ac00-7000-8000-000000000001',
  port: '4000',
  recipient: 'bob',
  room: 'den',
  roomId: '0123456789abcdef',
  roomPassword: '',
  sender: 'bob',
  sentAt: '2026-01-01T00:00:00.000Z',
  seq: '1',
  signature: 'nobody made it',
  stream: 'fedcba9876543210',
  timeout: '10',
  username: 'bob',
};

/** In the order of the table. */
export const tableMessages: readonly TableMessage[] = Object.entries(parts).flatMap(([part, verbs]) =>
  Object.entries(verbs).flatMap(([verb, definition]) =>
    [undefined, requestId].flatMap((id) => formsOf(part as keyof typeof parts, verb, definition, id)),
  ),
);

function formsOf(part: keyof typeof parts, verb: string, definition: Definition, id: string | undefined): TableMessage[] {
  const { kind, statuses } = definition;
  const words = statuses ? Object.entries(statuses).map(([word, code]) => [word, String(code)]) : [[]];
  const fields = Object.entries(definition.fields).filter(([, { optional }]) => !optional);
  const headers = Object.entries(definition.headers).filter(([, { optional }]) => !optional);
  return words.map((status) => {
    const values = [...status, ...fields.map(([name]) => sample(name))];
    const given = Object.fromEntries(headers.map(([name]) => [headerName(name), sample(name)]));
    return {
      name: [verb, ...values.map((value) => `<${value}>`), ...(id === undefined ? [] : [`#${id}`])].join(' '),
      kind,
      part,
      frame: frame(verb, values, { 'request-id': id, ...protocolOf(verb), ...given }),
    };
  });
}

/** HELLO_P2P is a good one. */
function protocolOf(verb: string): Record<string, string> {
  return verb === 'HELLO_P2P' ? { protocol: '1', agent: 'model/1' } : {};
}

function sample(name: string): string {
  const value = samples[name];
  if (value === undefined) throw new Error(`no sample for ${name}`);
  return value;
}

function headerName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

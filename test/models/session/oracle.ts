// What a peer does with each message of the table on its link to the registry: as docs/protocol.md says (sections 2.4, 2.5 and 6).
import { fromRegistry } from '../../../src/protocol/messages.js';
import { type TableMessage, tableMessages } from '../engine/messages.js';

/** The stimulus that a message of the table is. */
export interface Meets {
  readonly type: 'meets';
  /** Its name. */
  readonly message: string;
}

export const meetings: readonly Meets[] = tableMessages.map(({ name }) => ({ type: 'meets', message: name }));

/** The stimulus of all of them, one after the other, but GOODBYE. */
export const meetsAll = { type: 'meetsAll' } as const;
export const crowd: readonly TableMessage[] = tableMessages.filter(({ frame }) => frame.verb !== 'GOODBYE');

const byName = new Map(tableMessages.map((message) => [message.name, message]));

export function messageOf({ message }: Meets): TableMessage {
  const found = byName.get(message);
  if (!found) throw new Error(`the table has no ${message}`);
  return found;
}

/** Whether it is a GOODBYE, or an answer of one of these verbs, whoever it is for. */
export function isOneOf(event: { readonly type: string }, ...verbs: string[]): boolean {
  if (event.type !== 'meets') return false;
  const { frame, kind, part } = messageOf(event as Meets); // its type says so
  const isAnswer = kind !== 'request' && (part === 'registryAnswers' || part === 'commonNotices');
  return isAnswer && (frame.verb === 'GOODBYE' || verbs.includes(frame.verb));
}

/** The word of an answer: SUCCESS, EXIST, … */
export function wordOf(event: { readonly type: string }): string {
  return event.type === 'meets' ? (messageOf(event as Meets).frame.fields[0] ?? '') : ''; // as above
}

/** A registry asks nothing: what is a request all the same is refused if it wants an answer; all else is passed over. */
export function refusalsOf(message: TableMessage): readonly string[] {
  const isAnswerThere = message.frame.verb in fromRegistry;
  const isRefused = message.kind === 'request' && !isAnswerThere && message.name.endsWith('#7');
  return isRefused ? ['registry: ERROR <NOT_ALLOWED> <400> #7 (unknown-verb)'] : [];
}

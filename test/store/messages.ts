// Messages for tests of the peer store.
import type { Conversation, Draft, IncomingMessage } from '../../src/store/peer-store.js';

export const withAly: Conversation = { kind: 'direct', peer: 'aly' };
export const inChat1: Conversation = { kind: 'room', roomId: '1'.repeat(16), room: 'chat1' };
export const sentAt = '2025-01-02T03:04:05.678Z';

export function draft(messageId: string, more: Partial<Draft> = {}): Draft {
  return { conversation: withAly, messageId, sentAt, text: `text of ${messageId}`, recipients: ['aly'], ...more };
}

/** `newStream` for tests: stream-1, stream-2, … */
export function streams(): () => string {
  let made = 0;
  return () => `stream-${++made}`;
}

export function incoming(seq: number, more: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    conversation: withAly,
    author: 'aly',
    stream: 's',
    seq,
    messageId: `id-${seq}`,
    sentAt,
    payload: Buffer.from(`text ${seq}`),
    ...more,
  };
}

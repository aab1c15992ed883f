// Messages by the table: what a request, an answer, a notice and an unknown verb become, and what is written.
import test from 'ava';
import { encodeFrame, frame } from '../../src/protocol/frame.js';
import { readMessage, writeMessage } from '../../src/protocol/message-codec.js';
import {
  betweenPeers,
  fromRegistry,
  keepAliveDatagrams,
  registryAnswers,
  registryNotices,
  toRegistry,
} from '../../src/protocol/messages.js';

const payload = new Uint8Array(0);
const idText = '0190a0b0-c0d0-7000-8000-000000000001';

test('message-codec: LOGIN with headers → the event of its exchange', (t) => {
  const login = frame('LOGIN', ['alice', 'hash'], { 'request-id': '007', 'peer-port': '4000', unheard: 'of' });
  t.deepEqual(readMessage(toRegistry, login), {
    outcome: 'event',
    event: {
      type: 'wire.LOGIN',
      verb: 'LOGIN',
      message: { username: 'alice', hashedPassword: 'hash', peerPort: '4000', requestId: '007', payload },
    },
  });
});

test('message-codec: a request with wrong fields or a word outside its set → wrong-fields, with its Request-Id', (t) => {
  const refused = { outcome: 'refused', reason: 'wrong-fields', requestId: '1' };
  const id = { 'request-id': '1' };
  for (const wrong of [
    frame('LOGIN', ['alice'], id),
    frame('LOGIN', ['alice', 'hash', 'more'], id),
    frame('JOIN_CHAT_ROOM', ['room', '', 'decrement'], id),
    frame('SHOW_ROOMS_LIST', ['detailed'], id),
    frame('LOGOUT', ['alice'], id),
  ]) {
    t.deepEqual(readMessage(toRegistry, wrong), refused, wrong.verb);
  }
});

test('message-codec: a Request-Id that is none → wrong-fields without it', (t) => {
  for (const id of ['', 'x', '1'.repeat(21), '-1', '1 ']) {
    t.deepEqual(
      readMessage(toRegistry, frame('LOGOUT', [], { 'request-id': id })),
      { outcome: 'refused', reason: 'wrong-fields', requestId: undefined },
      id,
    );
  }
});

test('message-codec: an unknown verb → a request only with a Request-Id and no code as its second field', (t) => {
  const id = { 'request-id': '9' };
  t.deepEqual(readMessage(toRegistry, frame('NEW_VERB', ['a'], id)), { outcome: 'refused', reason: 'unknown-verb', requestId: '9' });
  t.deepEqual(readMessage(toRegistry, frame('DIRECT_MESSAGE', ['a', 'b'], id)), {
    outcome: 'refused',
    reason: 'unknown-verb',
    requestId: '9',
  });
  t.deepEqual(readMessage(toRegistry, frame('KEEP_ALIVE', ['a', '10'], id)), {
    outcome: 'refused',
    reason: 'unknown-verb',
    requestId: '9',
  });
  t.deepEqual(readMessage(toRegistry, frame('NEW_ANSWER', ['SUCCESS', '200'], id)), { outcome: 'ignored' });
  t.deepEqual(readMessage(toRegistry, frame('NEW_VERB', ['a'])), { outcome: 'ignored' });
  t.deepEqual(readMessage(toRegistry, frame('constructor', [], id)), { outcome: 'refused', reason: 'unknown-verb', requestId: '9' });
});

test('message-codec: answers, notices and ERROR where requests are due → ignored', (t) => {
  const id = { 'request-id': '9' };
  const verbs = ['AUTH', 'USER_LOGIN', 'GOODBYE', 'ERROR', 'HELLO_BACK', 'DIRECT_UNICAST_NOTIFICATION', 'KEEP_ALIVE_RESPONSE', 'TIMEOUT'];
  for (const verb of verbs) {
    t.deepEqual(readMessage(toRegistry, frame(verb, ['alice'], id)), { outcome: 'ignored' }, verb);
  }
});

test('message-codec: an answer whose word and code do not fit → ignored', (t) => {
  for (const fields of [['SUCCESS', '404'], ['MAYBE', '200'], ['SUCCESS'], [], ['toString', '200']]) {
    t.deepEqual(readMessage(fromRegistry, frame('AUTH', fields)), { outcome: 'ignored' }, fields.join());
  }
});

test('message-codec: PEER_LIST with and without a room → the room, or none', (t) => {
  const read = (fields: string[]) => readMessage(fromRegistry, frame('PEER_LIST', fields));
  const event = (message: object) => ({
    outcome: 'event',
    event: { type: 'wire.PEER_LIST', verb: 'PEER_LIST', message: { ...message, requestId: undefined, payload } },
  });
  t.deepEqual(read(['SUCCESS', '200']), event({ status: 'SUCCESS' }));
  t.deepEqual(read(['FAILURE', '404', 'chat1']), event({ status: 'FAILURE', room: 'chat1' }));
});

test('message-codec: a message without, or with an ill-formed, header that is due → wrong-fields', (t) => {
  const headers = { 'message-id': idText, stream: '00112233aabbccdd', seq: '1', 'sent-at': '2026-01-02T03:04:05.678Z' };
  t.is(readMessage(betweenPeers, frame('DIRECT_MESSAGE', ['a', 'b'], headers, 'hi')).outcome, 'event');
  for (const wrong of [
    { seq: undefined },
    { seq: '0' },
    { seq: '1.5' },
    { seq: '99999999999999999' },
    { stream: '00112233AABBCCDD' },
    { 'message-id': idText.toUpperCase() },
    { 'message-id': idText.replace('-7', '-4') },
    { 'sent-at': '2026-01-02T03:04:05Z' },
    { 'sent-at': '2026-02-30T03:04:05.678Z' },
    { 'sent-at': '2026-01-02T03:04:05.678+00:00' },
  ]) {
    const reading = readMessage(betweenPeers, frame('DIRECT_MESSAGE', ['a', 'b'], { ...headers, ...wrong }, 'hi'));
    t.deepEqual(reading, { outcome: 'refused', reason: 'wrong-fields', requestId: undefined }, JSON.stringify(wrong));
  }
});

test('message-codec: an answer and a notice written → the bytes of the protocol page', (t) => {
  const auth = writeMessage(registryAnswers, 'AUTH', { status: 'ONLINE', requestId: '3', reason: 'already-online', retryAfter: 10 });
  t.is(encodeFrame(auth).toString(), 'AUTH <ONLINE> <300>\r\nRequest-Id: 3\r\nReason: already-online\r\nRetry-After: 10\r\n\r\n');
  const list = writeMessage(registryAnswers, 'PEER_LIST', {
    status: 'FAILURE',
    room: 'chat1',
    reason: 'nobody-online',
    roomId: '0011223344556677',
  });
  t.is(encodeFrame(list).toString(), 'PEER_LIST <FAILURE> <404> <chat1>\r\nReason: nobody-online\r\nRoom-Id: 0011223344556677\r\n\r\n');
  const join = writeMessage(registryNotices, 'USER_JOIN', { username: 'aly103', room: 'chat1', port: 4000, ip: '::1' });
  t.is(encodeFrame(join).toString(), 'USER_JOIN <aly103> <chat1> <4000> <::1>\r\n\r\n');
  const alive = writeMessage(keepAliveDatagrams, 'KEEP_ALIVE', { username: 'aly103', timeout: '10', counter: '5', mac: 'm' });
  t.is(encodeFrame(alive).toString(), 'KEEP_ALIVE <aly103> <10>\r\nCounter: 5\r\nMac: m\r\n\r\n');
});

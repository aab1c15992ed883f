// The registry-session chart by pure transitions (I, II, III, XII, RENEW; section 6).
import test from 'ava';
import type { RegistrySessionInput } from '../../src/machines/registry-session/events.js';
import { loginFrame } from '../../src/machines/registry-session/frames.js';
import { registrySessionMachine } from '../../src/machines/registry-session/registry-session.js';
import { type Frame, frame } from '../../src/protocol/frame.js';
import { pureSteps, type Steps } from './pure-steps.js';

const input: RegistrySessionInput = {
  name: 'alice',
  agent: 'parley/0',
  register: false,
  peerPort: 4711,
  peerHost: undefined,
  secrets: { hashedPassword: 'f'.repeat(64) },
  times: { hello: 10_000, pingInterval: 60_000, pingTimeout: 10_000, request: 15_000, logout: 2000 },
  world: { now: () => 0, random: () => 0.5 },
};
const hour = 3_600_000;
const up = { type: 'link.up', info: { remote: { host: '10.0.0.1', port: 7070 }, chain: [] } } as const;
const lost = { type: 'link.closed', end: { cause: 'lost', detail: 'reset' } } as const;
const arrived = (message: Frame) => ({ type: 'link.frame', frame: message }) as const;
const hello = frame('HELLO_BACK', ['SUCCESS', '200'], { protocol: '1', 'keep-alive-timeout': '10', 'keep-alive-port': '7070' });
const auth = frame('AUTH', ['SUCCESS', '200'], { session: 's', 'keep-alive-key': 'k', rooms: 'one,two' }, 'chain');
const refusal = (verb: string, fields: readonly string[], reason: string, headers: Record<string, string> = {}) =>
  arrived(frame(verb, fields, { reason, ...headers }));
const prepared = { output: { certificateRequest: 'PEM', secrets: { resume: undefined } } };
const admitted = { output: { name: 'Alice', notBefore: -hour, notAfter: 24 * hour } };

type Session = Steps<typeof registrySessionMachine>;
const begun = (change: Partial<RegistrySessionInput> = {}): Session => pureSteps(registrySessionMachine, { ...input, ...change });

function greeted(session: Session = begun()): Session {
  session.settle('preparation', prepared);
  session.send(up);
  session.send(arrived(hello));
  return session;
}

function online(session: Session = begun()): Session {
  greeted(session).send(arrived(auth));
  session.settle('admission', admitted);
  session.send({ type: 'desk.open' });
  return session;
}

const quietOnline = { linked: { online: { link: 'quiet', standing: 'fresh', certificate: 'valid' } } };

test('session: begun → dials and prepares the login at once', (t) => {
  t.deepEqual(begun().first, { value: { linked: 'dialing' }, did: ['tellConnecting', 'start link', 'start preparation'] });
});

test('session: link up → HELLO_P2P; HELLO_BACK, prepared → LOGIN; AUTH → admitting takes no frame; admitted → online', (t) => {
  const session = begun();
  t.deepEqual(session.send(up), { value: { linked: 'greeting' }, did: ['link: link.take', 'link: link.send HELLO_P2P'] });
  t.deepEqual(session.send(arrived(hello)), { value: { linked: { authenticating: 'preparing' } }, did: ['link: link.take'] });
  t.deepEqual(session.settle('preparation', prepared), {
    value: { linked: { authenticating: 'proving' } },
    did: ['link: link.send LOGIN'],
  });
  t.deepEqual(session.send(arrived(auth)), { value: { linked: 'admitting' }, did: ['start admission'] });
  t.deepEqual(session.settle('admission', admitted), { value: quietOnline, did: ['stop admission', 'start desk', 'start keepAlive'] });
  t.deepEqual(session.send({ type: 'desk.open' }).did, ['tellOnline', 'link: link.take']);
  t.deepEqual(session.snapshot().context.rooms, ['one', 'two']);
});

test('session: register → REGISTER before LOGIN, told once', (t) => {
  const session = begun({ register: true });
  session.settle('preparation', prepared);
  session.send(up);
  t.deepEqual(session.send(arrived(hello)).did, ['link: link.send REGISTER', 'link: link.take']);
  t.deepEqual(session.send(arrived(frame('REGISTER', ['SUCCESS', '200']))).did, [
    'tellRegistered',
    'link: link.send LOGIN',
    'link: link.take',
  ]);
});

test('session: HELLO_BACK without what a hello must say → over', (t) => {
  const session = begun();
  session.send(up);
  const step = session.send(arrived(frame('HELLO_BACK', ['SUCCESS', '200'], { protocol: '1' })));
  t.deepEqual(step, { value: 'signedOut', did: ['link: link.end', 'stop link', 'stop preparation'] });
});

test('session: framing lost → ERROR BAD_REQUEST with the reason', (t) => {
  const session = online();
  const { did } = session.send({ type: 'link.fault', reason: 'malformed-frame', detail: 'x' });
  t.true(did.includes('link: link.end ERROR'));
  t.is(session.snapshot().value, 'backingOff');
});

test('session: a request of the registry → ERROR NOT_ALLOWED, and the link stays', (t) => {
  const session = online();
  const step = session.send(arrived(frame('SING', [], { 'request-id': '9' })));
  t.deepEqual(step, { value: quietOnline, did: ['link: link.send ERROR', 'link: link.take'] });
});

test('session: link lost while online → backs off with random(0, 0.5 s · 2^n), up to 30 s', (t) => {
  const session = online();
  const delays: (number | undefined)[] = [];
  for (let n = 0; n < 9; n += 1) {
    t.true(session.send(lost).did.includes('tellOffline'));
    delays.push(session.delay('retryDelay'));
    t.deepEqual(session.pass('retryDelay').value, { linked: 'dialing' });
  }
  t.deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test('session: 60 s of a good link → n is 0 again', (t) => {
  const session = online();
  session.send(lost);
  session.pass('retryDelay');
  session.send(lost);
  session.pass('retryDelay');
  online(session);
  session.pass('goodAfter');
  session.send(lost);
  t.is(session.delay('retryDelay'), 250);
});

test('session: GOODBYE with Retry-After → waits that long and up to as long again', (t) => {
  const session = online();
  session.send(refusal('GOODBYE', [], 'closing', { 'retry-after': '4' }));
  t.is(session.delay('retryDelay'), 6000);
});

test('session: GOODBYE replaced → signed out for good', (t) => {
  t.is(online().send(refusal('GOODBYE', [], 'replaced')).value, 'signedOut');
});

test('session: already online at the first login → over; at a later one → backs off', (t) => {
  const elsewhere = refusal('AUTH', ['ONLINE', '300'], 'already-online');
  t.is(greeted().send(elsewhere).value, 'signedOut');
  const session = online();
  session.send(lost);
  session.pass('retryDelay');
  t.is(greeted(session).send(elsewhere).value, 'backingOff');
});

test('session: wrong credentials at a later login → over', (t) => {
  const session = online();
  session.send(lost);
  session.pass('retryDelay');
  t.is(greeted(session).send(refusal('AUTH', ['FAILURE', '404'], 'wrong-credentials')).value, 'signedOut');
});

test('session: another CA than the pinned one → over', (t) => {
  const session = online();
  session.send(lost);
  session.pass('retryDelay');
  const end = { cause: 'distrusted', detail: 'registry-changed' } as const;
  t.is(session.send({ type: 'link.closed', end }).value, 'signedOut');
});

test('session: quiet for the ping interval → HELLO_P2P; no answer in time → dials anew; an answer → quiet', (t) => {
  const session = online();
  t.deepEqual(session.pass('pingInterval').did, ['link: link.send HELLO_P2P']);
  t.deepEqual(session.send(arrived(hello)).value, quietOnline);
  session.pass('pingInterval');
  t.is(session.pass('pingTimeout').value, 'backingOff');
});

test('session: fallback of the keep-alive → HELLO_P2P each time, the oldest one timed', (t) => {
  const session = online();
  t.deepEqual(session.send({ type: 'keepAlive.fallback' }).did, ['link: link.send HELLO_P2P']);
  t.deepEqual(session.send({ type: 'keepAlive.fallback' }).did, ['link: link.send HELLO_P2P']);
  t.is(session.pass('pingTimeout').value, 'backingOff');
});

test('session: doubts while a ping is out → no second ping', (t) => {
  const session = online();
  t.deepEqual(session.send({ type: 'keepAlive.doubted' }).did, ['link: link.send HELLO_P2P']);
  t.deepEqual(session.send({ type: 'keepAlive.doubted' }).did, []);
  t.deepEqual(session.send({ type: 'user.checkLink' }).did, []);
});

test('session: TIMEOUT by UDP → dials anew', (t) => {
  t.is(online().send({ type: 'keepAlive.timedOut' }).value, 'backingOff');
});

test("session: two thirds of the certificate's life → RENEW; the new one is admitted; refused → again a minute later", (t) => {
  const session = online();
  t.is(session.delay('renewalDue'), -hour + (25 * hour * 2) / 3);
  t.deepEqual(session.pass('renewalDue').did, ['link: link.send RENEW']);
  t.deepEqual(session.send(arrived(frame('RENEW', ['SUCCESS', '200'], {}, 'chain'))).did, ['start renewal', 'link: link.take']);
  t.deepEqual(session.settle('renewal', admitted).value, quietOnline);
  session.pass('renewalDue');
  session.send(refusal('RENEW', ['FAILURE', '404'], 'internal'));
  t.is(session.delay('renewalRetry'), 60_000);
  t.deepEqual(session.pass('renewalRetry').did, ['link: link.send RENEW']);
});

test('session: answers and notifications → the desk, in their order', (t) => {
  const session = online();
  t.deepEqual(session.send(arrived(frame('PEER_LIST', ['FAILURE', '404'], { 'request-id': '1' }))).did, [
    'desk: desk.answer',
    'link: link.take',
  ]);
  t.deepEqual(session.send(arrived(frame('USER_LOGOUT', ['bob']))).did, ['desk: desk.notice', 'link: link.take']);
  t.deepEqual(session.send(arrived(frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': '1' }))).did, [
    'desk: desk.answer',
    'link: link.take',
  ]);
});

test('session: logout online → LOGOUT, then over at its answer, at the end of the link, at bytes that are none, or after two seconds', (t) => {
  const ends: ((session: Session) => unknown)[] = [
    (session) => session.send(arrived(frame('LOGOUT', ['SUCCESS', '200']))).value,
    (session) => session.send(lost).value,
    (session) => session.send({ type: 'link.fault', reason: 'malformed-frame', detail: 'no verb' }).value,
    (session) => session.pass('logoutTimeout').value,
  ];
  for (const end of ends) {
    const session = online();
    t.true(session.send({ type: 'user.logout' }).did.includes('link: link.send LOGOUT'));
    t.is(end(session), 'signedOut');
  }
});

test('session: logout while dialling or backing off → over at once', (t) => {
  t.deepEqual(begun().send({ type: 'user.logout' }).did, ['link: link.destroy', 'stop link', 'stop preparation']);
  const session = online();
  session.send(lost);
  t.is(session.send({ type: 'user.logout' }).value, 'signedOut');
});

test('session: a login that cannot be prepared → over with what the store said', (t) => {
  const session = begun();
  session.settle('preparation', { error: { reason: 'storage', message: 'Disk full.' } });
  t.deepEqual(session.snapshot().output, {
    trouble: { reason: 'storage', sentence: 'Disk full.', retryAfter: undefined },
    wasOnline: false,
  });
});

test('session: loopback as Peer-Host → told only to a registry on loopback', (t) => {
  const { output } = prepared;
  const told = (peerHost: string, registryHost: string) => loginFrame({ ...input, peerHost }, output, registryHost).headers['peer-host'];
  t.is(told('127.0.0.1', '::1'), '127.0.0.1');
  t.is(told('127.0.0.1', '10.0.0.1'), undefined);
  t.is(told('10.0.0.7', '10.0.0.1'), '10.0.0.7');
});

// The peer's root chart by pure transitions.
import test from 'ava';
import { peerMachine } from '../../src/machines/peer.js';
import { pureSteps } from './pure-steps.js';

function begun() {
  return pureSteps(peerMachine, {
    name: 'alice',
    agent: 'parley/0',
    register: false,
    secrets: { hashedPassword: 'f'.repeat(64) },
    times: { hello: 1, pingInterval: 1, pingTimeout: 1, request: 1, logout: 1 },
    world: { now: () => 0, random: () => 0 },
  });
}

function online() {
  const peer = begun();
  peer.send({ type: 'user.start' });
  peer.settle('open', { output: { peerPort: 4711, peerHost: undefined } });
  peer.send({ type: 'session.online', name: 'Alice', since: 5 });
  return peer;
}

const over = (reason: string, wasOnline: boolean) => ({ output: { trouble: { reason }, wasOnline } });

test('peer: start → opens, then has a session; online → its name and since when', (t) => {
  const peer = begun();
  t.deepEqual(peer.send({ type: 'user.start' }), { value: 'opening', did: ['start open'] });
  t.deepEqual(peer.settle('open', { output: { peerPort: 4711, peerHost: undefined } }), {
    value: { active: 'connecting' },
    did: ['stop open', 'start session'],
  });
  t.deepEqual(peer.send({ type: 'session.online', name: 'Alice', since: 5 }).value, { active: 'online' });
  const { name, standing } = peer.snapshot().context;
  t.deepEqual([name, standing], ['Alice', { state: 'online', since: 5 }]);
});

test('peer: opening fails → torn down with the reason, then closed', (t) => {
  const peer = begun();
  peer.send({ type: 'user.start' });
  t.deepEqual(peer.settle('open', { error: { reason: 'in-use', message: 'Open twice.' } }), {
    value: 'closing',
    did: ['stop open', 'start tearDown'],
  });
  t.deepEqual(peer.snapshot().context.standing, {
    state: 'signed-out',
    trouble: { reason: 'in-use', sentence: 'Open twice.', retryAfter: undefined },
  });
  t.is(peer.settle('tearDown', { output: undefined }).value, 'closed');
});

test('peer: first login fails → torn down; a session that was online is over → signed out, the store stays', (t) => {
  const peer = begun();
  peer.send({ type: 'user.start' });
  peer.settle('open', { output: { peerPort: 4711, peerHost: undefined } });
  t.is(peer.settle('session', over('wrong-credentials', false)).value, 'closing');
  t.deepEqual(online().settle('session', over('replaced', true)), { value: 'signedOut', did: ['stop session', 'start retirement'] });
});

test('peer: link lost → offline until when, then connecting and online again', (t) => {
  const peer = online();
  t.deepEqual(peer.send({ type: 'session.offline', trouble: { reason: 'link-lost' }, retryAt: 9 }).value, { active: 'offline' });
  t.deepEqual(peer.send({ type: 'session.connecting' }).value, { active: 'connecting' });
  t.deepEqual(peer.send({ type: 'session.online', name: 'Alice', since: 7 }).value, { active: 'online' });
});

test('peer: close while online → the session logs out first, then all is torn down', (t) => {
  const peer = online();
  t.deepEqual(peer.send({ type: 'user.close' }), { value: { active: 'leaving' }, did: ['session: user.logout'] });
  t.deepEqual(peer.send({ type: 'user.close' }).did, []);
  t.deepEqual(peer.settle('session', over('signed-out', true)), { value: 'closing', did: ['stop session', 'start tearDown'] });
});

test('peer: close before start, while opening, when signed out → closed', (t) => {
  t.is(begun().send({ type: 'user.close' }).value, 'closed');
  const opening = begun();
  opening.send({ type: 'user.start' });
  t.is(opening.send({ type: 'user.close' }).value, 'closing');
  const signedOut = online();
  signedOut.settle('session', over('replaced', true));
  t.is(signedOut.send({ type: 'user.close' }).value, 'closing');
});

test('peer: UDP blocked → remembered until it is not, or the next login', (t) => {
  const peer = online();
  peer.send({ type: 'session.path', udp: 'unanswered' });
  t.is(peer.snapshot().context.udp, 'unanswered');
  peer.send({ type: 'session.online', name: 'Alice', since: 7 });
  t.is(peer.snapshot().context.udp, 'open');
});

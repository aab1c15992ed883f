// The charts of a room and of a membership by pure transitions (IV to VI, XV; section 3, "Notifications").
import test from 'ava';
import { roomMachine } from '../../src/machines/room.js';
import { roomMembershipMachine } from '../../src/machines/room-membership.js';
import { notice, Steps, somebody } from './registry-steps.js';

const presence = somebody('presence');

function lively(...names: string[]) {
  const steps = new Steps(roomMachine, { room: 'Hall' });
  for (const name of names) steps.send({ type: 'member.joined', name, presence });
  return steps;
}

test('room: quiet + a member joins → lively', (t) => {
  const steps = lively();
  t.deepEqual(steps.first, { value: 'quiet', did: [] });
  t.is(steps.send({ type: 'member.joined', name: 'alice', presence, notice: notice('USER_JOIN', 'alice', 'Hall') }).value, 'lively');
  t.deepEqual(Object.keys(steps.context.members), ['alice']);
});

test('room: lively + another joins → the others are told, never the one who joined', (t) => {
  const steps = lively('alice', 'bob');
  const { did } = steps.send({ type: 'member.joined', name: 'Carol', presence, notice: notice('USER_JOIN', 'Carol', 'Hall') });
  t.deepEqual(did, ['member-alice: room.told USER_JOIN <Carol> <Hall>', 'member-bob: room.told USER_JOIN <Carol> <Hall>']);
  t.deepEqual(Object.keys(steps.context.members), ['alice', 'bob', 'carol']);
});

test('room: lively + a member logs in, after a takeover → nobody is told, the membership follows the new session', (t) => {
  const steps = lively('alice', 'bob');
  t.deepEqual(steps.send({ type: 'member.online', name: 'ALICE', presence }).did, ['member-alice: session.opened']);
});

test('room: lively + a member logs out → the others are told; it comes back → told again, with the same membership', (t) => {
  const steps = lively('alice', 'bob');
  t.deepEqual(steps.send({ type: 'member.offline', name: 'alice', notice: notice('USER_LOGOUT', 'alice') }).did, [
    'member-alice: session.closed',
    'member-bob: room.told USER_LOGOUT <alice>',
  ]);
  t.deepEqual(steps.send({ type: 'member.online', name: 'alice', presence, notice: notice('USER_LOGIN', 'alice') }).did, [
    'member-bob: room.told USER_LOGIN <alice>',
    'member-alice: session.opened',
  ]);
});

test('room: lively + the last one online logs out → quiet', (t) => {
  const steps = lively('alice');
  t.is(steps.send({ type: 'member.offline', name: 'alice', notice: notice('USER_LOGOUT', 'alice') }).value, 'quiet');
});

test('room: lively + the link of a member is lost → it stays lively, nobody is told', (t) => {
  const steps = lively('alice');
  t.deepEqual(steps.send({ type: 'member.suspended', name: 'alice' }), { value: 'lively', did: ['member-alice: session.suspended'] });
  t.deepEqual(steps.send({ type: 'member.suspended', name: 'nobody' }).did, []);
});

test('room: lively + the host leaves → the others are told, and all who remain hear who is host', (t) => {
  const steps = lively('alice', 'bob', 'carol');
  const exit = steps.send({ type: 'member.left', name: 'alice', notice: notice('USER_EXIT', 'alice', 'Hall') });
  t.deepEqual(exit.did, [
    'member-alice: member.left',
    'stop member-alice',
    'member-bob: room.told USER_EXIT <alice> <Hall>',
    'member-carol: room.told USER_EXIT <alice> <Hall>',
  ]);
  const change = steps.send({ type: 'host.changed', name: 'bob', notice: notice('ROOM_HOST', 'bob', 'Hall') });
  t.deepEqual(change.did, ['member-bob: room.told ROOM_HOST <bob> <Hall>', 'member-carol: room.told ROOM_HOST <bob> <Hall>']);
  t.is(steps.context.host, 'bob');
});

test('room: lively + an offline member is taken out → those online are told', (t) => {
  const { did } = lively('bob').send({ type: 'member.left', name: 'gone', notice: notice('USER_EXIT', 'gone', 'Hall') });
  t.deepEqual(did, ['member-bob: room.told USER_EXIT <gone> <Hall>']);
});

test('room: lively + the last member leaves → quiet; the room is no more → gone', (t) => {
  const steps = lively('alice');
  t.is(steps.send({ type: 'member.left', name: 'alice', notice: notice('USER_EXIT', 'alice', 'Hall') }).value, 'quiet');
  t.is(steps.send({ type: 'room.emptied' }).value, 'gone');
});

function member() {
  return new Steps(roomMembershipMachine, { name: 'alice', presence });
}

const told = {
  type: 'room.told',
  notice: { change: 1, frame: { verb: 'USER_LOGOUT', fields: ['bob'], headers: {}, payload: new Uint8Array(0) } },
} as const;

test('room-membership: online + told → passed on to the session', (t) => {
  const steps = member();
  t.deepEqual(steps.first, { value: 'online', did: [] });
  t.deepEqual(steps.send(told), { value: 'online', did: ['presence: membership.told USER_LOGOUT <bob>'] });
});

test('room-membership: pending or offline + told → nobody to tell; a new session → told again', (t) => {
  for (const away of ['session.suspended', 'session.closed'] as const) {
    const steps = member();
    t.is(steps.send({ type: away }).value, away === 'session.suspended' ? 'pending' : 'offline');
    t.deepEqual(steps.send(told).did, []);
    t.is(steps.send({ type: 'session.opened', presence: somebody('second') }).value, 'online');
    t.deepEqual(steps.send(told).did, ['second: membership.told USER_LOGOUT <bob>']);
  }
});

test('room-membership: pending + the session ends → offline', (t) => {
  t.is(member().send({ type: 'session.suspended' }, { type: 'session.closed' }).value, 'offline');
});

test('room-membership: any state + the member leaves → left', (t) => {
  t.is(member().send({ type: 'member.left' }).value, 'left');
  t.is(member().send({ type: 'session.suspended' }, { type: 'member.left' }).value, 'left');
  t.is(member().send({ type: 'session.closed' }, { type: 'member.left' }).value, 'left');
});

// This user in one room, by pure transitions.
import test from 'ava';
import { initialTransition, transition } from 'xstate';
import { membershipMachine } from '../../src/machines/membership.js';
import type { MembershipEvent, MembershipNotice } from '../../src/machines/membership-events.js';
import { limitsFrom, peerSettings } from '../../src/protocol/limits.js';
import { emittedBy } from './emitted.js';

const address = { host: '10.0.0.2', port: 5000 };
const place = { port: address.port, ip: address.host };
const common = { requestId: undefined, payload: new Uint8Array() };
const bob = { name: 'bob', address };
const hall = { room: 'hall', roomId: '0'.repeat(16), host: 'alice', members: [bob] };

/** The end of a child's work is an event of xstate's own. */
const done = (where: string, output: unknown) =>
  ({ type: `xstate.done.actor.0.membership.${where}`, output }) as unknown as MembershipEvent;
const failed = (where: string, error: unknown) =>
  ({ type: `xstate.error.actor.0.membership.${where}`, error }) as unknown as MembershipEvent;
const paused = { type: 'xstate.after.memberCheckInterval.membership.live.members.pausing' } as unknown as MembershipEvent;

function run(events: readonly MembershipEvent[], remembered: typeof hall | undefined = undefined) {
  let [snapshot] = initialTransition(membershipMachine, { room: 'hall', limits: limitsFrom(peerSettings), remembered });
  const told: MembershipNotice[] = [];
  for (const event of events) {
    const [after, actions] = transition(membershipMachine, snapshot, event);
    snapshot = after;
    told.push(...emittedBy<MembershipNotice>(actions));
  }
  return { value: snapshot.value, members: snapshot.context.members, host: snapshot.context.host, status: snapshot.status, told };
}

/** Catching up goes on beside what is known of the members. */
const live = (members: string, history = 'catchingUp') => ({ live: { members, history } });
const entered = done('joining', hall);
const look: MembershipEvent = { type: 'circle.look' };

test('membership: joining + the registry lets in → live, opened', (t) => {
  t.is(run([]).value, 'joining');
  const { value, told, members } = run([entered]);
  t.deepEqual(value, live('informed'));
  t.deepEqual(told, [{ type: 'opened' }]);
  t.deepEqual(members, [bob]);
});

const caughtUp = (isCaughtUp: boolean) => done('live.history.catchingUp', isCaughtUp);
const timer = (name: string, state: string) =>
  ({ type: `xstate.after.${name}.membership.live.history.${state}` }) as unknown as MembershipEvent; // xstate's own

test('membership: live + caught up, or nobody to ask → caught up; nobody could be asked, or too slow → behind, and again', (t) => {
  t.deepEqual(run([entered, caughtUp(true)]).value, live('informed', 'caughtUp'));
  t.deepEqual(run([entered, timer('catchingUpTime', 'catchingUp')]).value, live('informed', 'behind'));
  const behind = [entered, caughtUp(false)];
  t.deepEqual(run(behind).value, live('informed', 'behind'));
  t.deepEqual(run([...behind, timer('untilAgain', 'behind')]).value, live('informed', 'catchingUp'));
  const login: MembershipEvent = { type: 'wire.USER_LOGIN', verb: 'USER_LOGIN', message: { ...common, username: 'bob', ...place } };
  t.deepEqual(run([...behind, login]).value, live('informed', 'catchingUp'));
});

test('membership: caught up + online again → asks who is there, then catches up; asked for another reason → does not', (t) => {
  const news = done('live.members.asking', { is: 'known', state: hall });
  const back = [entered, caughtUp(true), { type: 'circle.back' } as const];
  t.deepEqual(run(back).value, live('asking', 'caughtUp'));
  t.deepEqual(run([...back, news]).value, live('pausing', 'catchingUp'));
  t.deepEqual(run([entered, caughtUp(true), look, news]).value, live('pausing', 'caughtUp'));
});

test('membership: online again + no answer → asked once more; offline again → not', (t) => {
  const back = [entered, { type: 'circle.back' } as const, failed('live.members.asking', new Error('timeout'))];
  t.deepEqual(run([...back, paused]).value, live('asking'));
  t.deepEqual(run([...back, { type: 'circle.away' }, paused]).value, live('informed'));
});

test('membership: joining + refused → left, with the reason', (t) => {
  const error = new Error('room-full');
  const { value, told, status } = run([failed('joining', error)]);
  t.is(value, 'left');
  t.is(status, 'done');
  t.deepEqual(told, [{ type: 'refused', error }]);
});

test('membership: remembered → live at once, opened when the registry confirms it', (t) => {
  const remembered = { ...hall, members: [{ name: 'bob', address: undefined }] };
  t.deepEqual(run([], remembered as unknown as typeof hall).value, live('informed')); // the address of hall's is only known to be there
  const news = done('live.members.asking', { is: 'known', state: hall });
  const { told, value } = run([look, news], remembered as unknown as typeof hall); // as above
  t.deepEqual(value, live('pausing'));
  t.deepEqual(told, [{ type: 'online', name: 'bob', address }, { type: 'opened' }, { type: 'checked' }]);
});

test('membership: live + somebody joins, comes, goes, leaves → told each', (t) => {
  const carol = { ...common, username: 'carol', ...place };
  const { told, members } = run([
    entered,
    { type: 'wire.USER_JOIN', verb: 'USER_JOIN', message: { ...carol, room: 'HALL' } },
    { type: 'wire.USER_LOGOUT', verb: 'USER_LOGOUT', message: { ...common, username: 'bob' } },
    { type: 'wire.USER_LOGIN', verb: 'USER_LOGIN', message: { ...common, username: 'bob', ...place } },
    { type: 'wire.USER_EXIT', verb: 'USER_EXIT', message: { ...common, username: 'bob', room: 'hall' } },
    { type: 'wire.ROOM_HOST', verb: 'ROOM_HOST', message: { ...common, username: 'carol', room: 'hall' } },
  ]);
  t.deepEqual(told.slice(1), [
    { type: 'joined', member: { name: 'carol', address } },
    { type: 'offline', name: 'bob' },
    { type: 'online', name: 'bob', address },
    { type: 'left', name: 'bob' },
    { type: 'hostChanged', name: 'carol' },
  ]);
  t.deepEqual(members, [{ name: 'carol', address }]);
});

test('membership: live + news of another room or of a stranger → nothing', (t) => {
  const { told } = run([
    entered,
    { type: 'wire.USER_JOIN', verb: 'USER_JOIN', message: { ...common, username: 'carol', room: 'cellar', ...place } },
    { type: 'wire.USER_EXIT', verb: 'USER_EXIT', message: { ...common, username: 'bob', room: 'cellar' } },
    { type: 'wire.USER_LOGOUT', verb: 'USER_LOGOUT', message: { ...common, username: 'carol' } },
  ]);
  t.deepEqual(told, [{ type: 'opened' }]);
});

const carolJoins: MembershipEvent = {
  type: 'wire.USER_JOIN',
  verb: 'USER_JOIN',
  message: { ...common, username: 'carol', room: 'hall', ...place },
};
const bobLeaves: MembershipEvent = { type: 'wire.USER_EXIT', verb: 'USER_EXIT', message: { ...common, username: 'bob', room: 'hall' } };

test('membership: joining + news right behind the answer, while it is being written down → not lost', (t) => {
  const { value, told, members } = run([carolJoins, bobLeaves, entered]);
  t.deepEqual(value, live('informed'));
  t.deepEqual(members, [{ name: 'carol', address }]);
  t.deepEqual(told, [{ type: 'opened' }, { type: 'joined', member: { name: 'carol', address } }, { type: 'left', name: 'bob' }]);
});

test('membership: asking + news that the answer is older than → the news stands', (t) => {
  const { told, members } = run([entered, look, carolJoins, bobLeaves, done('live.members.asking', { is: 'known', state: hall })]);
  t.deepEqual(members, [{ name: 'carol', address }]);
  t.deepEqual(told.slice(-3), [{ type: 'checked' }, { type: 'joined', member: { name: 'carol', address } }, { type: 'left', name: 'bob' }]);
});

test('membership: asking + news that the answer knows already → told once', (t) => {
  const news = { is: 'known', state: { ...hall, members: [{ name: 'carol', address }] } };
  const { told, members } = run([entered, look, carolJoins, bobLeaves, done('live.members.asking', news)]);
  t.deepEqual(members, [{ name: 'carol', address }]);
  t.deepEqual(
    told.filter(({ type }) => type === 'joined' || type === 'left'),
    [
      { type: 'left', name: 'bob' },
      { type: 'joined', member: { name: 'carol', address } },
    ],
  );
});

test('membership: asking + news, and no answer → the news stands', (t) => {
  const { members } = run([entered, look, carolJoins, failed('live.members.asking', new Error('offline'))]);
  t.deepEqual(members, [bob, { name: 'carol', address }]);
});

test('membership: live + a stranger writes → the registry is asked, at most every 2 s', (t) => {
  const strange: MembershipEvent = { type: 'inbox.strange' };
  const news = done('live.members.asking', { is: 'known', state: hall });
  t.deepEqual(run([entered, strange]).value, live('asking'));
  t.deepEqual(run([entered, strange, news, strange]).value, live('pausing'));
  t.deepEqual(run([entered, strange, news, strange, paused]).value, live('asking'));
  t.deepEqual(run([entered, strange, news, paused]).value, live('informed'));
  t.deepEqual(run([entered, strange, failed('live.members.asking', new Error('offline'))]).told.at(-1), { type: 'checked' });
});

test('membership: live + a list with others than known → told who came and went', (t) => {
  const carol = { name: 'carol', address: undefined };
  const { told, members, host } = run([
    entered,
    look,
    done('live.members.asking', { is: 'known', state: { ...hall, host: 'carol', members: [carol] } }),
  ]);
  t.deepEqual(told.slice(1), [
    { type: 'hostChanged', name: 'carol' },
    { type: 'left', name: 'bob' },
    { type: 'joined', member: carol },
    { type: 'checked' },
  ]);
  t.deepEqual(members, [carol]);
  t.is(host, 'carol');
});

test('membership: live + the registry knows no such membership → left', (t) => {
  const over = run([entered, look, done('live.members.asking', { is: 'over', reason: 'not-a-member' })]);
  t.is(over.value, 'left');
  t.deepEqual(over.told.slice(1), [{ type: 'over', reason: 'not-a-member', isOwnWish: false }, { type: 'checked' }]);
  t.is(run([entered, { type: 'circle.dropped' }]).value, 'left');
});

test('membership: leaving + news, and the registry does not let go → the news stands', (t) => {
  const leave: MembershipEvent = { type: 'user.leave' };
  const exit: MembershipEvent = { type: 'wire.USER_EXIT', verb: 'USER_EXIT', message: { ...common, username: 'bob', room: 'Hall' } };
  const { told, members } = run([entered, leave, exit, failed('leaving', new Error('rate-limited'))]);
  t.deepEqual(told.at(-1), { type: 'left', name: 'bob' });
  t.deepEqual(members, []);
});

test('membership: a room of which nothing was known, confirmed → who is in it has not joined just now', (t) => {
  const unknown = { room: 'Hall', roomId: '', host: '', members: [] };
  const { told, members } = run([look, done('live.members.asking', { is: 'known', state: hall })], unknown);
  t.deepEqual(told, [{ type: 'opened' }, { type: 'checked' }]);
  t.deepEqual(members, hall.members);
});

test('membership: live + this user leaves → left; when that fails, still live', (t) => {
  const leave: MembershipEvent = { type: 'user.leave' };
  t.is(run([entered, leave]).value, 'leaving');
  const left = run([entered, leave, done('leaving', undefined)]);
  t.is(left.value, 'left');
  t.deepEqual(left.told.at(-1), { type: 'over', reason: 'closing', isOwnWish: true });
  const error = new Error('offline');
  const kept = run([entered, leave, failed('leaving', error)]);
  t.deepEqual(kept.value, live('informed'));
  t.deepEqual(kept.told.at(-1), { type: 'kept', error });
});

// Being away: one automatic answer each, nobody is called, and a summary on return.
import test from 'ava';
import { perform } from '../../../src/cli/commands/perform.js';
import { direct, inRoom } from '../fake-peer.js';
import { company } from './company.js';

const answers = (calls: readonly unknown[][]) => calls.filter(([name]) => name === 'sendDirect').map(([, ...given]) => given);

test('away: with a text → each who writes is answered once, marked', async (t) => {
  const { peer, session, told } = company(t);
  await perform(session, '/away at lunch');
  peer.emit('message', direct('bob', 'hi'));
  peer.emit('message', direct('bob', 'there?'));
  peer.emit('message', direct('carol', 'hello'));
  await perform(session, '');
  t.deepEqual(answers(peer.calls), [
    ['bob', '[automatic] at lunch'],
    ['carol', '[automatic] at lunch'],
  ]);
  t.deepEqual(told(), [
    'You are away. Whoever writes to you alone gets this answer once, marked as automatic: at lunch',
    'bob: hi',
    'bob: there?',
    'carol: hello',
    'bob got your automatic answer.',
    'carol got your automatic answer.',
  ]);
});

test('away: an automatic answer, history, a room → not answered', async (t) => {
  const { peer, session } = company(t);
  await perform(session, '/away at lunch');
  peer.emit('message', direct('bob', '[automatic] on holiday'));
  peer.emit('message', { ...direct('carol', 'earlier'), isHistory: true });
  peer.emit('message', inRoom('lobby', 'dave', 'alice?'));
  await perform(session, '');
  t.deepEqual(answers(peer.calls), []);
});

test('away: back → what came is summed up', async (t) => {
  const { peer, session, told, turn } = company(t);
  await perform(session, '/away');
  t.deepEqual(told(), ['You are away: nobody is told, and notifications wait. /away again, or /back, says what came.']);
  peer.emit('message', direct('bob', 'one'));
  peer.emit('message', direct('bob', 'two'));
  peer.emit('message', inRoom('lobby', 'carol', 'where is Alice?'));
  peer.emit('message', inRoom('lobby', 'carol', 'never mind'));
  peer.emit('chat-request', { from: 'dave' });
  told();
  turn(80 * 60_000);
  await perform(session, '/away');
  t.deepEqual(answers(peer.calls), []);
  t.deepEqual(told(), ['You are back after 1 hr 20 min. Meanwhile: 2 messages from bob, 1 mention in #lobby and dave wants to chat.']);
  t.false(session.away.isAway);
});

test('away: back, nothing came; back, not away → told', async (t) => {
  const { session, told, turn } = company(t);
  await perform(session, '/away');
  told();
  turn(5000);
  await perform(session, '/back');
  await perform(session, '/back');
  t.deepEqual(told(), ['You are back after 5 sec. Nothing came meanwhile.', 'You are not away. /away TEXT says that you are.']);
});

// What Tab offers where.
import test from 'ava';
import { complete } from '../../src/cli/completion.js';
import { company } from './living/company.js';

const offers = test.macro({
  exec(t, line: string, expected: readonly string[]) {
    const { peer, session } = company(t);
    session.meet('bob', 'bea', 'carol', 'Alice');
    peer.emit('room-open', { room: 'lobby', roomId: 'r', host: 'bob', members: [{ name: 'carol', isOnline: true }] });
    session.talkTo({ kind: 'room', room: 'lobby' });
    t.deepEqual(complete(session, line)[0], expected);
  },
  title: (_, line, expected: readonly string[]) => `completion: "${line}" → ${expected.length === 0 ? 'nothing' : expected.join('| ')}`,
});

test(offers, '/unm', ['/unmute ']);
test(offers, '/msg b', ['bea ', 'bob ']);
test(offers, '/msg #', ['#lobby ']);
test(offers, '/msg @bo', ['@bob ']);
test(offers, '/msg bob see c', ['carol ']);
test(offers, '/leave l', ['lobby ']);
test(offers, '/leave #l', ['#lobby ']);
test(offers, '/ignore be', ['bea ']);
test(offers, '/help wh', ['who ', 'why ']);
test(offers, '/set pres', ['presence ']);
test(offers, '/set presence ', ['fold ', 'each ', 'off ']);
test(offers, '/set BELL m', ['mentions ']);
test(offers, '/set raw o', ['on ', 'off ']);
test(offers, '/set language a', ['auto ', 'ar ']);
test(offers, '/set nonsense o', []);
test(offers, '/win l', []);
test(offers, '/join lobby sec', []);
test(offers, '/search bob more', []);
// In a room its members come first.
test(offers, 'hi @', ['@carol ']);
test(offers, 'hi @be', ['@bea ']);
test(offers, 'hi ca', ['carol ']);
test(offers, 'see #l', ['#lobby ']);
test(offers, '//msg bo', ['bob ']);
test(offers, 'hi al', []);

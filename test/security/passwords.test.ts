// Known answers made with: printf 'parley/1\nalice\ncorrect horse' | sha256sum
import test from 'ava';
import { isWireHash, wirePassword, wireRoomPassword } from '../../src/security/passwords.js';

const alices = 'e7b23d8096f7e39a5bf9b0efd81188900d8c14bb0b7557c8a7a415077c134274';
const alicesCafe = '38dea3034418f2a0356645a83fff7c9bca0b8a14caa2a7e36f2f0bc3f2d93f4a';
const lounges = 'af88aa96edcd15931c4e4b44bcbc0d6d0e73b40cfe43cf79415e6c297593d0d4';

test('passwords: a name and a password → the SHA-256 of the three lines', (t) => {
  t.is(wirePassword('alice', 'correct horse'), alices);
});

test('passwords: a name in other case → the same hash', (t) => {
  t.is(wirePassword('ALICE', 'correct horse'), alices);
});

test('passwords: composed and decomposed letters → the same hash', (t) => {
  t.is(wirePassword('alice', 'caf\u00e9'), alicesCafe);
  t.is(wirePassword('alice', 'cafe\u0301'), alicesCafe);
});

test('passwords: a password longer than any buffer, differing in its last character → another hash', (t) => {
  const long = 'x'.repeat(100_000);
  t.not(wirePassword('alice', `${long}a`), wirePassword('alice', `${long}b`));
});

test('passwords: a room with a password → the SHA-256 with the room in lower case', (t) => {
  t.is(wireRoomPassword('Lounge', 'correct horse'), lounges);
});

test('passwords: an open room → the empty text', (t) => {
  t.is(wireRoomPassword('Lounge', ''), '');
});

test('passwords: 64 lower-case hex digits → a wire hash, anything else not', (t) => {
  t.true(isWireHash(alices));
  for (const text of [
    '',
    alices.toUpperCase(),
    alices.slice(1),
    `${alices}0`,
    `${alices}\n`,
    ` ${alices.slice(1)}`,
    `g${alices.slice(1)}`,
  ]) {
    t.false(isWireHash(text), JSON.stringify(text));
  }
});

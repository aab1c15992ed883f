// The known answer is from the docstring's words put into another language: groups of SHA-512 mod 100000.
import test from 'ava';
import fc from 'fast-check';
import { safetyNumber } from '../../src/security/safety-number.js';

const alice = { name: 'alice', keyFingerprint: 'q1' };
const bob = { name: 'bob', keyFingerprint: 'q2' };
const number = '49464 94557 04307 47320 81809 95325 93329 40345 44767 78663 45939 04789';

test('safety-number: two users → 12 groups of 5 digits, the smaller half first', (t) => {
  t.is(safetyNumber(alice, bob), number);
});

test('safety-number: asked from the other side, or names in other case → the same', (t) => {
  t.is(safetyNumber(bob, alice), number);
  t.is(safetyNumber({ ...alice, name: 'Alice' }, { ...bob, name: 'BOB' }), number);
});

test('safety-number: another key or another name → another number', (t) => {
  t.not(safetyNumber(alice, { ...bob, keyFingerprint: 'q3' }), number);
  t.not(safetyNumber({ ...alice, name: 'alicf' }, bob), number);
});

test('safety-number: any two → symmetric and of the same shape', (t) => {
  const holder = fc.record({ name: fc.string(), keyFingerprint: fc.string() });
  fc.assert(
    fc.property(holder, holder, (one, other) => {
      const shown = safetyNumber(one, other);
      return /^\d{5}( \d{5}){11}$/.test(shown) && shown === safetyNumber(other, one);
    }),
  );
  t.pass();
});

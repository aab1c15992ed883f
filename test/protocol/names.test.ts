// Names: section 2, "Names", and the order of a pair in section 5.
import test from 'ava';
import { isName, isRoomName, isSmallerName, sameName } from '../../src/protocol/names.js';

test('names: letters, digits, dot, underscore, hyphen, 1 to 32 of them → a name', (t) => {
  for (const name of ['a', '7', 'hussien103', 'A.b_c-d', 'x'.repeat(32)]) t.true(isName(name), name);
});

test('names: anything else → none', (t) => {
  const wrong = ['', 'x'.repeat(33), '.a', '-a', '_a', 'a b', 'é', 'a/b', 'a\n', 'а'];
  for (const name of wrong) t.false(isName(name), JSON.stringify(name));
});

test('names: the words of DISCOVER_PEERS in any case → no room', (t) => {
  for (const name of ['DETAILED', 'partial', 'Detailed']) t.false(isRoomName(name), name);
  t.true(isRoomName('details'));
});

test('names: other case → the same name', (t) => {
  t.true(sameName('Alice', 'aLICE'));
  t.false(sameName('alice', 'alicia'));
});

test('names: two names → the smaller by bytes of the lower case', (t) => {
  t.true(isSmallerName('Alice', 'bob'));
  t.false(isSmallerName('bob', 'Alice'));
  t.true(isSmallerName('a', 'ab'));
  t.true(isSmallerName('a-b', 'a.b'));
  t.true(isSmallerName('A.b', 'a_b'));
  t.false(isSmallerName('Alice', 'alice'));
});

// What was found of the same bytes is not looked for again, and of others it is.
import test from 'ava';
import { Judged } from '../../src/security/judged.js';

test('judged: the same bytes → judged once; others, or cut elsewhere → judged anew', (t) => {
  const judged = new Judged<number>();
  let judgements = 0;
  const look = (...parts: (Uint8Array | string)[]) => judged.of(parts, () => ++judgements);
  t.is(look(Buffer.from('one'), 'two'), 1);
  t.is(look(Buffer.from('one'), Buffer.from('two')), 1);
  t.is(look('onet', 'wo'), 2);
  t.is(look('one', 'twO'), 3);
  t.is(look('one', 'two', ''), 4);
  t.is(look('one', 'two'), 1);
});

test('judged: what is refused → judged again each time', (t) => {
  const judged = new Judged<number>();
  let judgements = 0;
  const refuse = () => {
    judgements++;
    throw new Error('refused');
  };
  for (let time = 0; time < 2; time++) t.throws(() => judged.of(['bad'], refuse), { message: 'refused' });
  t.is(judgements, 2);
  t.is(
    judged.of(['bad'], () => 7),
    7,
  );
});

test('judged: more than fit → the oldest is judged anew', (t) => {
  const judged = new Judged<string>();
  for (let number = 0; number <= 1024; number++) judged.of([String(number)], () => 'first');
  t.is(
    judged.of(['1024'], () => 'again'),
    'first',
  );
  t.is(
    judged.of(['0'], () => 'again'),
    'again',
  );
});

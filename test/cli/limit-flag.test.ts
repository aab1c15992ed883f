// `--limit NAME=VALUE`.
import test from 'ava';
import { InvalidArgumentError } from 'commander';
import { readLimit } from '../../src/cli/limit-flag.js';
import { createPeer, ParleyError } from '../../src/index.js';

test('limit flag: given again and again → all of them, of a name the last; in both spellings', (t) => {
  const given = ['linkIdle=60', 'message-timeout=30', 'linkIdle=0.5'].reduce<ReturnType<typeof readLimit>>(
    (before, text) => readLimit(text, before),
    {},
  );
  t.deepEqual(given, { linkIdle: 0.5, messageTimeout: 30 });
});

test('limit flag: no name, no value, no number → said what it is', (t) => {
  for (const text of ['', 'linkIdle', '=5', 'linkIdle=', 'linkIdle=much', 'linkIdle=-1', '__proto__=1', 'Link=1']) {
    t.throws(() => readLimit(text), { instanceOf: InvalidArgumentError }, text);
  }
});

test('limit flag: a name that there is not, a value out of its bounds → the library says which', (t) => {
  const messageOf = (text: string) =>
    t.throws(() => createPeer({ registry: '127.0.0.1:7070', name: 'alice', password: 'x', limits: readLimit(text) }), {
      instanceOf: ParleyError,
    }).message;
  t.is(messageOf('patience=5'), 'There is no limit of the name patience.');
  t.is(messageOf('links-per-name=0'), 'linksPerName must be 1 to 1000000000, not 0.');
});

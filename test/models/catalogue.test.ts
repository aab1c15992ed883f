// That no machine is without a model: each test file counts what its own paths take, this one which machines are counted at all.
import test from 'ava';
import { catalogue } from '../../src/machines/catalogue.js';
import { sourcesBelow } from '../helpers/sources.js';
import { Coverage } from './engine/coverage.js';
import { explained, withUnreached } from './unreached.js';

const models = sourcesBelow('test/models', '.ts').filter(({ path }) => !path.startsWith('test/models/engine/'));
const covered = new Set(
  models.flatMap(({ text }) => [...text.matchAll(/\bcovers: \[([^\]]*)\]/g)].flatMap(([, names = '']) => names.match(/[\w-]+/g) ?? [])),
);

test('models: the catalogue → a model for every machine, and none for another', (t) => {
  t.deepEqual([...covered].sort(), catalogue.map(({ name }) => name).sort());
});

test('models: what is explained as unreached → parts that the machines have', (t) => {
  for (const name of withUnreached) {
    const parts = new Set(new Coverage().partsOf(name));
    t.deepEqual(
      explained(name).filter((part) => !parts.has(part)),
      [],
      name,
    );
  }
});

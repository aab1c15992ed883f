// docs/reliability.md names tests, folders and commands: they are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { projectRoot } from '../helpers/sources.js';

const page = readFileSync(join(projectRoot, 'docs/reliability.md'), 'utf8');

test('reliability page: every file and folder that it names → is there', (t) => {
  const named = [...page.matchAll(/`((?:test|simulation|chaos|docs|src)\/[\w./-]*)`/g)].map(([, path = '']) => path);
  t.true(named.length > 20);
  t.deepEqual(
    named.filter((path) => !existsSync(join(projectRoot, path))),
    [],
  );
});

test('reliability page: every command that it names → is there', (t) => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  );
  const named = [...page.matchAll(/`npm run (\w+)`/g)].map(([, name = '']) => name);
  t.deepEqual(
    [...new Set(named)].sort().filter((name) => !Object.hasOwn(scripts, name)),
    [],
  );
});

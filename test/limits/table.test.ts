// Every time and limit that can be set has a test at its edge: the last that is allowed, the first that is not, the next good one.
// Such a test is titled `limit NAME: …` and lies in this folder, or is named here with the file that it is in.
import test from 'ava';
import { peerSettings, registrySettings } from '../../src/protocol/limits.js';
import { type Source, sourcesBelow } from '../helpers/sources.js';

/** Edge tests elsewhere, by setting: titles as they stand in the sources. */
const elsewhere: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'registry keepAliveTimeout': [
    ['test/machines/presence.test.ts', 'presence: alive + silence → TIMEOUT to the last source, GOODBYE, the session is ended'],
    [
      'test/actors/faults/half-open.test.ts',
      'half-open: the cable of a peer is pulled → the others are told within the timeout and a second',
    ],
  ],
  'registry hashesWaiting': [
    ['test/security/password-hasher.test.ts', 'password-hasher: more than may wait → HasherBusy at once, for hash and verify'],
  ],
  'registry unsentBytes': [
    ['test/transport/flow-rules.ts', 'nothing asked for, the other side never stops → little is read, and the other side ends as too slow'],
    [
      'test/transport/flow-rules.ts',
      'too much waits, then the other side reads → it gets all that was sent, the parting frame last, and the end',
    ],
  ],
  'peer unsentBytes': [['test/machines/delivery.test.ts', 'delivery: large messages → no more under way than the link may hold unsent']],
};

/** The settings whose edge the tests of a file are at, by the titles in it. */
function testedIn({ text }: Source): string[] {
  const titles = [...text.matchAll(/^test\('((?:[^'\\]|\\.)*)'/gm)].map(([, title = '']) => title);
  return titles.flatMap((title) => [...(title.split(':')[0] ?? '').matchAll(/limit (\w+)/g)].map(([, name = '']) => name));
}

const sources = sourcesBelow('test/limits', '.test.ts');

for (const [side, settings, prefix] of [
  ['registry', registrySettings, 'test/limits/registry-'],
  ['peer', peerSettings, 'test/limits/peer-'],
] as const) {
  const tested = new Set(sources.filter(({ path }) => path.startsWith(prefix)).flatMap(testedIn));

  test(`limits: every setting of a ${side} → has a test at its edge`, (t) => {
    t.deepEqual(
      Object.keys(settings).filter((name) => !tested.has(name)),
      [],
    );
  });

  test(`limits: every test of a limit of a ${side} → is of a setting that there is`, (t) => {
    t.deepEqual(
      [...tested].filter((name) => !Object.hasOwn(settings, name)),
      [],
    );
  });
}

test('limits: edge tests named here → are where they are said to be', (t) => {
  const texts = new Map(sourcesBelow('test', '.ts').map(({ path, text }) => [path, text]));
  const known = [
    ...Object.keys(registrySettings).map((name) => `registry ${name}`),
    ...Object.keys(peerSettings).map((name) => `peer ${name}`),
  ];
  for (const [setting, titles] of Object.entries(elsewhere)) {
    t.true(known.includes(setting), setting);
    for (const [file, title] of titles) t.true(texts.get(file)?.includes(`'${title}`), `${file}: ${title}`);
  }
});

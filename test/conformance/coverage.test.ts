// Every sentence of docs/protocol.md has a check, or a reason why it can have none.
import test from 'ava';
import { peerChecks } from '../../src/conformance/peer/peer.js';
import { registryChecks } from '../../src/conformance/registry/registry.js';
import type { Coverage } from './coverage/coverage.js';
import { framesCoverage } from './coverage/frames.js';
import { peersCoverage } from './coverage/peers.js';
import { registryCoverage } from './coverage/registry.js';
import { readPage, type Sentence, sentencesOf, squeeze } from './sentences.js';

const chapters = ['1', '2', '3', '4', '5', '6', '7'];
const checks = [...registryChecks, ...peerChecks].map(({ id, sentence }) => ({ id, sentence: squeeze(sentence) }));
const known: readonly Coverage[] = [...framesCoverage, ...registryCoverage, ...peersCoverage];
const sentences = sentencesOf(readPage(), chapters);

/** A check has it as its own, whole or in part. */
const hasOwnCheck = ({ text }: Sentence) => checks.some(({ sentence }) => sentence.includes(text) || text.includes(sentence));

test('conformance: sentences of the page → each has a check, or a reason why not', (t) => {
  const beginnings = known.flatMap((each) => each.of);
  const forgotten = sentences.filter((each) => !hasOwnCheck(each) && !beginnings.some((beginning) => each.text.startsWith(beginning)));
  t.deepEqual(forgotten, []);
});

test('conformance: what is said of sentences → each time of exactly one that stands on the page', (t) => {
  const found = known.flatMap(({ of }) =>
    of.map((beginning) => [beginning, sentences.filter(({ text }) => text.startsWith(beginning)).length] as const),
  );
  t.deepEqual(
    found.filter(([, count]) => count !== 1),
    [],
  );
});

test('conformance: what is said of sentences → checks that exist, or else a reason, where no check is theirs', (t) => {
  const ids = new Set(checks.map(({ id }) => id));
  t.deepEqual(
    known.flatMap((each) => each.checks ?? []).filter((id) => !ids.has(id)),
    [],
  );
  t.deepEqual(
    known.filter((each) => (each.why === undefined) === (each.checks === undefined || each.checks.length === 0)),
    [],
  );
  const excused = known.flatMap(({ of, why }) => (why === undefined ? [] : of));
  t.deepEqual(
    sentences.filter((each) => hasOwnCheck(each) && excused.some((beginning) => each.text.startsWith(beginning))),
    [],
  );
});

test('conformance: a page with a new sentence, row and rule → all three are seen', (t) => {
  const page =
    '## 2 A\n\nIt is `so`. (And so.)\n\n| a | b |\n| --- | --- |\n| c | d |\n\n```abnf\ne = f\n  / g\n```\n\n```parley\nh\n```\n## 8 B\n\nNo.\n';
  t.deepEqual(sentencesOf(page, ['2']), [
    { section: '2', text: 'It is `so`.' },
    { section: '2', text: '(And so.)' },
    { section: '2', text: '| c | d |' },
    { section: '2', text: 'e = f / g' },
  ]);
});

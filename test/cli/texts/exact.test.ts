// Sentences of the library that say more than a reason: the catalogue has them all, so that every language can say them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { exactly, refusalSentence } from '../../../src/cli/sentences.js';
import { english, loadLanguage, sayIn } from '../../../src/cli/texts/texts.js';
import { ParleyError, sentenceFor } from '../../../src/index.js';

const folders = ['src/actors/peer', 'src/actors/peer/circle'];
const files = [
  ...folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file))).filter((file) => file.endsWith('.ts')),
  'src/actors/storage-error.ts',
];

/** What stands as a text in a source, with a name for whatever is filled in; of those in two parts, the whole. */
function sentencesIn(source: string): string[] {
  const joined = source.replace(/' \+\n\s+'/g, '');
  const errors = [...joined.matchAll(/parleyError\('[\w-]+', undefined, (?:'([^']+)'|`([^`]+)`)\)/g)];
  const stored = [...joined.matchAll(/^ {2}(?:'[\w-]+'|\w+):\s+'([A-Z][^']+\.)',$/gm)].map(([, text]) => `${text} ({message})`);
  return [...errors.map(([, plain, filled]) => plain ?? filled ?? ''), ...stored].map((text) => text.replace(/\$\{[^}]+\}/g, 'x'));
}

test('exact texts: every sentence of the library → in the catalogue', (t) => {
  const sentences = files.flatMap((file) => sentencesIn(readFileSync(file, 'utf8')));
  t.true(sentences.length > 15, sentences.join('\n'));
  const missing = sentences.filter((sentence) => exactly(sentence, english) === undefined && !sentence.startsWith('x'));
  t.deepEqual(missing, []);
});

test('exact texts: in English → as the library says them', (t) => {
  t.is(refusalSentence(new ParleyError('invalid', 'You have blocked bob. Unblock first.')), 'You have blocked bob. Unblock first.');
});

test('exact texts: in Arabic → the same, with its parameters; with what the system said; or the reason', async (t) => {
  const say = sayIn(await loadLanguage('ar'));
  const said = (message: string, reason = 'invalid') => refusalSentence(new ParleyError(reason, message), say);
  t.is(said('You have blocked bob. Unblock first.'), 'لقد حظرت \u2068bob\u2069. ألغِ الحظر أولًا.');
  t.is(said(`${sentenceFor('unreachable')} (ECONNREFUSED)`, 'unreachable'), `${say('reason.unreachable')} (ECONNREFUSED)`);
  t.is(said('Something nobody has translated', 'rejected'), say('reason.rejected'));
});

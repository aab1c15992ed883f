// What a failing disk is to whoever runs a peer or a registry.
import test from 'ava';
import { storageError } from '../../src/actors/storage-error.js';
import { SecurityError } from '../../src/security/security-error.js';
import { StoreError, type StoreErrorKind } from '../../src/store/store-error.js';

const kinds: readonly StoreErrorKind[] = ['full', 'read-only', 'corrupt', 'locked', 'in-use', 'newer', 'closed', 'failed'];

test('storage error: every kind of failure → a sentence of its own, what to do, and the system’s words in brackets', (t) => {
  const sentences = kinds.map((kind) => {
    const { reason, message } = storageError(new StoreError(kind, `FILE: ${kind} it is`));
    t.is(reason, 'storage');
    t.regex(message, /^[A-Z][^()]+\. [A-Z][^()]+\. \(FILE: [a-z -]+\)$/);
    return message;
  });
  // Two kinds have none of their own.
  t.is(new Set(sentences.map((message) => message.replace(/ \(.*$/, ''))).size, kinds.length - 1);
});

test('storage error: a failure of the system → by its code', (t) => {
  const failure = (code: string) => storageError(Object.assign(new Error(`${code}: no`), { code })).message;
  t.regex(failure('ENOSPC'), /^The disk is full/);
  for (const code of ['EACCES', 'EROFS', 'EPERM']) t.regex(failure(code), /^The disk or the file takes no writes\./);
  t.regex(failure('EIO'), /^What has to last cannot be read or written\./);
});

test('storage error: a damaged key → its own sentence alone', (t) => {
  t.is(storageError(new SecurityError('The key cannot be used.')).message, 'The key cannot be used.');
});

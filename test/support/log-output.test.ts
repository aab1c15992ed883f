// Logs: the shape of their lines, and that nothing secret is in them.
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogger, type LogOutputOptions } from '../../src/support/log-output.js';
import type { LogFacts, Logger } from '../../src/support/logger.js';

function logged(t: ExecutionContext, options: Partial<LogOutputOptions>, use: (logger: Logger) => void): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'parley-log-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'below', 'parley.log');
  use(createLogger({ format: 'json', destination: file, level: 'info', ...options }));
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

test('log: facts and a sentence → one JSON line, there at once', (t) => {
  const [line = '', ...more] = logged(t, {}, (logger) => logger.info({ name: 'alice', count: 2, isFirst: true }, 'logged in'));
  const { time, ...rest }: { time: string } = JSON.parse(line);
  t.regex(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  t.deepEqual(rest, { level: 'info', name: 'alice', count: 2, isFirst: true, msg: 'logged in' } as object);
  t.deepEqual(more, []);
});

test('log: auto to a file → JSON', (t) => {
  const [line = ''] = logged(t, { format: 'auto' }, (logger) => logger.warn({}, 'x'));
  t.is(JSON.parse(line).level, 'warn');
});

test('log: pretty → one readable line without colours in a file', (t) => {
  const lines = logged(t, { format: 'pretty' }, (logger) => logger.error({ port: 7070 }, 'cannot listen'));
  t.is(lines.length, 1);
  t.regex(lines[0] ?? '', /^\[\d\d:\d\d:\d\d\.\d{3}\] ERROR: cannot listen \{"port":7070\}$/);
});

for (const format of ['json', 'pretty'] as const) {
  test(`log: ${format} to a file that takes no more → the program goes on`, (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'parley-log-'));
    t.teardown(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'parley.log');
    writeFileSync(file, '');
    // The log closes it at the end of this thread: closed here as well, it would be another file's by then.
    const readOnly = openSync(file, 'r');
    const logger = createLogger({ format, destination: readOnly, level: 'info' });
    t.notThrows(() => {
      for (let i = 0; i < 100; i++) logger.info({ text: 'x'.repeat(20_000) }, 'y'.repeat(20_000));
    });
    t.is(readFileSync(file, 'utf8'), '');
  });
}

test('log: below its level → nothing', (t) => {
  const lines = logged(t, { level: 'warn' }, (logger) => {
    logger.debug({}, 'a');
    logger.info({}, 'b');
    logger.warn({}, 'c');
  });
  t.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['c'],
  );
});

const leftOut = test.macro((t, facts: LogFacts) => {
  const lines = logged(t, {}, (logger) => logger.info(facts, 'x'));
  for (const value of Object.values(facts)) t.false(lines.join().includes(String(value)));
  t.regex(lines.join(), /\[left out\]/);
});

test('log: a password → left out', leftOut, { password: 'hunter2' });
test('log: a hash under any name → left out', leftOut, { thing: 'f'.repeat(64) });
test('log: a token under any name → left out', leftOut, { thing: Buffer.alloc(32, 7).toString('base64url') });
test('log: a token within a sentence → left out', leftOut, { detail: `refused ${Buffer.alloc(32, 7).toString('base64url')}` });
test('log: a private key under any name → left out', leftOut, { thing: '-----BEGIN PRIVATE KEY-----' });
test('log: a keep-alive key → left out', leftOut, { keepAliveKey: 'short' });
test('log: a stored password → left out', leftOut, { thing: '$argon2id$v=19$m=19456' });
test('log: a message text → left out', leftOut, { text: 'see you at eight' });

test('log: the fingerprint and the link of a registry → shown', (t) => {
  const fingerprint = Buffer.alloc(32, 7).toString('base64url');
  const [line = ''] = logged(t, {}, (logger) => logger.info({ fingerprint, link: `parley://h:1#${fingerprint}` }, 'x'));
  t.is(JSON.parse(line).fingerprint, fingerprint);
});

test('log: escape sequences of others → not in a line', (t) => {
  const [line = ''] = logged(t, { format: 'pretty' }, (logger) => logger.info({ name: 'a\u001b[2Jb\nc\u202e' }, 'x'));
  for (const character of ['\u001b', '\u202e']) t.false(line.includes(character));
  t.true(line.includes('a\uFFFD[2Jb\uFFFDc\uFFFD'));
});

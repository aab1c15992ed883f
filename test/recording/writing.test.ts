// A recording as a file: who may read it, what is on the disk when the program crashes, and a disk that takes nothing more.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { RecordingEntry, RecordingHeader } from '../../src/recording/format.js';
import { readRecording } from '../../src/recording/reading.js';
import { FileTaken, RecordingFile, writeRecording } from '../../src/recording/writing.js';

const header: RecordingHeader = { parley: 'recording', version: 1, program: '0.1.0', began: '2026-01-02T03:04:05.678Z', texts: 'hidden' };
const entry: RecordingEntry = { n: 1, at: 0, node: 'alice', type: 'actor', actor: 'alice:1', id: 'peer', machine: 'peer' };

function fileIn(t: ExecutionContext, name = 'chat.jsonl'): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-recording-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, name);
}

const never = (error: Error): void => {
  throw error;
};

test('writing: a new file → only its owner may read it, and what happened is in it after the turn', async (t) => {
  const path = fileIn(t);
  const file = new RecordingFile({ path, header, onFailure: never });
  t.deepEqual(readRecording(readFileSync(path, 'utf8')).entries, []);
  if (process.platform !== 'win32') t.is(statSync(path).mode & 0o777, 0o600);
  file.write(entry);
  await turn();
  t.deepEqual(readRecording(readFileSync(path, 'utf8')), { header, entries: [entry], isCut: false });
  file.write({ ...entry, n: 2, actor: 'alice:2' });
  file.close();
  file.write({ ...entry, n: 3, actor: 'alice:3' });
  t.is(readRecording(readFileSync(path, 'utf8')).entries.length, 2);
});

test('writing: a file with something in it → refused, and left as it was', (t) => {
  const path = fileIn(t);
  writeFileSync(path, 'mine');
  t.throws(() => new RecordingFile({ path, header, onFailure: never }), { instanceOf: FileTaken });
  t.throws(() => writeRecording(path, header, [entry]), { instanceOf: FileTaken });
  t.is(readFileSync(path, 'utf8'), 'mine');
});

test('writing: an empty file, as mktemp makes → taken, and made private', (t) => {
  const path = fileIn(t);
  writeFileSync(path, '', { mode: 0o644 });
  writeRecording(path, header, [entry]);
  t.deepEqual(readRecording(readFileSync(path, 'utf8')).entries, [entry]);
  if (process.platform !== 'win32') t.is(statSync(path).mode & 0o777, 0o600);
});

test('writing: a folder that is not there → the system’s error', (t) => {
  t.throws(() => new RecordingFile({ path: join(fileIn(t), 'x'), header, onFailure: never }), { code: 'ENOENT' });
});

test('writing: a program that throws, and one that exits → every entry until then is in the file', (t) => {
  const module = pathToFileURL(join(import.meta.dirname, '../../src/recording/writing.js')).href;
  for (const end of ['throw new Error("boom")', 'process.exit(3)']) {
    const path = fileIn(t);
    const code = `import { RecordingFile } from ${JSON.stringify(module)};
      const file = new RecordingFile({ path: ${JSON.stringify(path)}, header: ${JSON.stringify(header)}, onFailure() {} });
      for (let n = 1; n <= 100; n++) file.write({ ...${JSON.stringify(entry)}, n, actor: 'alice:' + n });
      ${end};`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', code]);
    t.not(status, 0);
    t.is(readRecording(readFileSync(path, 'utf8')).entries.length, 100);
  }
});

const full = process.platform === 'linux' ? test : test.skip;

full('writing: a disk that takes nothing more → told once, and the program goes on', (t) => {
  const module = pathToFileURL(join(import.meta.dirname, '../../src/recording/writing.js')).href;
  const path = fileIn(t);
  const code = `import { RecordingFile } from ${JSON.stringify(module)};
    process.on('SIGXFSZ', () => {});
    const file = new RecordingFile({ path: ${JSON.stringify(path)}, header: ${JSON.stringify(header)}, onFailure: (e) => console.log(e.code) });
    for (let n = 1; n <= 100; n++) {
      file.write({ ...${JSON.stringify(entry)}, n, actor: 'alice:' + n, id: 'x'.repeat(200) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    file.close();
    console.log('goes on');`;
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$0" --input-type=module --eval "$1"', process.execPath, code]);
  t.is(String(stdout), 'EFBIG\ngoes on\n', String(stderr));
  const { entries, isCut } = readRecording(readFileSync(path, 'utf8'));
  t.true(entries.length > 5 && entries.length < 100);
  t.true(isCut);
});

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createPrivateFile, openPrivateDirectory, readPrivateFile, replacePrivateFile } from '../../src/security/private-files.js';
import { SecurityError } from '../../src/security/security-error.js';

/** On Windows there are no modes to check. */
const testModes = process.platform === 'win32' ? test.skip : test;

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

async function directoryOf(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-files-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

testModes('private-files: a directory that is not there → made, with those above it, for its owner only', async (t) => {
  const path = join(await directoryOf(t), 'a', 'b');
  await openPrivateDirectory(path);
  t.deepEqual([await modeOf(path), await modeOf(join(path, '..'))], ['700', '700']);
});

testModes('private-files: a directory open to others → theirs no more', async (t) => {
  const path = join(await directoryOf(t), 'a');
  await mkdir(path);
  await chmod(path, 0o755);
  await openPrivateDirectory(path);
  t.is(await modeOf(path), '700');
});

testModes('private-files: a directory that users share → refused and left as it is', async (t) => {
  const path = join(await directoryOf(t), 'shared');
  await mkdir(path);
  await chmod(path, 0o1777);
  await t.throwsAsync(openPrivateDirectory(path), {
    instanceOf: SecurityError,
    message: `${path} is a directory that users share; choose one of its own for the registry's keys`,
  });
  t.is(await modeOf(path), '1777');
});

testModes('private-files: a file open to others → read, and theirs no more', async (t) => {
  const path = join(await directoryOf(t), 'key.pem');
  await writeFile(path, 'secret');
  await chmod(path, 0o644);
  t.is(await readPrivateFile(path), 'secret');
  t.is(await modeOf(path), '600');
});

testModes("private-files: written → its owner's only", async (t) => {
  const directory = await directoryOf(t);
  await createPrivateFile(join(directory, 'one'), 'x');
  await replacePrivateFile(join(directory, 'two'), 'x');
  t.deepEqual([await modeOf(join(directory, 'one')), await modeOf(join(directory, 'two'))], ['600', '600']);
});

test('private-files: a file that is not there → undefined', async (t) => {
  t.is(await readPrivateFile(join(await directoryOf(t), 'none')), undefined);
});

test('private-files: replaced → the new text, and nothing else in the directory', async (t) => {
  const directory = await directoryOf(t);
  const path = join(directory, 'file');
  await writeFile(path, 'old');
  await replacePrivateFile(path, 'new');
  t.is(await readFile(path, 'utf8'), 'new');
  t.deepEqual(await readdir(directory), ['file']);
});

test('private-files: created where there is one → the older text stays and is given', async (t) => {
  const directory = await directoryOf(t);
  const path = join(directory, 'file');
  t.is(await createPrivateFile(path, 'first'), 'first');
  t.is(await createPrivateFile(path, 'second'), 'first');
  t.is(await readFile(path, 'utf8'), 'first');
  t.deepEqual(await readdir(directory), ['file']);
});

test("private-files: written where no directory is → the system's error", async (t) => {
  const path = join(await directoryOf(t), 'none', 'file');
  await t.throwsAsync(replacePrivateFile(path, 'x'), { code: 'ENOENT' });
  await t.throwsAsync(createPrivateFile(path, 'x'), { code: 'ENOENT' });
});

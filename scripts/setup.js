// Makes a fresh clone ready: installs what is missing, then builds. Run before `npm start` and `npm test`; needs only Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.parley-setup');
const modulesAbi = process.versions.modules;
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${modulesAbi} ${process.platform} ${process.arch}`)
  .digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
  process.stderr.write('parley: installing what it needs; the first time this takes a minute or two …\n');
  // Native parts are compiled on all cores where no prebuilt one fits.
  run('npm', ['ci', '--no-progress', '--loglevel=error'], { JOBS: 'max' });
  writeFileSync(stampFile, wanted);
}
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')]);

/** Ends this process with the command's exit code when that is not 0. */
function run(command, args, extra = {}) {
  const shell = process.platform === 'win32' && command === 'npm';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...extra }, shell });
  if (error || status !== 0) {
    process.stderr.write(`parley: ${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}\n`);
    process.exit(1);
  }
}

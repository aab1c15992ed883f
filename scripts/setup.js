// Makes a fresh clone ready: installs what is missing, then builds. Run before `npm start` and `npm test`; needs only Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.parley-setup');
const modulesAbi = process.versions.modules;
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${modulesAbi} ${process.platform} ${process.arch}`)
  .digest('hex');
/** What takes longer tells how it stands every so often, ms. */
const interval = 5000;

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
  tell('installing what it needs; the first time this takes a minute or two …');
  // Native parts are compiled on all cores where no prebuilt one fits.
  await run('npm', ['ci', '--no-progress', '--loglevel=error'], installing, { JOBS: 'max' });
  writeFileSync(stampFile, wanted);
}
await run(process.execPath, [join(modules, 'typescript', 'bin', 'tsc')], () => 'building');
await run(process.execPath, [join(root, 'scripts', 'bundle.js')], () => 'building');
await import('./inspector-page.js');

/** What an installation is doing, by what is there of it so far. */
function installing() {
  const wantedPackages = Object.keys(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages).length - 1;
  const there = packagesIn(modules);
  if (
    existsSync(join(modules, 'sqlite3', 'build', 'Makefile')) &&
    !existsSync(join(modules, 'sqlite3', 'build', 'Release', 'node_sqlite3.node'))
  )
    return 'compiling SQLite for this machine';
  return there < wantedPackages / 2 ? `fetching packages, ${there} of ${wantedPackages}` : 'setting up packages';
}

function packagesIn(directory) {
  if (!existsSync(directory)) return 0;
  const names = readdirSync(directory).filter((name) => !name.startsWith('.'));
  return names.reduce((count, name) => count + (name.startsWith('@') ? packagesIn(join(directory, name)) : 1), 0);
}

function tell(what) {
  process.stderr.write(`parley: ${what}\n`);
}

/** Says what it does as long as it lasts; ends this process with the command's exit code when that is not 0. */
async function run(command, args, doing, extra = {}) {
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...extra }, shell });
  const begun = Date.now();
  const timer = setInterval(() => tell(`${doing()}, for ${Math.round((Date.now() - begun) / 1000)} s now …`), interval);
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`: ${error.message}`));
    child.once('close', (code) => resolve(code === 0 ? undefined : ''));
  });
  clearInterval(timer);
  if (failure === undefined) return;
  tell(`${command} ${args.join(' ')} failed${failure}`);
  process.exit(1);
}

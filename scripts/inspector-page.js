// Builds the inspector's page, src/inspector/page, into the folder that its server serves: checks the types of what runs in the browser
// and joins it into one file. Does nothing when what is built is newer than what it is built from. Arguments: the build's directory.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'src', 'inspector', 'page');
const target = join(resolve(root, process.argv[2] ?? 'dist'), 'src', 'inspector', 'site');
const stamp = join(target, 'page.js');
const asTheyAre = ['index.html', 'icon.svg', 'layouts.jsonl'];

if (newest([page, join(root, 'src', 'inspector', 'contract.ts'), join(root, 'src', 'machines', 'chart.ts')]) > newest([stamp]))
  await make();

async function make() {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', page], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
  mkdirSync(target, { recursive: true });
  for (const name of asTheyAre) copyFileSync(join(page, name), join(target, name));
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: join(page, 'view', 'main.ts') },
    outdir: target,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    write: false,
    logLevel: 'warning',
  });
  writeFileSync(join(target, 'page.css'), readFileSync(join(page, 'page.css')));
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
}

/** When the last of these, and of what is in them, was written. */
function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats) return 0;
      return stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs;
    }),
  );
}

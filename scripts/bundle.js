// Joins the built command line and the small packages that it needs at its start into a few files, `dist/program/`: reading a few
// hundred separate ones would take most of the time to the first prompt. The library stays as it is. Arguments: the build's directory.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = resolve(root, process.argv[2] ?? 'dist');
const target = join(built, 'program');
/** What every start needs. All else stays in its package: most is loaded only when it is used, and some is no JavaScript. */
const joined = ['commander', 'env-paths', 'eventemitter3', 'kleur', 'kleur/colors', 'get-east-asian-width', 'uuid', 'xstate'];
/** Packages of CommonJS ask for Node's own modules by this. */
const banner = "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);";

/** What is found beside a file of the build (texts, threads, pages) is still found there. */
const places = {
  name: 'places',
  setup(builder) {
    builder.onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!path.startsWith(join(built, 'src') + sep)) return undefined;
      const place = JSON.stringify(relative(target, path).split(sep).join('/'));
      const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
      return { contents, loader: 'js' };
    });
  },
};

const strangers = {
  name: 'strangers',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const isOurs = importer.startsWith(join(built, 'src') + sep);
      return isOurs && !path.startsWith('node:') && !joined.includes(path) ? { path, external: true } : undefined;
    });
  },
};

rmSync(target, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: [join(built, 'src', 'cli', 'main.js')],
  outdir: target,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  banner: { js: banner },
  plugins: [strangers, places],
  logLevel: 'warning',
});

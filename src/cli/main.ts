#!/usr/bin/env node
// The program `parley`.
import nodeModule from 'node:module';

// Where Node can (22.1 and later), what was compiled once is kept for the next start.
const caching: { readonly enableCompileCache?: () => unknown; readonly builtinModules: unknown } = nodeModule;
caching.enableCompileCache?.();

const { run } = await import('./program.js');
const exitCode = await run(process.argv.slice(2));
// What was written last must be out first; what is still open keeps nobody waiting.
process.stdout.write('', () => process.exit(exitCode));

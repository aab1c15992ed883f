#!/usr/bin/env node
// The program `parley`.
import { run } from './program.js';

const exitCode = await run(process.argv.slice(2));
// What was written last must be out first; what is still open keeps nobody waiting.
process.stdout.write('', () => process.exit(exitCode));

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testFiles } from './scripts/test-groups.js';

const root = dirname(fileURLToPath(import.meta.url));
// Files that are named are run as they are; small ones are put together when all are run.
const isNamed = process.argv.slice(2).some((argument) => argument.includes('.test.'));
const files = isNamed ? ['dist/test/**/*.test.js'] : testFiles(root, join(root, 'dist'));
const turns = new Map(files.map((file, turn) => [join(root, file), turn]));

export default {
  files,
  ...(isNamed ? {} : { sortTestFiles: (one, other) => (turns.get(one) ?? 0) - (turns.get(other) ?? 0) }),
  nodeArguments: ['--enable-source-maps', '--conditions=development'],
  // Twice the two cores that the suite is made for: many tests wait for real sockets and processes.
  concurrency: 4,
  timeout: '60s',
};

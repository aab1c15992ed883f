// `parley registry` as a process that tells its parent, whenever it is asked, how much of the processor it has used.
import { run } from '../src/cli/program.js';

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1e6);
});
// The parent is gone.
process.on('disconnect', () => process.exit(1));
process.exit(await run(process.argv.slice(2)));

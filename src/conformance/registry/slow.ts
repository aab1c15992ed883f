// The check of section 7.1 that a link which does not read is given up.
import { demand, inSection, Unchecked } from '../check.js';
import { pause } from '../waiting.js';
import { manyRooms } from './lists.js';
import { login, type RegistryTrial } from './trial.js';

/** What the two systems may hold between them at most, before anything waits in the registry; bytes. */
const inBetween = 16 * 1024 * 1024;
/** A page of the list that is asked for. */
const pageSize = 60_000;

export const slowChecks = inSection<RegistryTrial>('7.1', {
  'too-slow': {
    sentence: '| bytes waiting for a link that does not read, then GOODBYE `too-slow` | 1048576 | `unsentBytes` |',
    phase: 'last', // its rooms fill the lists of others
    accounts: 1,
    run: async (trial) => {
      const { unsentBytes, requestBurst, requestsPerSecond } = trial.target.limits;
      const pages = Math.ceil((unsentBytes + inBetween) / pageSize);
      const longest = trial.wait(Math.max(0, pages - requestBurst) / requestsPerSecond + 5);
      const { user } = await manyRooms(trial);
      const begin = Date.now();
      user.link.pause();
      for (let count = 0; count < pages; count++) user.link.send('SHOW_ROOMS_LIST <DETAILED>\r\n\r\n');
      // As long as the session lives nobody else can log in.
      let isOver = false;
      while (!isOver && Date.now() - begin < longest) {
        await pause(500);
        const link = await trial.greeted();
        const answer = await link.ask(login(user.account));
        if (answer.headers.get('reason') === 'rate-limited') throw new Unchecked('the registry takes no more LOGIN from this address');
        isOver = answer.line === 'AUTH <SUCCESS> <200>';
      }
      demand(isOver, 'the end of a link that does not read', `a session that lives after ${pages} lists`);
      user.link.resume();
      await user.link.expectGoodbye('too-slow');
    },
  },
});

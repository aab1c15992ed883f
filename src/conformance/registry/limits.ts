// Checks of section 7.1: what a registry takes. Those that use up what an address may do run last, one by one.
import { demand, demandSame, inSection, Mismatch, Unchecked } from '../check.js';
import type { RawLink } from '../raw-link.js';
import { hashOf } from './accounts.js';
import { hello, join, login, type RegistryTrial } from './trial.js';

const zeros = '0'.repeat(64);
/** Checks that would send more than this are for registries with lower limits. */
const mostRequests = 300;

function few(count: number, setting: string): void {
  if (count > mostRequests) throw new Unchecked(`it would take ${count} requests; see ${setting}`);
}

const retry = ['Retry-After', /^[1-9]\d*$/] as const;

export const limitChecks = inSection<RegistryTrial>('7.1', {
  'bytes-before-login': {
    sentence: '| bytes read before a login, else GOODBYE `too-much-before-login` | 65536 | `bytesBeforeLogin` |',
    run: async (trial) => {
      const link = await trial.greeted();
      const { bytesBeforeLogin } = trial.target.limits;
      few(bytesBeforeLogin / 8000, 'bytesBeforeLogin');
      const padded = { ...hello, headers: { ...hello.headers, 'X-Pad': 'x'.repeat(7800) } };
      for (let sent = 0; sent <= bytesBeforeLogin; sent += 7800) link.request(padded);
      for (;;) {
        const { line, headers, text } = await link.next('GOODBYE');
        if (line.startsWith('HELLO_BACK <SUCCESS>')) continue;
        demand(line === 'GOODBYE' && headers.get('reason') === 'too-much-before-login', 'GOODBYE too-much-before-login', text);
        break;
      }
      await link.expectEnd();
    },
  },
  'login-in-time': {
    sentence: '| from the connection to a login, else GOODBYE `login-timeout` | 60 s | `loginTimeout` |',
    phase: 'long',
    run: async (trial) => {
      const { loginTimeout } = trial.target.limits;
      const wait = trial.wait(loginTimeout);
      const link = await trial.greeted();
      const begin = Date.now();
      await link.expectWithin(wait + 2000, 'GOODBYE', 'Reason: login-timeout');
      demand(Date.now() - begin > wait * 0.8, `GOODBYE after ${loginTimeout} s`, `it after ${Date.now() - begin} ms`);
      await link.expectEnd();
    },
  },
  'failed-logins': {
    sentence: '| failed logins a minute of one user from one address, then `rate-limited` | 5 | `loginFailures` |',
    accounts: 1,
    run: async (trial) => {
      const { loginFailures, loginFailuresPerAddress } = trial.target.limits;
      if (loginFailures > loginFailuresPerAddress / 2) throw new Unchecked('it would use up loginFailuresPerAddress');
      const other = await trial.registered();
      const nobody = { ...other, name: trial.freshName() };
      const link = await trial.greeted();
      for (let count = 0; count < loginFailures; count++) {
        await link.answer(login({ ...nobody, hash: zeros }), 'AUTH <FAILURE> <404>', 'Reason: wrong-credentials');
      }
      await link.answer(login({ ...nobody, hash: zeros }), 'AUTH <FAILURE> <404>', 'Reason: rate-limited', retry);
      await link.answer(login(other), 'AUTH <SUCCESS> <200>');
    },
  },
  'success-clears': {
    sentence: 'A success clears the count of that user and address.',
    accounts: 1,
    run: async (trial) => {
      const { loginFailures, loginFailuresPerAddress } = trial.target.limits;
      if (loginFailures > loginFailuresPerAddress / 4) throw new Unchecked('it would use up loginFailuresPerAddress');
      const account = await trial.registered();
      for (let round = 0; round < 2; round++) {
        const link = await trial.greeted();
        for (let count = 0; count < loginFailures - 1; count++) {
          await link.answer(login({ ...account, hash: zeros }), 'AUTH <FAILURE> <404>', 'Reason: wrong-credentials');
        }
        await link.answer(login(account), 'AUTH <SUCCESS> <200>');
        await link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      }
    },
  },
  'wrong-room-passwords': {
    sentence: '| wrong room passwords a minute of one user for one room | 5 | `roomPasswordFailures` |',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const { roomPasswordFailures } = trial.target.limits;
      few(roomPasswordFailures, 'roomPasswordFailures');
      const room = trial.freshName();
      const hash = hashOf(room, 'secret');
      await host.link.answer(`CREATE_CHAT_ROOM <${room}> <${hash}> <5> <>`, 'CREATION <SUCCESS> <200>');
      for (let count = 0; count < roomPasswordFailures; count++) {
        await user.link.answer(join(room, zeros), 'JOIN <FAILURE> <404>', 'Reason: wrong-room-password');
      }
      await user.link.answer(join(room, hash), 'JOIN <FAILURE> <404>', 'Reason: rate-limited', retry);
    },
  },
  'requests-per-second': {
    sentence: '| and a second after that; what comes faster is read later | 20 | `requestsPerSecond` |',
    accounts: 1,
    run: async (trial) => {
      const { requestBurst, requestsPerSecond } = trial.target.limits;
      const more = Math.min(20, requestsPerSecond);
      few(requestBurst + more, 'requestBurst');
      const { link } = await trial.online();
      const begin = Date.now();
      const ids = Array.from({ length: requestBurst + more }, () => link.request(hello));
      for (const id of ids) await link.answerTo(id, 'an echo');
      const took = Date.now() - begin;
      const least = (more / requestsPerSecond) * 1000 * 0.7;
      demand(took >= least, `the last answer after at least ${Math.round(least)} ms`, `it after ${took} ms`);
    },
  },
  'rooms-of-a-user': {
    sentence: '| rooms that one user is in | 100 | `roomsPerUser` |',
    phase: 'long',
    accounts: 1,
    run: async (trial) => {
      const { roomsPerUser } = trial.target.limits;
      few(roomsPerUser, 'roomsPerUser');
      const user = await trial.online();
      for (let count = 0; count < roomsPerUser; count++) await trial.room(user);
      await user.link.answer(`CREATE_CHAT_ROOM <${trial.freshName()}> <> <5> <>`, 'CREATION <FAILURE> <404>', 'Reason: too-many-rooms');
    },
  },
  'failed-logins-of-an-address': {
    sentence: '| failed logins a minute from one address (IPv6: one /64), then `rate-limited` | 30 | `loginFailuresPerAddress` |',
    phase: 'last',
    accounts: 1,
    run: async (trial) => {
      const { loginFailuresPerAddress } = trial.target.limits;
      few(loginFailuresPerAddress, 'loginFailuresPerAddress');
      const account = await trial.registered();
      let failures = 0;
      while (failures <= loginFailuresPerAddress) {
        const link = await trial.greeted();
        // A name of its own each time, so that no other limit is met.
        const answer = await link.answer(login({ ...account, name: trial.freshName(), hash: zeros }), 'AUTH <FAILURE> <404>');
        if (answer.headers.get('reason') === 'rate-limited') break;
        failures++;
        link.destroy();
      }
      demand(failures <= loginFailuresPerAddress, `rate-limited after ${loginFailuresPerAddress}`, `${failures} wrong-credentials`);
      await (await trial.greeted()).answer(login(account), 'AUTH <FAILURE> <404>', 'Reason: rate-limited', retry);
    },
  },
  registrations: {
    sentence: '| names registered a minute from one address | 20 | `registrationsPerAddress` |',
    phase: 'last',
    run: async (trial) => {
      const { registrationsPerAddress } = trial.target.limits;
      few(registrationsPerAddress, 'registrationsPerAddress');
      let made = 0;
      while (made <= registrationsPerAddress) {
        const link = await trial.greeted();
        const answer = await link.ask(`REGISTER <${trial.freshName()}> <${zeros}>`);
        link.destroy();
        if (answer.line === 'REGISTER <SUCCESS> <200>') made++;
        else {
          demandSame([answer.line, answer.headers.get('reason')], ['REGISTER <FAILURE> <404>', 'rate-limited']);
          demand(retry[1].test(answer.headers.get('retry-after') ?? ''), 'a Retry-After', answer.text);
          return;
        }
      }
      throw new Mismatch(`rate-limited after ${registrationsPerAddress}`, `${made} names registered`);
    },
  },
  'links-before-login': {
    sentence: '| links of one address before login; the next gets HELLO_BACK FAILURE `registry-full` at once | 64 | `linksPerAddress` |',
    phase: 'last',
    run: async (trial) => {
      const { linksPerAddress } = trial.target.limits;
      few(linksPerAddress, 'linksPerAddress');
      const links: RawLink[] = [];
      // Links of checks before this one may still count.
      for (let count = 0; count <= linksPerAddress; count++) {
        const link = await trial.dial();
        links.push(link);
        const back = await Promise.race([link.ask(hello), link.next().catch(() => link.next())]);
        if (back.line === 'HELLO_BACK <FAILURE> <404>') {
          const [reason, after] = ['reason', 'retry-after'].map((name) => back.headers.get(name));
          demandSame([reason, after, back.headers.has('request-id')], ['registry-full', String(trial.target.limits.fullRetryAfter), false]);
          await link.expectEnd();
          return;
        }
      }
      throw new Mismatch('HELLO_BACK FAILURE registry-full', `${links.length} links that were greeted`);
    },
  },
});

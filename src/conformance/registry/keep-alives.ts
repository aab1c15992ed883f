// Checks of section 4: signs of life over UDP, and what their absence leads to.
import { demand, demandSame, inSection } from '../check.js';
import { demandMac, keepAlive, type RawDatagrams, withMac } from '../raw-datagrams.js';
import { login, type Online, type RegistryTrial, told } from './trial.js';

const success = 'KEEP_ALIVE_RESPONSE <SUCCESS> <200>';

/** Whatever was sent before got no answer: the next to come is that to a right one. */
async function demandSilenceBefore(datagrams: RawDatagrams, right: string, counter: number): Promise<void> {
  datagrams.send(right);
  await datagrams.expect(success, `Counter: ${counter}`);
}

async function lively(trial: RegistryTrial): Promise<{ user: Online; datagrams: RawDatagrams; beat: (counter: number) => string }> {
  const user = await trial.online();
  const datagrams = await trial.datagrams();
  return { user, datagrams, beat: (counter) => keepAlive(user.name, trial.target.limits.keepAliveTimeout, counter, user.key) };
}

const answering = inSection<RegistryTrial>('4.3', {
  answered: {
    sentence:
      '| right Mac, higher Counter, live session | SUCCESS with the same Counter and a Mac; if it came from a new address or port, that replaces the old one |',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      datagrams.send(beat(41));
      demandMac(await datagrams.expect(success, 'Counter: 41'), user.key);
    },
  },
  'name-in-any-case': {
    sentence:
      '| right Mac, higher Counter, live session | SUCCESS with the same Counter and a Mac; if it came from a new address or port, that replaces the old one |',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams } = await lively(trial);
      datagrams.send(keepAlive(user.name.toUpperCase(), trial.target.limits.keepAliveTimeout, 1, user.key));
      await datagrams.expect(success, 'Counter: 1');
    },
  },
  'wrong-mac': {
    sentence: '| wrong Mac, or a Counter not above the last one | nothing at all: no answer, nothing changes |',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      const { keepAliveTimeout } = trial.target.limits;
      datagrams.send(keepAlive(user.name, keepAliveTimeout, 50, Buffer.alloc(32)));
      datagrams.send(`KEEP_ALIVE <${user.name}> <${keepAliveTimeout}>\r\nCounter: 51\r\n\r\n`);
      await demandSilenceBefore(datagrams, beat(7), 7);
    },
  },
  'old-counter': {
    sentence: '| wrong Mac, or a Counter not above the last one | nothing at all: no answer, nothing changes |',
    accounts: 1,
    run: async (trial) => {
      const { datagrams, beat } = await lively(trial);
      await demandSilenceBefore(datagrams, beat(10), 10);
      for (const counter of [10, 9, 0]) datagrams.send(beat(counter));
      await demandSilenceBefore(datagrams, beat(11), 11);
    },
  },
  'hint-to-the-known': {
    sentence:
      '| no live session for the user, or a pending one | FAILURE without Mac, but only to an address and port from which a valid one came in the last 10 minutes; else nothing |',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      await demandSilenceBefore(datagrams, beat(1), 1);
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      datagrams.send(beat(2));
      await datagrams.expect('KEEP_ALIVE_RESPONSE <FAILURE> <404>', 'Reason: not-logged-in', '!Mac');
    },
  },
  'silence-to-strangers': {
    sentence: 'FAILURE is unauthenticated. It is only a hint that the TLS link is worth a look; a stranger never gets any answer.',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      const { keepAliveTimeout } = trial.target.limits;
      datagrams.send(keepAlive('nobody-has-this-name', keepAliveTimeout, 1, user.key));
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      datagrams.send(beat(1));
      const again = await trial.onlineAgain(user);
      await demandSilenceBefore(datagrams, keepAlive(user.name, keepAliveTimeout, 2, again.key), 2);
    },
  },
  timeout: {
    sentence:
      'It then sends TIMEOUT to the last valid source, if there was one, with the last accepted Counter and a Mac; sends GOODBYE `timed-out` on the TLS link and closes it; and tells the others USER_LOGOUT.',
    phase: 'long',
    accounts: 2,
    run: async (trial) => {
      const timeout = trial.target.limits.keepAliveTimeout;
      const wait = trial.wait(timeout + 1);
      const { user, datagrams, beat } = await lively(trial);
      const other = await trial.online(1);
      const room = await trial.room(other);
      await trial.joins(room, user);
      await told(other);
      const former = await trial.datagrams();
      former.send(beat(4));
      await former.expect(success);
      await demandSilenceBefore(datagrams, beat(5), 5); // the last source
      const begin = Date.now();
      const stay = setInterval(() => other.link.request('HELLO_P2P'), timeout * 250);
      try {
        await user.link.expectWithin(wait + 3000, 'GOODBYE', 'Reason: timed-out');
      } finally {
        clearInterval(stay);
      }
      const took = Date.now() - begin;
      demand(took > timeout * 900 && took < wait + 1500, `GOODBYE after ${timeout} to ${timeout + 1} s`, `it after ${took} ms`);
      await user.link.expectEnd();
      const last = await datagrams.expect(`TIMEOUT <${user.name}>`, 'Counter: 5');
      demandMac(last, user.key);
      demandSame(
        (await told(other)).filter((line) => line.startsWith('USER_')),
        [`USER_LOGOUT <${user.name}>`],
      );
    },
  },
  'signs-of-life': {
    sentence: 'A session is dead when neither a valid KEEP_ALIVE nor a frame on its TLS link has come for one timeout.',
    phase: 'long',
    accounts: 2,
    run: async (trial) => {
      const timeout = trial.target.limits.keepAliveTimeout;
      trial.wait(timeout * 1.6 + 1);
      const { user, datagrams, beat } = await lively(trial);
      const talker = await trial.online(1);
      const begin = Date.now();
      for (let counter = 1; Date.now() - begin < (timeout * 1.6 + 1) * 1000; counter++) {
        datagrams.send(beat(counter));
        await datagrams.expect(success, `Counter: ${counter}`);
        await talker.link.ask('SEARCH_USER <nobody-has-this>');
        await new Promise((resolve) => setTimeout(resolve, timeout * 250));
      }
      await user.link.answer(`SEARCH_USER <${talker.name}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
      await talker.link.answer(`SEARCH_USER <${user.name}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
    },
  },
});

const writing = inSection<RegistryTrial>('4.1', {
  'other-timeout': {
    sentence: '`<timeout>` is the Keep-Alive-Timeout of HELLO_BACK. A datagram with another value is dropped.',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      datagrams.send(keepAlive(user.name, trial.target.limits.keepAliveTimeout + 1, 30, user.key));
      await demandSilenceBefore(datagrams, beat(2), 2);
    },
  },
});

const counting = inSection<RegistryTrial>('4.2', {
  'counter-may-skip': {
    sentence: 'It is higher in each datagram of a session than in the one before; numbers may be skipped.',
    accounts: 1,
    run: async (trial) => {
      const { datagrams, beat } = await lively(trial);
      for (const counter of [0, 1, 1_000_000, 9_007_199_254_740_991]) await demandSilenceBefore(datagrams, beat(counter), counter);
    },
  },
  'mac-is-last': {
    sentence: '`Mac` is the last header.',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      const right = withMac(`KEEP_ALIVE <${user.name}> <${trial.target.limits.keepAliveTimeout}>\r\nCounter: 40\r\n`, user.key);
      datagrams.send(right.replace(/\r\n\r\n$/, '\r\nX-After: the Mac\r\n\r\n'));
      await demandSilenceBefore(datagrams, beat(3), 3);
      await trial.greeted().then((link) => link.answer(login(user.account), 'AUTH <ONLINE> <300>'));
    },
  },
});

const limits = inSection<RegistryTrial>('2.3', {
  'large-datagram': {
    sentence: '| a datagram | 1200 bytes |',
    accounts: 1,
    run: async (trial) => {
      const { user, datagrams, beat } = await lively(trial);
      const { keepAliveTimeout } = trial.target.limits;
      const head = (pad: number) => `KEEP_ALIVE <${user.name}> <${keepAliveTimeout}>\r\nCounter: 30\r\nX-Pad: ${'x'.repeat(pad)}\r\n`;
      const least = withMac(head(0), user.key).length;
      datagrams.send(withMac(head(1201 - least), user.key));
      await demandSilenceBefore(datagrams, beat(2), 2);
      await demandSilenceBefore(datagrams, withMac(head(1200 - least), user.key), 30);
    },
  },
});

export const keepAliveChecks = [...limits, ...writing, ...counting, ...answering];

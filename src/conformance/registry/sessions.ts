// Checks of sections 3.5 and 3.11: what a session lives on, who follows it, how it ends.
import { demand, demandSame, inSection } from '../check.js';
import { keepAlive } from '../raw-datagrams.js';
import { login, type RegistryTrial, told } from './trial.js';

const sessions = inSection<RegistryTrial>('3.5', {
  'already-online': {
    sentence:
      '**The link lives, and somebody logs in elsewhere.** The answer is ONLINE, `already-online`, unless the LOGIN has a `Resume` with the token of that very session.',
    accounts: 1,
    run: async (trial) => {
      const { account, link } = await trial.online();
      await (await trial.greeted()).answer(login(account), 'AUTH <ONLINE> <300>', 'Reason: already-online');
      await link.answer('SEARCH_USER <nobody-has-this>', 'SEARCH_USER_RESPONSE <NOT_FOUND> <404>');
    },
  },
  'unknown-token': {
    sentence: 'A token that the registry does not know is treated as if it were not there.',
    accounts: 1,
    run: async (trial) => {
      const { account } = await trial.online();
      await (await trial.greeted()).answer(login(account, { Resume: 'no-token-of-mine' }), 'AUTH <ONLINE> <300>', 'Reason: already-online');
    },
  },
  'token-of-another': {
    sentence: 'unless the LOGIN has a `Resume` with the token of that very session.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      await (await trial.greeted()).answer(login(one.account, { Resume: other.token }), 'AUTH <ONLINE> <300>', 'Reason: already-online');
    },
  },
  takeover: {
    sentence:
      'Then the new link takes the session over: the old link gets GOODBYE `replaced`, and from then on nothing that happens on it touches the new session.',
    accounts: 2,
    run: async (trial) => {
      const [user, other] = [await trial.online(0), await trial.online(1)];
      const again = await trial.onlineAgain(user, { Resume: user.token });
      await user.link.expect('GOODBYE', 'Reason: replaced');
      await user.link.expectEnd();
      user.link.destroy();
      await other.link.answer(`SEARCH_USER <${user.name}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
      await again.link.answer(`SEARCH_USER <${other.name}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
    },
  },
  'new-token-and-key': {
    sentence: 'Every takeover makes a new token, a new Keep-Alive-Key, and starts a new counter.',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const datagrams = await trial.datagrams();
      const timeout = trial.target.limits.keepAliveTimeout;
      datagrams.send(keepAlive(user.name, timeout, 1000, user.key));
      await datagrams.expect('KEEP_ALIVE_RESPONSE <SUCCESS> <200>', 'Counter: 1000');
      const again = await trial.onlineAgain(user, { Resume: user.token });
      demand(again.token !== user.token && !again.key.equals(user.key), 'another token and another key', again.auth.text);
      datagrams.send(keepAlive(user.name, timeout, 1001, user.key));
      datagrams.send(keepAlive(user.name, timeout, 1, again.key));
      await datagrams.expect('KEEP_ALIVE_RESPONSE <SUCCESS> <200>', 'Counter: 1');
    },
  },
  'pending-is-online': {
    sentence: 'To others the user is still online.',
    accounts: 2,
    run: async (trial) => {
      const [user, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(other);
      await trial.joins(room, user);
      await told(other);
      user.link.destroy();
      const again = await trial.onlineAgain(user); // by now the registry has seen the end of the first
      again.link.destroy();
      await other.link.answer(`SEARCH_USER <${user.name}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
      demandSame(await told(other), []);
    },
  },
  'pending-is-followed': {
    sentence: 'A LOGIN with the right password ends the pending session, and nobody is told.',
    accounts: 2,
    run: async (trial) => {
      const [user, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(other);
      await trial.joins(room, user);
      await told(other);
      user.link.destroy();
      const again = await trial.onlineAgain(user);
      demand(again.token !== user.token, 'a new session', again.auth.text);
      demandSame(await told(other), []);
    },
  },
  'takeover-with-another-port': {
    sentence:
      'When one session follows another in either of these ways, room-mates see no USER_LOGOUT, and a USER_LOGIN only if the address or the port is a different one.',
    accounts: 2,
    run: async (trial) => {
      const [user, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(other);
      await trial.joins(room, user);
      await told(other);
      await trial.onlineAgain(user, { Resume: user.token, 'Peer-Port': '40777' });
      const [login, ...more] = await told(other);
      demand(login?.startsWith(`USER_LOGIN <${user.name}> <40777> <`) === true && more.length === 0, 'one USER_LOGIN with the port 40777', [
        login,
        ...more,
      ]);
    },
  },
  'pending-ends': {
    sentence: 'When the time is up, the others get USER_LOGOUT.',
    phase: 'long',
    accounts: 2,
    run: async (trial) => {
      const [user, other] = [await trial.online(0), await trial.online(1)];
      const timeout = trial.target.limits.keepAliveTimeout;
      const wait = trial.wait(timeout);
      const datagrams = await trial.datagrams();
      const room = await trial.room(other);
      await trial.joins(room, user);
      await told(other);
      datagrams.send(keepAlive(user.name, timeout, 1, user.key));
      await datagrams.expect('KEEP_ALIVE_RESPONSE <SUCCESS> <200>');
      user.link.destroy();
      const begin = Date.now();
      let counter = 1;
      // A KEEP_ALIVE gets FAILURE and does not lengthen it; the witness stays in sight by asking.
      const beat = setInterval(() => {
        counter++;
        datagrams.send(keepAlive(user.name, timeout, counter, user.key));
        other.link.request('SEARCH_USER <nobody-has-this>');
      }, wait / 4);
      try {
        for (;;) {
          const { line } = await other.link.next(`USER_LOGOUT <${user.name}>`, wait + 3000);
          if (line === `USER_LOGOUT <${user.name}>`) break;
          demand(line.startsWith('SEARCH_USER_RESPONSE'), `USER_LOGOUT <${user.name}>`, line);
          demand(Date.now() - begin < wait + 3000, `USER_LOGOUT after ${timeout} s`, 'nothing');
        }
      } finally {
        clearInterval(beat);
      }
      demand(Date.now() - begin > wait * 0.8, `USER_LOGOUT after about ${timeout} s`, `it after ${Date.now() - begin} ms`);
      await datagrams.expect('KEEP_ALIVE_RESPONSE <FAILURE> <404>', 'Reason: not-logged-in', '!Mac');
    },
  },
});

const loggingOut = inSection<RegistryTrial>('3.11', {
  logout: {
    sentence: 'The session is over at once, the others are told, and after the answer the registry closes the link.',
    accounts: 2,
    run: async (trial) => {
      const [user, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(other);
      await trial.joins(room, user);
      await told(other);
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      await user.link.expectEnd();
      demandSame(await told(other), [`USER_LOGOUT <${user.name}>`]);
      await other.link.answer(`SEARCH_USER <${user.name}>`, 'SEARCH_USER_RESPONSE <NOT_ONLINE> <300>', 'Reason: user-offline');
    },
  },
});

export const sessionChecks = [...sessions, ...loggingOut];

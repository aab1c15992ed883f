// Checks of sections 3.4 and 3.6: logging in, and renewing a certificate.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { certificateRequest } from '../../security/identity.js';
import { loadX509 } from '../../security/x509.js';
import { demand, demandSame, inSection, Unchecked } from '../check.js';
import { certificatesOf } from './certificates.js';
import { isOnLoopback } from './target.js';
import { login, type RegistryTrial, rows } from './trial.js';

const zeros = '0'.repeat(64);

function newKey(namedCurve = 'P-256'): string {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** LOGIN with something wrong in it is refused; the link stays, and a right one succeeds. */
async function demandInvalid(trial: RegistryTrial, ...wrong: { headers?: Record<string, string>; payload?: string }[]): Promise<void> {
  const account = await trial.registered();
  const link = await trial.greeted();
  for (const { headers = {}, payload = account.request } of wrong) {
    const right = login(account, headers);
    const asked = headers['Peer-Port'] === 'none' ? { ...right, headers: {} } : right;
    await link.answer({ ...asked, payload }, 'AUTH <FAILURE> <404>', 'Reason: request-invalid');
  }
  await link.answer(login(account), 'AUTH <SUCCESS> <200>');
}

/** A request as of a key on another curve. */
async function requestOn(namedCurve: 'P-384'): Promise<string> {
  const x509 = await loadX509();
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
  const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-384' };
  return `${(await x509.Pkcs10CertificateRequestGenerator.create({ name: [{ CN: ['x'] }], keys, signingAlgorithm })).toString('pem')}\n`;
}

/** The same with one bit of its signature another. */
function spoilt(request: string): string {
  const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
}

async function shownTo(trial: RegistryTrial, peerHost: string): Promise<string | undefined> {
  const [one, other] = [await trial.online(0), await trial.online(1, { 'Peer-Host': peerHost })];
  return rows(await one.link.answer(`SEARCH_USER <${other.name}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>'))[0]?.[2];
}

const loggingIn = inSection<RegistryTrial>('3.4', {
  auth: {
    sentence: '| `Keep-Alive-Key` | 32 bytes in base64url without padding: the key of every Mac of this session (section 4) |',
    accounts: 1,
    run: async (trial) => {
      const { auth, key, token } = await trial.online();
      demand(/^[A-Za-z0-9_-]{43}$/.test(auth.headers.get('keep-alive-key') ?? '') && key.length === 32, '32 bytes in base64url', auth.text);
      demand(token.length > 0, 'a Session', auth.text);
    },
  },
  'rooms-of-auth': {
    sentence: '| `Rooms` | the names of the rooms that the user is in, with `,` between; left out when there are none |',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const made = [await trial.room(user), await trial.room(user)];
      user.link.destroy();
      const again = await trial.onlineAgain(user);
      demandSame((again.auth.headers.get('rooms') ?? '').split(',').sort(), made.sort());
      for (const room of made) await again.link.answer(`ROOM_EXIT <${user.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      again.link.destroy();
      const { auth } = await trial.onlineAgain(user);
      demand(!auth.headers.has('rooms'), 'no Rooms', auth.text);
    },
  },
  'same-answer': {
    sentence: 'A wrong password and a name that nobody has get the same answer, `wrong-credentials`, after the same amount of work.',
    accounts: 1,
    run: async (trial) => {
      const account = await trial.registered();
      const link = await trial.greeted();
      const one = await link.answer(login({ ...account, hash: zeros }), 'AUTH <FAILURE> <404>', 'Reason: wrong-credentials');
      const other = await link.answer(login({ ...account, name: trial.freshName() }), 'AUTH <FAILURE> <404>', 'Reason: wrong-credentials');
      demandSame([...one.headers.keys()], [...other.headers.keys()]);
      await link.answer(login(account), 'AUTH <SUCCESS> <200>');
    },
  },
  'no-hash': {
    sentence: 'So does a hash that is not 64 lower-case hex digits.',
    accounts: 1,
    run: async (trial) => {
      const account = await trial.registered();
      const link = await trial.greeted();
      await link.answer(login({ ...account, hash: account.hash.toUpperCase() }), 'AUTH <FAILURE> <404>', 'Reason: wrong-credentials');
      await link.answer(login(account), 'AUTH <SUCCESS> <200>');
    },
  },
  'peer-port': {
    sentence: '| `Peer-Port` | where this peer takes peer links, 1–65535 |',
    accounts: 1,
    run: (trial) => demandInvalid(trial, ...['none', '0', '65536', '-1', 'many'].map((value) => ({ headers: { 'Peer-Port': value } }))),
  },
  'peer-host': {
    sentence:
      '`Peer-Host` is an IP literal. It is neither unspecified nor multicast nor broadcast, and it is a loopback address only if the link itself comes from loopback.',
    accounts: 1,
    run: (trial) => {
      const hosts = ['example.org', '0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '[::1]', ''];
      const more = isOnLoopback(trial.target) ? [] : ['127.0.0.1', '::1'];
      return demandInvalid(trial, ...[...hosts, ...more].map((host) => ({ headers: { 'Peer-Host': host } })));
    },
  },
  'peer-host-on-loopback': {
    sentence:
      '`Peer-Host` is an IP literal. It is neither unspecified nor multicast nor broadcast, and it is a loopback address only if the link itself comes from loopback.',
    accounts: 2,
    run: async (trial) => {
      if (!isOnLoopback(trial.target)) throw new Unchecked('the registry is on another machine');
      demandSame(await shownTo(trial, '127.0.0.5'), '127.0.0.5');
    },
  },
  'peer-host-told': {
    sentence: '| `Peer-Host` | its address there, when it is not the one from which the registry sees it come |',
    accounts: 2,
    run: async (trial) => demandSame(await shownTo(trial, '198.51.100.7'), '198.51.100.7'),
  },
  'no-request': {
    sentence: 'The registry checks that the request is signed by the key in it and that the key is on P-256.',
    accounts: 1,
    run: async (trial) =>
      demandInvalid(trial, { payload: '' }, { payload: 'no PEM' }, { payload: spoilt((await trial.registered()).request) }),
  },
  'other-curve': {
    sentence: 'The registry checks that the request is signed by the key in it and that the key is on P-256.',
    accounts: 1,
    run: async (trial) => demandInvalid(trial, { payload: await requestOn('P-384') }),
  },
  'only-the-key': {
    sentence: 'Nothing but the key is taken from it.',
    accounts: 1,
    run: async (trial) => {
      const account = await trial.registered();
      const key = newKey();
      const link = await trial.greeted();
      const auth = await link.answer(
        login({ ...account, request: await certificateRequest(key, 'Somebody-else') }),
        'AUTH <SUCCESS> <200>',
      );
      const [leaf] = certificatesOf(auth.payload);
      demandSame(leaf?.subject, `CN=${account.name}`);
      demand(leaf?.publicKey.equals(createPublicKey(key)) === true, "a certificate for the request's key", leaf?.toString());
    },
  },
  'key-of-another': {
    sentence: 'A key that the registry last certified for a different name is refused.',
    accounts: 2,
    run: async (trial) => {
      await trial.online(1);
      await demandInvalid(trial, { payload: (await trial.registered(1)).request });
    },
  },
  'password-before-request': {
    sentence: 'The checks come in this order: rate limits (section 7), password, headers and request, live session.',
    accounts: 1,
    run: async (trial) => {
      const account = await trial.registered();
      const link = await trial.greeted();
      const wrong = { ...login({ ...account, hash: zeros }), headers: {}, payload: 'no PEM' };
      await link.answer(wrong, 'AUTH <FAILURE> <404>', 'Reason: wrong-credentials');
    },
  },
  'request-before-session': {
    sentence: 'The checks come in this order: rate limits (section 7), password, headers and request, live session.',
    accounts: 1,
    run: async (trial) => {
      const { account } = await trial.online();
      const link = await trial.greeted();
      await link.answer({ ...login(account), payload: 'no PEM' }, 'AUTH <FAILURE> <404>', 'Reason: request-invalid');
      await link.answer(login(account), 'AUTH <ONLINE> <300>', 'Reason: already-online');
    },
  },
});

const renewing = inSection<RegistryTrial>('3.6', {
  renew: {
    sentence: 'The payload is a request as in LOGIN.',
    accounts: 1,
    run: async (trial) => {
      const { link, account, auth, name } = await trial.online();
      const { payload } = await link.answer({ line: 'RENEW', payload: account.request }, 'RENEW <SUCCESS> <200>');
      const [[before], [after, authority]] = [certificatesOf(auth.payload), certificatesOf(payload)];
      demandSame([after?.subject, after?.publicKey.equals(before?.publicKey ?? createPublicKey(newKey()))], [`CN=${name}`, true]);
      demand(after !== undefined && authority !== undefined && after.verify(authority.publicKey), 'a chain', payload.toString('utf8'));
    },
  },
  'renew-refused': {
    sentence: '| `RENEW <FAILURE>` | `request-invalid` |',
    accounts: 2,
    run: async (trial) => {
      const { link, account } = await trial.online(0);
      const other = await trial.online(1);
      for (const payload of ['', 'no PEM', spoilt(account.request), other.account.request]) {
        await link.answer({ line: 'RENEW', payload }, 'RENEW <FAILURE> <404>', 'Reason: request-invalid');
      }
    },
  },
  rotate: {
    sentence: 'It is for the same key, unless the user has decided to rotate it.',
    accounts: 1,
    run: async (trial) => {
      const { link, account, name } = await trial.online();
      const key = newKey();
      const { payload } = await link.answer({ line: 'RENEW', payload: await certificateRequest(key, name) }, 'RENEW <SUCCESS> <200>');
      demand(
        certificatesOf(payload)[0]?.publicKey.equals(createPublicKey(key)) === true,
        'a certificate for the new key',
        payload.toString('utf8'),
      );
      await link.answer({ line: 'RENEW', payload: account.request }, 'RENEW <SUCCESS> <200>');
    },
  },
});

export const loginChecks = [...loggingIn, ...renewing];

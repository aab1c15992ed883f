// Accounts, sessions and certificates: REGISTER (II), LOGIN (III), RENEW.
import type { Request } from '../../machines/registry-connection/events.js';
import { isLoopback, isUsablePeerHost, normalizeHost } from '../../protocol/addresses.js';
import { isName, nameKey } from '../../protocol/names.js';
import { port } from '../../protocol/values.js';
import type { CertificateRequest } from '../../security/certificate-authority.js';
import { isWireHash } from '../../security/passwords.js';
import type { Account, Address } from '../../store/registry-store.js';
import { newToken } from '../../support/runtime.js';
import { answer } from './answers.js';
import { type Asking, refuser } from './asking.js';

type Register = Extract<Request, { verb: 'REGISTER' }>;
type Login = Extract<Request, { verb: 'LOGIN' }>;
type Renew = Extract<Request, { verb: 'RENEW' }>;

/** Bytes of a session's key. */
const keyLength = 32;

export async function register(asking: Asking, request: Register): Promise<void> {
  const { store, hasher, attempts, runtime } = asking.office;
  const { username: name, hashedPassword, requestId } = request.message;
  const refuse = refuser(asking, request);
  if (!isName(name)) return refuse('name-invalid');
  if (!isWireHash(hashedPassword)) return refuse('hash-invalid');
  const attempt = await attempts.registrations.enter(asking.visitor.block);
  if (typeof attempt === 'number') return refuse('rate-limited', attempt);
  let isCounted = false;
  try {
    const isTaken = (await store.account(name)) !== undefined;
    const outcome = isTaken
      ? 'exists'
      : await store.createAccount({ name, passwordHash: await hasher.hash(hashedPassword) }, runtime.now());
    isCounted = outcome === 'created';
    const frame = isCounted
      ? answer('REGISTER', { status: 'SUCCESS', requestId })
      : answer('REGISTER', { status: 'EXIST', reason: 'name-taken', requestId });
    asking.tell({ type: 'desk.answered', frame });
  } finally {
    attempt.leave(isCounted);
  }
}

export async function login(asking: Asking, request: Login): Promise<void> {
  const { office, visitor } = asking;
  const { store, authority, runtime, sessions } = office;
  const { requestId, resume } = request.message;
  const refuse = refuser(asking, request);
  const account = await authenticate(asking, request);
  if (!account || asking.isGone()) return;
  const address = addressOf(request, visitor.remote.host);
  const certificateRequest = address && (await inspect(asking, request.message.payload));
  if (!certificateRequest) return refuse('request-invalid');
  // Before the session is opened: what is answered and told afterwards must not wait.
  const chain = await authority.issue(account.name, certificateRequest);
  if (asking.isGone()) return;
  const token = newToken(runtime);
  const { keyFingerprint } = certificateRequest;
  const row = { name: account.name, token, address, isPending: false, keyFingerprint, resume };
  const opened = await store.openSession(row, runtime.now());
  if (opened.outcome === 'key-of-another') return refuse('request-invalid');
  if (opened.outcome === 'already-online') {
    const frame = answer('AUTH', { status: 'ONLINE', reason: 'already-online', requestId });
    return asking.tell({ type: 'desk.answered', frame });
  }
  const key = runtime.randomBytes(keyLength);
  visitor.session = sessions.begin(opened, { token, key, address, connection: asking.connection });
  const { presence } = visitor.session;
  if (asking.isGone()) return presence.send({ type: 'connection.lost' });
  office.admit(visitor);
  const rooms = opened.rooms.length > 0 ? opened.rooms.join(',') : undefined;
  const contents = { status: 'SUCCESS', session: token, keepAliveKey: key.toString('base64url'), rooms, requestId } as const;
  asking.tell({ type: 'desk.loggedIn', frame: answer('AUTH', contents, chain), presence });
}

export async function renew(asking: Asking, request: Renew): Promise<void> {
  const { store, authority } = asking.office;
  const refuse = refuser(asking, request);
  const name = asking.visitor.session?.name;
  const certificateRequest = await inspect(asking, request.message.payload);
  if (!certificateRequest || name === undefined) return refuse('request-invalid');
  const chain = await authority.issue(name, certificateRequest);
  if ((await store.rememberKey(name, certificateRequest.keyFingerprint)) === 'key-of-another') return refuse('request-invalid');
  const frame = answer('RENEW', { status: 'SUCCESS', requestId: request.message.requestId }, chain);
  asking.tell({ type: 'desk.answered', frame });
}

/** The account whose password this is; otherwise it is refused already. */
async function authenticate(asking: Asking, request: Login): Promise<Account | undefined> {
  const { store, hasher, attempts } = asking.office;
  const { username, hashedPassword } = request.message;
  const { block } = asking.visitor;
  const refuse = refuser(asking, request);
  // All that is no name is one name: nobody fills the tables with it.
  const user = isName(username) ? nameKey(username) : '';
  const pair = `${user} ${block}`;
  const byPair = await attempts.pair.enter(pair);
  if (typeof byPair === 'number') {
    refuse('rate-limited', byPair);
    return undefined;
  }
  const byAddress = await attempts.address.enter(block);
  if (typeof byAddress === 'number') {
    byPair.leave(false);
    refuse('rate-limited', byAddress);
    return undefined;
  }
  let isCounted = false;
  try {
    if (attempts.user.wait(user) !== undefined) await asking.pause();
    if (asking.isGone()) return undefined;
    const account = isName(username) ? await store.account(username) : undefined;
    const isRight = await hasher.verify(hashedPassword, isWireHash(hashedPassword) ? account?.passwordHash : undefined);
    if (account && isRight) {
      attempts.pair.clear(pair);
      return account;
    }
    isCounted = true;
    attempts.user.count(user);
    refuse('wrong-credentials');
    return undefined;
  } finally {
    byPair.leave(isCounted);
    byAddress.leave(isCounted);
  }
}

/** Where the user's program takes links, as LOGIN says; `undefined` when it cannot be so (section 3, III). */
function addressOf({ message }: Login, seen: string): Address | undefined {
  const peerPort = message.peerPort === undefined ? undefined : port.read(message.peerPort);
  if (peerPort === undefined) return undefined;
  const { peerHost } = message;
  if (peerHost === undefined) return { host: seen, port: peerPort };
  const isAllowed = isUsablePeerHost(peerHost) && (!isLoopback(peerHost) || isLoopback(seen));
  return isAllowed ? { host: normalizeHost(peerHost), port: peerPort } : undefined;
}

async function inspect({ office }: Asking, payload: Uint8Array): Promise<CertificateRequest | undefined> {
  return office.authority.inspect(Buffer.from(payload).toString('utf8'));
}

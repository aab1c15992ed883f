// The chart of an accepted link by pure transitions (I to III, the closing rules of sections 2, 3 and 7).
import test from 'ava';
import { registryConnectionMachine } from '../../src/machines/registry-connection/registry-connection.js';
import { frame } from '../../src/protocol/frame.js';
import { Steps, somebody } from './registry-steps.js';

const greeting = { protocol: '1', agent: 'parley/1', keepAliveTimeout: 10, keepAlivePort: 7070, maxPayload: 65_536 };
const limits = {
  helloTimeout: 10_000,
  loginTimeout: 60_000,
  bytesBeforeLogin: 65_536,
  loginDelay: 1000,
  errorsPerMinute: 10,
  requestBurst: 3,
  requestsPerSecond: 20,
  fullRetryAfter: 10,
};
const up = { type: 'link.up', info: { remote: { host: '192.0.2.1', port: 1 }, chain: [] } } as const;
const closed = { type: 'link.closed', end: { cause: 'lost', detail: '' } } as const;
const closing = { type: 'registry.closing', retryAfter: 2 } as const;
const received = (verb: string, fields: string[] = [], headers: Record<string, string> = {}, payload = '') =>
  ({ type: 'link.frame', frame: frame(verb, fields, headers, payload) }) as const;
const hello = received('HELLO_P2P', [], { protocol: '1' });
const answered = { type: 'desk.answered', frame: frame('DONE') } as const;

function opened(overrides: { isTooMany?: boolean; limits?: Partial<typeof limits> } = {}) {
  const { isTooMany = false } = overrides;
  const input = { open: () => {}, visitor: 1, isTooMany, greeting, limits: { ...limits, ...overrides.limits } };
  return new Steps(registryConnectionMachine, input);
}

function greeted(overrides: Parameters<typeof opened>[0] = {}) {
  const steps = opened(overrides);
  steps.send(up, hello);
  return steps;
}

function online(overrides: Parameters<typeof opened>[0] = {}) {
  const steps = greeted(overrides);
  steps.send(received('LOGIN', ['alice', 'hash']));
  steps.send({ type: 'desk.loggedIn', frame: frame('AUTH', ['SUCCESS', '200']), presence: somebody('presence') });
  return steps;
}

const idle = { stranger: { greeted: 'idle' } };
const take = 'link: link.take';

test('registry-connection: up + a good hello → greeted', (t) => {
  const steps = opened();
  t.deepEqual(steps.first, { value: { stranger: { arriving: 'handshaking' } }, did: ['start link', 'start desk'] });
  t.deepEqual(steps.send(up), { value: { stranger: { arriving: 'awaitingHello' } }, did: [take] });
  t.deepEqual(steps.send(hello), { value: idle, did: ['link: link.send HELLO_BACK <SUCCESS> <200>', take] });
});

for (const [what, event, reason] of [
  ['another protocol', received('HELLO_P2P', [], { protocol: '2' }), 'protocol-unsupported'],
  ['no protocol', received('HELLO_P2P'), 'protocol-unsupported'],
  ['a hello with fields', received('HELLO_P2P', ['x'], { protocol: '1' }), 'hello-expected'],
  ['a LOGIN', received('LOGIN', ['alice', 'hash']), 'hello-expected'],
  ['an answer', received('HELLO_BACK', ['SUCCESS', '200']), 'hello-expected'],
  ['an unknown verb', received('WHAT'), 'hello-expected'],
] as const) {
  test(`registry-connection: awaiting hello + ${what} → FAILURE, closed`, (t) => {
    const step = opened().send(up, event);
    t.deepEqual(step, { value: 'closing', did: [`link: link.end HELLO_BACK <FAILURE> <404> (${reason})`] });
  });
}

test('registry-connection: too many links of the address → FAILURE at once', (t) => {
  const step = opened({ isTooMany: true }).send(up);
  t.deepEqual(step, { value: 'closing', did: ['link: link.end HELLO_BACK <FAILURE> <404> (registry-full)'] });
});

test('registry-connection: no hello in time → FAILURE; no handshake in time → broken off', (t) => {
  const steps = opened();
  steps.send(up);
  t.deepEqual(steps.pass('helloTimeout').did, ['link: link.end HELLO_BACK <FAILURE> <404> (timeout)']);
  t.deepEqual(opened().pass('helloTimeout'), { value: 'closing', did: ['link: link.destroy'] });
});

test('registry-connection: no login in time → GOODBYE, also while one is being checked', (t) => {
  t.deepEqual(greeted().pass('loginTimeout'), { value: 'closing', did: ['link: link.end GOODBYE (login-timeout)'] });
  const steps = greeted();
  steps.send(received('LOGIN', ['alice', 'hash']));
  t.deepEqual(steps.pass('loginTimeout').did, ['link: link.end GOODBYE (login-timeout)']);
  const late = steps.send({ type: 'desk.loggedIn', frame: frame('AUTH'), presence: somebody('presence') });
  t.deepEqual(late, { value: 'closing', did: ['presence: connection.lost'] });
  t.deepEqual(opened().pass('loginTimeout').did, ['link: link.destroy']);
});

test('registry-connection: framing lost → BAD_REQUEST without GOODBYE, in every state', (t) => {
  const fault = { type: 'link.fault', reason: 'malformed-frame', detail: '' } as const;
  const last = 'link: link.end ERROR <BAD_REQUEST> <400> (malformed-frame)';
  t.deepEqual(opened().send(up, fault).did, [last]);
  t.deepEqual(greeted().send(fault), { value: 'closing', did: [last] });
  t.deepEqual(online().send(fault), { value: 'closing', did: [last, 'presence: connection.lost'] });
});

test('registry-connection: more bytes than allowed before the login → GOODBYE', (t) => {
  const big = received('REGISTER', ['a', 'b'], {}, 'x'.repeat(40_000));
  const steps = greeted();
  t.deepEqual(steps.send(big), { value: { stranger: { greeted: 'registering' } }, did: ['desk: desk.perform'] });
  steps.send(answered);
  t.deepEqual(steps.send(big), { value: 'closing', did: ['link: link.end GOODBYE (too-much-before-login)'] });
  t.deepEqual(opened().send(up, received('HELLO_P2P', [], { protocol: '1' }, 'x'.repeat(65_536))).did, [
    'link: link.end GOODBYE (too-much-before-login)',
  ]);
});

test('registry-connection: greeted + HELLO_P2P → an echo', (t) => {
  t.deepEqual(greeted().send(hello), { value: idle, did: ['link: link.send HELLO_BACK <SUCCESS> <200>', take] });
});

test('registry-connection: greeted + REGISTER → done, answered, the next one read', (t) => {
  const steps = greeted();
  t.deepEqual(steps.send(received('REGISTER', ['a', 'b'])), {
    value: { stranger: { greeted: 'registering' } },
    did: ['desk: desk.perform'],
  });
  t.deepEqual(steps.send(answered), { value: idle, did: ['link: link.send DONE', take] });
});

test('registry-connection: greeted + what needs a login → NOT_ALLOWED', (t) => {
  const refused = {
    value: idle,
    did: ['link: link.send ERROR <NOT_ALLOWED> <400> (not-logged-in)', take, 'in 60000 ms: refusal.forgotten'],
  };
  for (const event of [
    received('CREATE_CHAT_ROOM', ['a', '', '2', '']),
    received('JOIN_CHAT_ROOM', ['a', '', 'increment']),
    received('ROOM_EXIT', ['a', 'b']),
    received('SHOW_ROOMS_LIST', ['PARTIAL']),
    received('SEARCH_USER', ['a']),
    received('DISCOVER_PEERS', ['PARTIAL']),
    received('LOGOUT'),
    received('RENEW'),
  ]) {
    const { value, did } = greeted().send(event);
    t.deepEqual({ value, did: did.toSorted() }, { ...refused, did: refused.did.toSorted() }, event.frame.verb);
  }
});

test('registry-connection: greeted + LOGIN → authenticating; delayed → it goes on a second later; logged in → online', (t) => {
  const steps = greeted();
  t.deepEqual(steps.send(received('LOGIN', ['a', 'b'])).value, { stranger: { greeted: 'authenticating' } });
  t.deepEqual(steps.send({ type: 'desk.delayed' }).value, { stranger: { greeted: 'delayed' } });
  t.deepEqual(steps.pass('loginDelay'), { value: { stranger: { greeted: 'authenticating' } }, did: ['desk: desk.resume'] });
  const step = steps.send({ type: 'desk.loggedIn', frame: frame('AUTH', ['SUCCESS', '200']), presence: somebody('presence') });
  t.deepEqual(step, { value: { online: 'idle' }, did: ['link: link.send AUTH <SUCCESS> <200>', take] });
});

test('registry-connection: authenticating + refused → greeted still', (t) => {
  const steps = greeted();
  steps.send(received('LOGIN', ['a', 'b']));
  t.deepEqual(steps.send(answered), { value: idle, did: ['link: link.send DONE', take] });
});

test('registry-connection: the tenth refusal in a minute → answered, then GOODBYE', (t) => {
  for (const [steps, more] of [
    [greeted(), []],
    [online({ limits: { requestBurst: 50 } }), ['presence: connection.lost']],
  ] as const) {
    for (let count = 1; count < 10; count++) steps.send(received('WHAT', [], { 'request-id': '1' }));
    const { value, did } = steps.send(received('SEARCH_USER', [], { 'request-id': '1' }));
    t.is(value, 'closing');
    const last = ['link: link.send ERROR <NOT_ALLOWED> <400> (wrong-fields)', 'link: link.end GOODBYE (too-many-errors)', ...more];
    t.deepEqual(
      did.filter((each) => each !== 'presence: sign.seen'),
      last,
    );
  }
});

test('registry-connection: a refusal a minute old → forgotten', (t) => {
  const steps = greeted();
  for (let count = 1; count < 10; count++) steps.send(received('WHAT', [], { 'request-id': '1' }));
  steps.send({ type: 'refusal.forgotten' });
  t.deepEqual(steps.send(received('WHAT', [], { 'request-id': '1' })).value, idle);
});

test('registry-connection: a frame that asks for nothing → ignored, the next one read', (t) => {
  t.deepEqual(greeted().send(received('USER_LOGIN', ['a', '1', 'b'])), { value: idle, did: [take] });
  t.deepEqual(online().send(received('WHAT')), {
    value: { online: 'idle' },
    did: ['in 50 ms: allowance.refilled', 'presence: sign.seen', take],
  });
});

test('registry-connection: online + a request → a sign of life, done, answered, then the next is read', (t) => {
  for (const event of [
    received('CREATE_CHAT_ROOM', ['a', '', '2', '']),
    received('JOIN_CHAT_ROOM', ['a', '', 'increment']),
    received('ROOM_EXIT', ['a', 'b']),
    received('SHOW_ROOMS_LIST', ['PARTIAL']),
    received('SEARCH_USER', ['a']),
    received('DISCOVER_PEERS', ['PARTIAL']),
    received('RENEW'),
  ]) {
    const steps = online();
    const { value, did } = steps.send(event);
    t.deepEqual(value, { online: 'answering' });
    t.deepEqual(did, ['in 50 ms: allowance.refilled', 'presence: sign.seen', 'desk: desk.perform']);
    t.deepEqual(steps.send(answered), { value: { online: 'idle' }, did: ['link: link.send DONE', take] });
  }
});

test('registry-connection: online + REGISTER or LOGIN → NOT_ALLOWED', (t) => {
  for (const event of [received('REGISTER', ['a', 'b']), received('LOGIN', ['a', 'b'])]) {
    t.true(online().send(event).did.includes('link: link.send ERROR <NOT_ALLOWED> <400> (already-logged-in)'));
  }
});

test('registry-connection: online + more than may be asked at once → not read until there is more', (t) => {
  const steps = online();
  steps.send(hello, hello);
  t.deepEqual(steps.send(hello).value, { online: 'throttled' });
  t.deepEqual(steps.send({ type: 'allowance.refilled' }), { value: { online: 'idle' }, did: ['in 50 ms: allowance.refilled', take] });
  t.deepEqual(steps.send(hello).value, { online: 'throttled' });
});

test('registry-connection: the allowance → full again by and by, no timer runs when it is', (t) => {
  const steps = online();
  steps.send(hello, hello);
  t.deepEqual(steps.send({ type: 'allowance.refilled' }).did, ['in 50 ms: allowance.refilled']);
  t.deepEqual(steps.send({ type: 'allowance.refilled' }).did, []);
  t.is(steps.context.allowance, 3);
});

test('registry-connection: answering + a token never given → NOT_ALLOWED, counted', (t) => {
  const steps = online();
  steps.send(received('SHOW_ROOMS_LIST', ['PARTIAL'], { from: 'x' }));
  const { value, did } = steps.send({ type: 'desk.refused', reason: 'wrong-fields', requestId: undefined });
  t.deepEqual(value, { online: 'idle' });
  t.true(did.includes('link: link.send ERROR <NOT_ALLOWED> <400> (wrong-fields)'));
  t.is(steps.context.refusals, 1);
});

test('registry-connection: online + LOGOUT → its answer is the last word; the store fails → online still', (t) => {
  const steps = online();
  t.deepEqual(steps.send(received('LOGOUT')).value, { online: 'loggingOut' });
  t.deepEqual(steps.send({ type: 'desk.loggedOut', frame: frame('LOGOUT', ['SUCCESS', '200']) }), {
    value: 'closing',
    did: ['link: link.end LOGOUT <SUCCESS> <200>'],
  });
  t.is(steps.send(closed).value, 'closed');
  t.deepEqual(online().send(received('LOGOUT'), answered).value, { online: 'idle' });
});

test('registry-connection: online + told → sent on, also while answering or throttled', (t) => {
  const told = { type: 'presence.told', frame: frame('USER_LOGOUT', ['bob']) } as const;
  t.deepEqual(online().send(told), { value: { online: 'idle' }, did: ['link: link.send USER_LOGOUT <bob>'] });
  t.deepEqual(online().send(received('SEARCH_USER', ['a']), told).did, ['link: link.send USER_LOGOUT <bob>']);
  t.deepEqual(greeted().send(told).did, []);
});

test('registry-connection: online + replaced or timed out → GOODBYE; while answering → after the answer', (t) => {
  for (const [type, reason] of [
    ['presence.replaced', 'replaced'],
    ['presence.timedOut', 'timed-out'],
  ] as const) {
    const last = { value: 'closing', did: [`link: link.end GOODBYE (${reason})`] };
    t.deepEqual(online().send({ type }), last);
    const steps = online();
    t.deepEqual(steps.send(received('SEARCH_USER', ['a']), { type }), { value: { online: 'answering' }, did: [] });
    t.deepEqual(steps.send(answered), { ...last, did: ['link: link.send DONE', ...last.did] });
  }
});

test('registry-connection: the registry closes → GOODBYE in every state, or nothing before the handshake', (t) => {
  const last = 'link: link.end GOODBYE (closing)';
  t.deepEqual(opened().send(closing).did, ['link: link.destroy']);
  t.deepEqual(opened().send(up, closing).did, [last]);
  t.deepEqual(greeted().send(closing), { value: 'closing', did: [last] });
  t.deepEqual(online().send(closing), { value: 'closing', did: [last, 'presence: connection.lost'] });
  const steps = online();
  t.deepEqual(steps.send(received('SEARCH_USER', ['a']), closing).did, []);
  t.deepEqual(steps.send(answered).did, ['link: link.send DONE', last, 'presence: connection.lost']);
});

test('registry-connection: the link ends → closed; online → its presence is told', (t) => {
  t.is(opened().send(closed).value, 'closed');
  t.is(greeted().send(closed).value, 'closed');
  const { value, did } = online().send(closed);
  t.is(value, 'closed');
  t.deepEqual(did, ['presence: connection.lost', 'stop link', 'stop desk']);
});

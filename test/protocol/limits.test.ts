// Settings: the standard values are those of the protocol page, and bounds hold.
import test from 'ava';
import { isWithin, limitsFrom, peerSettings, registrySettings } from '../../src/protocol/limits.js';

test('limits: nothing given → what sections 3, 4 and 7 say', (t) => {
  t.deepEqual(limitsFrom(registrySettings), {
    keepAliveTimeout: 10,
    helloTimeout: 10,
    loginTimeout: 60,
    bytesBeforeLogin: 65_536,
    linksPerAddress: 64,
    loginFailures: 5,
    loginFailuresPerAddress: 30,
    loginFailuresPerUser: 30,
    loginDelay: 1,
    registrationsPerAddress: 20,
    roomPasswordFailures: 5,
    hashesAtOnce: 4,
    hashesWaiting: 64,
    requestBurst: 50,
    requestsPerSecond: 20,
    errorsPerMinute: 10,
    unsentBytes: 1_048_576,
    roomsPerUser: 100,
    memberOfflineDays: 30,
    fullRetryAfter: 10,
    closingRetryAfter: 2,
  });
});

test('limits: some given → those, and the standard ones for the rest', (t) => {
  const limits = limitsFrom(peerSettings, { holdBack: 0.5 });
  t.is(limits.holdBack, 0.5);
  t.is(limits.unanswered, 32);
});

test('limits: a value → within its bounds or not', (t) => {
  const { helloTimeout, keepAliveTimeout, linksPerAddress } = registrySettings;
  t.true(isWithin(helloTimeout, 0.5));
  t.true(isWithin(keepAliveTimeout, 1));
  for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 86_401]) t.false(isWithin(helloTimeout, wrong), String(wrong));
  t.false(isWithin(keepAliveTimeout, 1.5));
  t.false(isWithin(linksPerAddress, 0.5));
});

// The kit judges our registry, and every one of its checks finds the fault that it is for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { judgeRegistry } from '../../src/conformance/judge-registry.js';
import { AccountPool } from '../../src/conformance/registry/accounts.js';
import { registryChecks, registryStage } from '../../src/conformance/registry/registry.js';
import type { RegistryCheck } from '../../src/conformance/registry/trial.js';
import { outcomeLines } from '../../src/conformance/report.js';
import { type Outcome, runChecks } from '../../src/conformance/run.js';
import { parseRegistryLink } from '../../src/protocol/addresses.js';
import { limitsFrom, type RegistryLimits, registrySettings } from '../../src/protocol/limits.js';
import { isLong } from '../helpers/long.js';
import { scratch } from '../helpers/programs.js';
import { projectRoot } from '../helpers/sources.js';
import { testRegistry } from '../helpers/test-registry.js';
import { type Fault, faultyRegistry } from './faulty-registry.js';
import { firstFaults } from './registry-faults-1.js';
import { laterFaults } from './registry-faults-2.js';

const quick: Partial<RegistryLimits> = { keepAliveTimeout: 4, helloTimeout: 3, loginTimeout: 6, roomsPerUser: 50, requestsPerSecond: 100 };
const faults = { ...firstFaults, ...laterFaults };

test('conformance: sentences → as they stand on the page', (t) => {
  const squeeze = (text: string) => text.replace(/\s+/g, ' ');
  const page = squeeze(readFileSync(join(projectRoot, 'docs', 'protocol.md'), 'utf8'));
  const strange = registryChecks
    .filter(({ sentence }) => !page.includes(squeeze(sentence)))
    .map(({ id, sentence }) => `${id}: ${sentence}`);
  t.deepEqual(strange, []);
});

test('conformance: checks and faults → one fault for each check', (t) => {
  const ids = registryChecks.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  t.deepEqual(Object.keys(faults).toSorted(), ids.toSorted());
});

test.serial('conformance: our registry → every check passes', async (t) => {
  const { registry } = await testRegistry(t, { limits: quick });
  const report = await judgeRegistry({ link: registry.link, limits: quick });
  const wrong = report.checks.filter(({ verdict }) => verdict !== 'pass');
  t.deepEqual(wrong.flatMap(outcomeLines), []);
  t.deepEqual(report.totals, { pass: registryChecks.length, fail: 0, skip: 0 });
  t.regex(report.agent ?? '', /^parley\//);
});

const longTest = isLong ? test.serial : () => {};

longTest('conformance: a registry with one fault → its check fails', async (t) => {
  const directory = scratch(t);
  const limits = {
    ...limitsFrom(registrySettings),
    ...quick,
    helloTimeout: 2,
    loginTimeout: 4,
    keepAliveTimeout: 3,
    registrationsPerAddress: 70,
    loginFailuresPerAddress: 120,
  };
  const { registry, port } = await testRegistry(t, { dataDirectory: directory, limits });
  const address = parseRegistryLink(registry.link);
  if (!address) return t.fail();
  const pool = new AccountPool(24);
  const blind: Outcome[] = [];
  const passed: string[] = [];
  const prove = async (check: RegistryCheck) => {
    const made = faults[check.id] ?? {};
    const fault: Fault = typeof made === 'function' ? await made() : made;
    const relay = await faultyRegistry(t, { directory, port, hello: 2000 }, fault);
    const target = { address: { ...address, port: relay.port }, limits, patience: 1500, longestWait: 45_000 };
    const [outcome] = await runChecks([check], { ...registryStage(target, pool), tidy: async () => {} }, { atOnce: 1 });
    if (outcome?.verdict === 'pass') passed.push(check.id);
    // A fault that is found is told as what was expected and what came.
    else if (outcome?.expected === undefined) blind.push(...(outcome ? [outcome] : []));
  };
  for (const check of registryChecks.filter(({ phase }) => phase === 'first')) await prove(check);
  const queue = registryChecks.filter(({ phase }) => phase === 'any');
  const lane = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) await prove(check);
  };
  const long = registryChecks.filter(({ phase }) => phase === 'long');
  await Promise.all([...long.map(prove), ...Array.from({ length: 8 }, lane)]);
  for (const check of registryChecks.filter(({ phase }) => phase === 'last')) await prove(check);
  t.deepEqual(passed, []);
  t.deepEqual(blind.flatMap(outcomeLines), []);
});

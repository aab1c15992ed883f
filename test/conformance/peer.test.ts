// The kit judges our peer, and every one of its checks finds the fault that it is for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { judgePeer } from '../../src/conformance/judge-peer.js';
import { peerChecks, peerStage } from '../../src/conformance/peer/peer.js';
import type { PeerCheck } from '../../src/conformance/peer/world.js';
import { outcomeLines } from '../../src/conformance/report.js';
import { type Outcome, runChecks } from '../../src/conformance/run.js';
import { isLong } from '../helpers/long.js';
import { projectRoot } from '../helpers/sources.js';
import { faultyPeer } from './faulty-peer.js';
import { peerFaults } from './peer-faults.js';

test('conformance: sentences for peers → as they stand on the page', (t) => {
  const squeeze = (text: string) => text.replace(/\s+/g, ' ');
  const page = squeeze(readFileSync(join(projectRoot, 'docs', 'protocol.md'), 'utf8'));
  const strange = peerChecks.filter(({ sentence }) => !page.includes(squeeze(sentence))).map(({ id, sentence }) => `${id}: ${sentence}`);
  t.deepEqual(strange, []);
});

test('conformance: checks and faults of peers → one fault for each check', (t) => {
  const ids = peerChecks.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  t.deepEqual(Object.keys(peerFaults).toSorted(), ids.toSorted());
});

test.serial('conformance: our peer → every check passes', async (t) => {
  const report = await judgePeer({ subject: 'ours', start: faultyPeer(t, {}), patience: 10_000 });
  t.deepEqual(report.checks.filter(({ verdict }) => verdict !== 'pass').flatMap(outcomeLines), []);
  t.deepEqual(report.totals, { pass: peerChecks.length, fail: 0, skip: 0 });
});

const longTest = isLong ? test.serial : () => {};

longTest('conformance: a peer with one fault → its check fails', async (t) => {
  const passed: string[] = [];
  const blind: Outcome[] = [];
  const prove = async (check: PeerCheck) => {
    const { stage, end } = peerStage(faultyPeer(t, peerFaults[check.id]?.() ?? {}), { answer: 1500, start: 10_000 });
    const [outcome] = await runChecks([check], stage, { atOnce: 1 });
    await end();
    if (outcome?.verdict === 'pass') passed.push(check.id);
    // A fault that is found is told as what was expected and what came.
    else if (outcome?.expected === undefined) blind.push(...(outcome ? [outcome] : []));
  };
  const queue = [...peerChecks];
  const lane = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) await prove(check);
  };
  await Promise.all(Array.from({ length: 6 }, lane));
  t.deepEqual(passed, []);
  t.deepEqual(blind.flatMap(outcomeLines), []);
});

// The chart of the registry as a whole by pure transitions.
import test from 'ava';
import { registryMachine } from '../../src/machines/registry.js';
import { Steps } from './registry-steps.js';

function serving(idleTime: number | undefined = 600_000) {
  const steps = new Steps(registryMachine, { idleTime });
  steps.settle('0.registry.starting', 'done');
  return steps;
}

test('registry: starting + open → serving, and looks for members to take out', (t) => {
  const steps = new Steps(registryMachine, { idleTime: undefined });
  t.deepEqual(steps.first, { value: 'starting', did: ['start 0.registry.starting'] });
  t.deepEqual(steps.settle('0.registry.starting', 'done'), {
    value: { serving: 'vacant' },
    did: ['stop 0.registry.starting', 'start 0.registry.serving'],
  });
});

test('registry: starting + it cannot be opened → failed', (t) => {
  t.is(new Steps(registryMachine, { idleTime: undefined }).settle('0.registry.starting', 'error').value, 'failed');
});

test('registry: vacant for the idle time → told once; a visitor → occupied; all gone → vacant', (t) => {
  const steps = serving();
  t.deepEqual(steps.pass('idleTime'), { value: { serving: 'unused' }, did: ['emit idle'] });
  t.deepEqual(steps.send({ type: 'visitor.arrived' }).value, { serving: 'occupied' });
  t.deepEqual(steps.send({ type: 'visitors.gone' }).value, { serving: 'vacant' });
});

test('registry: vacant without an idle time → never told', (t) => {
  const steps = new Steps(registryMachine, { idleTime: undefined });
  steps.settle('0.registry.starting', 'done');
  t.deepEqual(steps.pass('idleTime'), { value: { serving: 'vacant' }, did: [] });
});

test('registry: serving + close → draining, stopping, stopped', (t) => {
  const steps = serving();
  t.deepEqual(steps.send({ type: 'registry.close' }), {
    value: 'draining',
    did: ['stop 0.registry.serving', 'start 0.registry.draining'],
  });
  t.deepEqual(steps.send({ type: 'visitor.arrived' }), { value: 'draining', did: [] });
  t.is(steps.settle('0.registry.draining', 'done').value, 'stopping');
  t.is(steps.settle('0.registry.stopping', 'done').value, 'stopped');
});

test('registry: draining + somebody does not go → stopping all the same; the store fails → stopped', (t) => {
  const steps = serving();
  steps.send({ type: 'registry.close' });
  t.is(steps.pass('drainTimeout').value, 'stopping');
  t.is(steps.settle('0.registry.stopping', 'error').value, 'stopped');
});

// `parley conformance`: what can be given, what is told, and the exit code.
import { PassThrough } from 'node:stream';
import test from 'ava';
import { run } from '../../src/cli/program.js';
import { mainFile } from '../helpers/programs.js';
import { testRegistry } from '../helpers/test-registry.js';

async function conformance(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const io = { input: new PassThrough(), output, errors, env: {}, onSignal: () => () => {} };
  const code = await run(['conformance', ...args], io);
  return { code, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') };
}

test('conformance: a registry that keeps them → its checks, a summary, 0', async (t) => {
  const { registry } = await testRegistry(t);
  const { code, output } = await conformance('registry', registry.link, '--only', '2.2/raw');
  t.is(code, 0);
  t.deepEqual(output.split('\n').slice(0, -2), ['ok    2.2/raw-bracket', 'ok    2.2/raw-control', 'ok    2.2/raw-c1-control']);
  t.regex(output, /^3 kept, 0 violated, 0 not checked: parley:\/\/.* \(parley\/.*\)$/m);
});

test('conformance: a registry with other settings than told → violated, with the exchange, 1', async (t) => {
  const { registry } = await testRegistry(t);
  const { code, output } = await conformance('registry', registry.link, '--only', '3.2/hello-back', '--keep-alive-timeout', '11', '--json');
  t.is(code, 1);
  const report: { totals: unknown; checks: { expected: string; exchange: { who: string; text: string }[] }[] } = JSON.parse(output);
  t.deepEqual(report.totals, { pass: 0, fail: 1, skip: 0 });
  t.regex(report.checks[0]?.expected ?? '', /Keep-Alive-Timeout: 11/);
  t.deepEqual(
    report.checks[0]?.exchange.map(({ who, text }) => `${who} ${text.slice(0, 10)}`),
    ['sent HELLO_P2P\\', 'came HELLO_BACK'],
  );
});

test('conformance: checks that wait too long → skipped, with why', async (t) => {
  const { registry } = await testRegistry(t);
  const { code, output } = await conformance('registry', registry.link, '--only', '7.1/login-in-time');
  t.is(code, 0);
  t.is(output.split('\n')[0], 'skip  7.1/login-in-time: it waits 60 s; give a longer --longest-wait');
});

test('conformance: our chat by its command → judged', async (t) => {
  const command = `"${process.execPath}" "${mainFile}" chat {link} --user {name} --register --data {data} --listen 127.0.0.1:0`;
  const { code, output } = await conformance('peer', '--only', '3.2/hello', '--command', command);
  t.is(output.split('\n')[0], 'ok    3.2/hello');
  t.is(code, 0);
});

test('conformance: --list → every check with its sentence', async (t) => {
  const { code, output } = await conformance('peer', '--list', '--only', '*/no-alpn');
  t.deepEqual([code, output.split('\n')[0]], [0, '1.1/no-alpn']);
});

test('conformance: called wrongly → 2 and what to give', async (t) => {
  t.deepEqual(await conformance('registry'), {
    code: 2,
    output: '',
    errors: 'parley: Which registry? Give its link: parley conformance registry LINK\n',
  });
  t.is((await conformance('registry', 'nonsense!')).code, 2);
  t.is((await conformance('peer')).code, 2);
  t.is((await conformance('client')).code, 2);
});

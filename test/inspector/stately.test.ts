// Stately's inspector: the package's own receiver on our socket, and its own form of events beside ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInspector, createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import test, { type ExecutionContext } from 'ava';
import { createActor } from 'xstate';
import { openInspector } from '../../src/inspector/inspector.js';
import { StatelyForm, statelyVersion } from '../../src/inspector/stately-form.js';
import { holdBackMachine } from '../../src/machines/hold-back.js';
import type { RecordingEntry } from '../../src/recording/format.js';
import { projectRoot } from '../helpers/sources.js';
import { actor, end, event, FakeSource, header, state } from './fake-source.js';
import { get } from './get.js';

async function inspected(t: ExecutionContext, source: FakeSource) {
  const inspector = await openInspector({ source, title: 'parley test' });
  t.teardown(() => inspector.close());
  return inspector;
}

/** What the package's receiver hands on, from its connection on. */
function received(t: ExecutionContext, url: string) {
  const events: StatelyInspectionEvent[] = [];
  const wanted: { readonly count: number; readonly resolve: () => void }[] = [];
  const receiver = createWebSocketReceiver({ server: new URL('stately-events', url.replace(/^http/, 'ws')).href });
  const { unsubscribe } = receiver.subscribe((given) => {
    events.push(given);
    for (const { count, resolve } of wanted) if (events.length === count) resolve();
  });
  t.teardown(unsubscribe);
  const first = (count: number) =>
    new Promise<StatelyInspectionEvent[]>((resolve) => {
      if (events.length >= count) resolve(events);
      else wanted.push({ count, resolve: () => resolve(events) });
    });
  return { first };
}

const base = { id: null, _version: '0.7.2' };
const began = Date.parse(header.began);

test('stately: its receiver on our socket → who is there now, then every event, in its form', async (t) => {
  const source = new FakeSource(100);
  source.add(actor('peer'), state('peer', 'idle', 'xstate.init'), actor('gone', 'peer'), end('gone'), event('peer', 'of the past'));
  const { url } = await inspected(t, source);
  const { first } = received(t, url);
  await first(2);
  source.add({ ...actor('link', 'peer'), machine: 'hold-back' }, { ...event('link', 'go'), source: 'peer' }, state('link', 'up', 'go'));
  source.add(state('link', 'down', 'lost'), end('link'), { ...event('peer', 'last'), event: { type: 'last', text: '‹text 1›' } });
  const events = await first(7);
  t.deepEqual(events.map((given) => ({ ...given, ...('definition' in given && { definition: '…' }) })) as unknown, [
    {
      ...{ type: '@xstate.actor', name: 'alice: peer', definition: '…', snapshot: { status: 'active' } },
      ...{ rootId: 'peer', sessionId: 'peer', createdAt: String(began + 10), ...base },
    },
    {
      ...{ type: '@xstate.snapshot', event: { type: 'xstate.init' }, snapshot: { status: 'active', value: 'idle', context: {} } },
      ...{ rootId: 'peer', sessionId: 'peer', createdAt: String(began + 20), ...base },
    },
    {
      ...{ type: '@xstate.actor', name: 'link', parentId: 'peer', definition: '…', snapshot: { status: 'active' } },
      ...{ rootId: 'peer', sessionId: 'link', createdAt: String(began + 60), ...base },
    },
    {
      ...{ type: '@xstate.event', event: { type: 'go' }, sourceId: 'peer' },
      ...{ rootId: 'peer', sessionId: 'link', createdAt: String(began + 70), ...base },
    },
    {
      ...{ type: '@xstate.snapshot', event: { type: 'go' }, snapshot: { status: 'active', value: 'up', context: {} } },
      ...{ rootId: 'peer', sessionId: 'link', createdAt: String(began + 80), ...base },
    },
    {
      ...{ type: '@xstate.snapshot', event: { type: 'lost' }, snapshot: { status: 'active', value: 'down', context: {} } },
      ...{ rootId: 'peer', sessionId: 'link', createdAt: String(began + 90), ...base },
    },
    {
      ...{ type: '@xstate.event', event: { type: 'last', text: '‹text 1›' } },
      ...{ rootId: 'peer', sessionId: 'peer', createdAt: String(began + 110), ...base },
    },
  ]);
});

/** What the package itself makes of a machine of ours that runs. */
async function packagesOwn(): Promise<StatelyInspectionEvent[]> {
  const events: StatelyInspectionEvent[] = [];
  const inspector = createInspector({ send: (given) => events.push(given) }, { serializationDepthLimit: 100 });
  const running = createActor(holdBackMachine, { id: 'hold', input: { limits: { holdBack: 2 }, next: 1 }, inspect: inspector.inspect });
  running.start();
  running.stop();
  // It converts each event in a timer of 0 ms.
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  return events;
}

test('stately: the package converts the same actor → the same fields, the same chart, the same version', async (t) => {
  const form = new StatelyForm(header);
  const common = { n: 1, at: 0, node: 'hold', actor: 'hold:0' } as const;
  const entries: RecordingEntry[] = [
    { ...common, type: 'actor', id: 'hold', machine: 'hold-back' },
    { ...common, type: 'event', event: { type: 'xstate.init' } },
    { ...common, type: 'state', value: 'idle', status: 'active', context: {}, on: 'xstate.init' },
  ];
  const ours = entries.map((entry) => form.convert(entry));
  const theirs = await packagesOwn();
  for (const type of ['@xstate.actor', '@xstate.event', '@xstate.snapshot']) {
    const [one, other] = [ours, theirs].map((events) => events.find((given) => given?.type === type) ?? {});
    t.deepEqual(Object.keys(one ?? {}).sort(), Object.keys(other ?? {}).sort(), type);
  }
  const definition = (events: readonly unknown[]) =>
    events.flatMap((given) =>
      typeof given === 'object' && given && 'definition' in given ? [JSON.parse(String(given.definition))] : [],
    )[0];
  t.deepEqual(definition(ours), definition(theirs));
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'node_modules/@statelyai/inspect/package.json'), 'utf8')) as {
    version: string;
  }; // npm's file
  t.is(statelyVersion, version);
  t.is(ours[0]?._version, theirs[0]?._version);
});

test('stately: the page with its inspector in a frame → frames its sites only, and runs its own file only', async (t) => {
  const { url, statelyUrl } = await inspected(t, new FakeSource(10));
  t.is(statelyUrl, `${url}stately`);
  const page = await get(statelyUrl);
  t.is(page.status, 200);
  t.regex(page.body, /<iframe [^>]*referrerpolicy="no-referrer"/);
  t.notRegex(page.body, /<script>|style=|on[a-z]+=/);
  t.is(
    page.headers['content-security-policy'],
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ws://${new URL(url).host}; ` +
      "frame-src https://stately.ai https://*.stately.ai; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  t.is((await get(`${url}stately.js`)).headers['content-type'], 'text/javascript; charset=utf-8');
  t.is((await get(`${url}stately.css`)).headers['content-type'], 'text/css; charset=utf-8');
});

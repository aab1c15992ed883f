// A small recording of one production machine, made anew for each test: a chat that somebody else asked for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { createActor } from 'xstate';
import { conversationMachine } from '../../../src/machines/conversation.js';
import type { RecordingEntry, RecordingHeader } from '../../../src/recording/format.js';
import { Recorder } from '../../../src/recording/recorder.js';
import { recordingText } from '../../../src/recording/writing.js';

export interface Small {
  readonly header: RecordingHeader;
  readonly entries: readonly RecordingEntry[];
}

/** Its entries have the numbers 1 to 11; the chat is open from 9 on. */
export function conversationRecording(): Small {
  let now = Date.parse('2026-01-02T03:04:05.000Z');
  const recorder = new Recorder({ program: '0.1.0', now: () => now });
  const actor = createActor(conversationMachine, {
    id: 'conversation bob',
    inspect: recorder.inspectorOf('alice'),
    input: { limits: { chatRequestTimeout: 10 }, isAccepted: false, hasAccepted: false },
    clock: { setTimeout: () => 0, clearTimeout: () => {} },
  });
  actor.start();
  now += 1000;
  actor.send({ type: 'peerLink.chosen', connection: '1' });
  now += 234;
  const message = { recipient: 'alice', requestId: '7', payload: Buffer.alloc(0) };
  actor.send({ type: 'wire.CHAT_REQUEST', verb: 'CHAT_REQUEST', connection: '1', message });
  now += 1;
  actor.send({ type: 'user.accept' });
  actor.stop();
  return { header: recorder.header, entries: recorder.entries };
}

/** In a file that goes with the test; `change` is what is wrong with an entry. */
export function recordingFile(t: ExecutionContext, change: (entry: RecordingEntry) => RecordingEntry = (entry) => entry): string {
  const { header, entries } = conversationRecording();
  return fileOf(t, recordingText(header, entries.map(change)));
}

export function fileOf(t: ExecutionContext, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-replay-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'recording.jsonl');
  writeFileSync(file, text);
  return file;
}

/** The entry of this number came to another state. */
export const wrongly =
  (n: number, value: string) =>
  (entry: RecordingEntry): RecordingEntry =>
    entry.type === 'state' && entry.n === n ? { ...entry, value } : entry;

// A JSON chat of a fake peer, and the kept schemas that judge its lines.
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ExecutionContext } from 'ava';
import { jsonChat } from '../../../src/cli/programs/json-chat.js';
import { readLines } from '../../../src/cli/script.js';
import { FakePeer } from '../fake-peer.js';

const ajv = new Ajv2020({ allowUnionTypes: true, strict: true });
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(`docs/schema/${name}.json`, 'utf8')));

/** Whether a line is one of the schema; its faults are in `errors`. */
export const isEvent = schema('events');
export const isCommand = schema('commands');

export function jsonDriver(t: ExecutionContext, peer = new FakePeer('alice')) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let signal = () => {};
  const onSignal = (listener: () => void) => {
    signal = listener;
    return () => {};
  };
  const registry = { link: 'localhost:7070', address: 'localhost:7070' };
  const exitCode = jsonChat({ peer, reader: readLines(input), registry, io: { output, onSignal } });
  const seen: string[] = [];
  const take = () => {
    const text = String(output.read() ?? '');
    seen.push(...text.split('\n').slice(0, -1));
  };
  return {
    peer,
    input,
    exitCode,
    signal: () => signal(),
    give: (...commands: unknown[]) =>
      input.write(commands.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('')),
    /** All lines, when the input has ended and all is done. */
    end: async () => {
      input.end();
      await exitCode;
      take();
      for (const line of seen) t.true(isEvent(JSON.parse(line)), `${line} ${JSON.stringify(isEvent.errors)}`);
      return seen;
    },
    /** Fulfilled when a line begins so. */
    until: async (beginning: string) => {
      for (take(); !seen.some((line) => line.startsWith(beginning)); take())
        await new Promise((resolve) => output.once('readable', resolve));
    },
  };
}

/** The answers among the lines. */
export function results(lines: readonly string[]): unknown[] {
  return lines.filter((line) => line.startsWith('{"event":"result"')).map((line) => JSON.parse(line));
}

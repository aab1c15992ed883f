// Questions to a person before any socket is open: visible ones by readline-sync, passwords without echo.
import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { harmless } from './formatting.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';

/** The person would not answer. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export interface Questions {
  /** A line; `standard` when it is empty. */
  ask(query: string, standard?: string): Promise<string>;
  /** Only y or yes is a yes. */
  confirm(query: string): Promise<boolean>;
  /** The index of one of the choices; the first when the answer is empty. */
  choose(query: string, choices: readonly string[]): Promise<number>;
  /** @throws Cancelled at Ctrl-C, Ctrl-D and the end of the input. */
  askHidden(queries: readonly string[]): Promise<string[]>;
}

export function terminalQuestions(input: Readable, output: Writable, say: Say = english): Questions {
  // readline-sync blocks the event loop while it waits: loaded and used only where nothing else goes on.
  const question = async (query: string) => {
    const { default: readlineSync } = await import('readline-sync');
    return readlineSync.question(query).trim();
  };
  return {
    ask: async (query, standard) =>
      (await question(`${query}${standard === undefined ? '' : ` [${harmless(standard)}]`}: `)) || (standard ?? ''),
    confirm: async (query) => /^y(es)?$/i.test(await question(say('yesNo', { query }))),
    choose: async (query, choices) => {
      const lines = choices.map((choice, index) => `  ${index + 1}  ${harmless(choice)}\n`);
      for (;;) {
        const answer = await question(`${query}\n${lines.join('')}${say('number')}`);
        const index = answer === '' ? 0 : Number(answer) - 1;
        if (choices[index] !== undefined) return index;
      }
    },
    askHidden: (queries) => askHidden(queries, input, output),
  };
}

/** One interface for all of them: what is typed ahead of the second question is not lost. */
function askHidden(queries: readonly string[], input: Readable, output: Writable): Promise<string[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: silent, terminal: true, historySize: 0 });
  const answers: string[] = [];
  const nextQuery = () => output.write(queries[answers.length] ?? '');
  return new Promise((resolve, reject) => {
    reader.on('line', (line) => {
      if (answers.length === queries.length) return;
      answers.push(line);
      output.write('\n');
      if (answers.length < queries.length) nextQuery();
      else reader.close();
    });
    reader.on('SIGINT', () => reader.close());
    reader.once('close', () => {
      if (answers.length === queries.length) return resolve(answers);
      output.write('\n');
      reject(new Cancelled('No password was given.'));
    });
    nextQuery();
  });
}

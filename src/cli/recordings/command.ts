// `parley replay FILE`: what can be given. What it does is in replay.ts, loaded only when it is run.
import type { Command } from 'commander';
import type { Io } from '../io.js';
import type { ReplayCommandOptions } from './replay.js';

type Finish = (result: Promise<number>) => Promise<void>;

/** Fills in the command. */
export function replayCommand(command: Command, io: Io, finish: Finish): Command {
  return command
    .description(
      'Run a recording again on the state charts of this program. Exit code 0: the same states; 1: there are differences; 2: unreadable.',
    )
    .argument('<FILE>', 'what --record or /report wrote')
    .option('--actor <ID>', "only this actor, by its number or name: 'alice:12', 'conversation bob'")
    .option('--step', 'goes through it event by event, forward and back')
    .option('--json', 'one object of JSON')
    .action(async (file: string, options: ReplayCommandOptions) => {
      const { replayFile } = await import('./replay.js');
      await finish(replayFile(file, options, io));
    });
}

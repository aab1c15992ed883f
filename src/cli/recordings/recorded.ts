// `--record FILE`: everything that this program's actors do, in a file, from the first moment on. Loaded only then.
import { resolve } from 'node:path';
import type { Recorder } from '../../recording/recorder.js';
import { FileTaken, RecordingFile } from '../../recording/writing.js';
import type { Api } from '../api.js';
import { type Io, UsageError } from '../io.js';
import type { Say } from '../texts/catalogue.js';
import { english } from '../texts/texts.js';
import { keepPast, type Past } from './past.js';

export interface RecordOptions {
  /** The file. Undefined: nothing is recorded. */
  readonly record?: string;
}

/** What a program that is recorded is told. */
export interface RecordedRun {
  /** Where the recording is, in sentences. */
  readonly whereToLook: (say: Say) => readonly string[];
  readonly past: Past;
  /** From now on this is told, once, when the file cannot be written any more; standard error is, before. */
  onRecordingFailure(tell: (sentence: string) => void, say: Say): void;
}

/**
 * Does the work with an API whose peers and registries are recorded, and ends the file with it.
 * @throws UsageError when there is something in the file; an Error with a sentence when it cannot be written
 */
export async function whileRecorded<Result>(
  given: string,
  { errors }: Pick<Io, 'errors'>,
  api: Api,
  work: (api: Api, run: RecordedRun) => Promise<Result>,
): Promise<Result> {
  const path = resolve(given);
  const past = keepPast(api);
  let fail = (error: Error): void => {
    errors.write(`parley: ${english('recordingFailed', { file: path, why: error.message })}\n`);
  };
  const file = openFile(path, past.recorder, (error) => fail(error));
  const stop = past.recorder.subscribe((entry) => file.write(entry));
  try {
    return await work(past.api, {
      past,
      whereToLook: (say) => [say('recordingTo', { file: path })],
      onRecordingFailure: (tell, say) => {
        fail = ({ message }) => tell(say('recordingFailed', { file: path, why: message }));
      },
    });
  } finally {
    stop();
    file.close();
  }
}

function openFile(path: string, { header }: Recorder, onFailure: (error: Error) => void): RecordingFile {
  try {
    return new RecordingFile({ path, header, onFailure });
  } catch (error) {
    if (error instanceof FileTaken) throw new UsageError(english('recordingTaken', { file: path }));
    throw new Error(english('recordingNotBegun', { file: path, why: error instanceof Error ? error.message : String(error) }));
  }
}

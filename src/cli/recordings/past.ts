// The recent past of this program's actors, kept in a bounded memory: what `/report` writes to a file.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Recorder } from '../../recording/recorder.js';
import { FileTaken, writeRecording } from '../../recording/writing.js';
import type { Api } from '../api.js';
import { recordedBy } from './recorded-api.js';
import { type Reporter, ReportRefused } from './report.js';

/** Entries kept: of a lively chat the last few minutes. */
const kept = 5000;

export interface Past {
  readonly recorder: Recorder;
  /** Peers and registries made by it are recorded. */
  readonly api: Api;
}

/** Message texts are never kept. */
export function keepPast(api: Api): Past {
  const { version: program }: { readonly version: string } = createRequire(import.meta.url)('parley/package.json');
  const recorder = new Recorder({ program, capacity: kept });
  return { recorder, api: recordedBy(recorder, api) };
}

/** `directory`: where data is kept. */
export function reporterOf({ recorder }: Past, directory: string, now: () => number = Date.now): Reporter {
  return async (given) => {
    const file = given === undefined ? join(directory, 'reports', `report-${stamp(now())}.jsonl`) : resolve(given);
    const { header, base, entries } = recorder;
    try {
      if (given === undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      writeRecording(file, header, [...base, ...entries]);
    } catch (error) {
      throw new ReportRefused(file, error instanceof FileTaken, error instanceof Error ? error.message : String(error));
    }
    const seconds = Math.round(((entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0)) / 1000);
    return { file, entries: entries.length, seconds };
  };
}

/** As file names may be everywhere: `2026-01-02T03-04-05-678`. */
function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[:.]/g, '-').slice(0, -1);
}

// `--inspect`: everything that this program's actors do, for the inspector. This file and what it imports are loaded only then.
import { openInspector, type RunningInspector } from '../inspector/inspector.js';
import { Recorder } from '../recording/recorder.js';
import { UsageError } from './io.js';
import type { Library } from './library.js';
import { recordedBy } from './recordings/recorded-library.js';
import type { Say } from './texts/catalogue.js';

export interface WatchOptions {
  /** The inspector's port; 0: the system chooses. Undefined: there is no inspector. */
  readonly inspect?: number;
  /** What people say is shown there, too. */
  readonly inspectTexts?: boolean;
}

/** What a watched program is to tell before all else. */
export interface Watch {
  /** Where the inspector is, in sentences. */
  readonly whereToLook: (say: Say) => readonly string[];
  /** Somebody may want to look when all is done. */
  readonly hasInspector: true;
}

export interface WatchedProgram extends WatchOptions {
  /** `parley chat` */
  readonly title: string;
  readonly version: string;
}

/**
 * Does the work with a library whose peers and registries are watched, and ends the watch with it.
 * @throws UsageError; an Error with a sentence when the inspector's port cannot be had
 */
export async function whileWatched<Result>(
  { inspect, inspectTexts = false, title, version }: WatchedProgram,
  library: Library,
  work: (library: Library, watch: Watch) => Promise<Result>,
): Promise<Result> {
  if (inspect === undefined) throw new UsageError('--inspect-texts goes with --inspect.');
  const recorder = new Recorder({ program: version, texts: inspectTexts ? 'shown' : 'hidden' });
  const inspector = await openInspector({ source: recorder, title, port: inspect }).catch((error: unknown) => {
    throw new Error(portSentence(error, inspect));
  });
  try {
    const whereToLook = (say: Say) => sentences(inspector, inspectTexts, say);
    return await work(recordedBy(recorder, library), { whereToLook, hasInspector: true });
  } finally {
    await inspector.close();
  }
}

function sentences({ url, statelyUrl }: RunningInspector, hasTexts: boolean, say: Say): string[] {
  return [say(hasTexts ? 'inspectorTexts' : 'inspector', { url }), say('inspectorStately', { url: statelyUrl })];
}

function portSentence(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program. Choose another one with --inspect=PORT.`;
  if (code === 'EACCES') return `Port ${port} may not be listened on. Choose one above 1023 with --inspect=PORT.`;
  return `The inspector cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

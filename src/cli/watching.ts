// `--inspect`: everything that this program's actors do, for the inspector. This file and what it imports are loaded only then.
import { openInspector, type RunningInspector } from '../inspector/inspector.js';
import { Recorder } from '../recording/recorder.js';
import type { Api } from './api.js';
import { UsageError } from './io.js';
import { recordedBy } from './recordings/recorded-api.js';
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
  /** Says what is wrong. */
  readonly say: Say;
}

/**
 * Does the work with an API whose peers and registries are watched, and ends the watch with it.
 * @throws UsageError; an Error with a sentence when the inspector's port cannot be had
 */
export async function whileWatched<Result>(
  { inspect, inspectTexts = false, title, version, say }: WatchedProgram,
  api: Api,
  work: (api: Api, watch: Watch) => Promise<Result>,
): Promise<Result> {
  if (inspect === undefined) throw new UsageError(say('inspectorTextsAlone'));
  const recorder = new Recorder({ program: version, texts: inspectTexts ? 'shown' : 'hidden' });
  const inspector = await openInspector({ source: recorder, title, port: inspect }).catch((error: unknown) => {
    throw new Error(portSentence(error, inspect, say));
  });
  try {
    const whereToLook = (tell: Say) => sentences(inspector, inspectTexts, tell);
    return await work(recordedBy(recorder, api), { whereToLook, hasInspector: true });
  } finally {
    await inspector.close();
  }
}

function sentences({ url, statelyUrl }: RunningInspector, hasTexts: boolean, say: Say): string[] {
  return [say(hasTexts ? 'inspectorTexts' : 'inspector', { url }), say('inspectorStately', { url: statelyUrl })];
}

function portSentence(error: unknown, port: number, say: Say): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return say('inspectorPortTaken', { port });
  if (code === 'EACCES') return say('inspectorPortForbidden', { port });
  return say('inspectorNotStarted', { why: error instanceof Error ? error.message : String(error) });
}

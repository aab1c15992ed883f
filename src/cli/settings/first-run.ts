// The first run of a person: what a registry is, which one to use, and whether lines are read aloud. Asked once.
import type { Writable } from 'node:stream';
import type { Io } from '../io.js';
import type { Questions } from '../prompts.js';
import { inRows } from '../reading/wrap.js';
import type { Say } from '../texts/catalogue.js';
import type { Settings } from './settings.js';

/** The link that was given, or undefined: the registry of this machine. */
export async function askFirstRegistry(
  questions: Questions,
  output: Writable & { readonly columns?: number },
  say: Say,
  isAddress: (text: string) => boolean,
): Promise<string | undefined> {
  for (const line of [say('registryIs'), say('registryWhich'), say('registryLinkIs')]) output.write(inRows(line, output));
  if ((await questions.choose(say('whichRegistry'), [say('ownRegistry'), say('registryByLink')])) === 0) return undefined;
  for (;;) {
    const link = (await questions.ask(say('registryLink'))).trim();
    // Whoever has none after all gets on without one.
    if (link === '') return undefined;
    if (isAddress(link)) return link;
    output.write(inRows(say('registryLinkWrong'), output));
  }
}

/** Variables that desktops set where reading aloud is switched on. */
const hints = ['ACCESSIBILITY_ENABLED', 'GNOME_ACCESSIBILITY', 'QT_ACCESSIBILITY', 'QT_LINUX_ACCESSIBILITY_ALWAYS_ON'];

/** Asks whether lines are read aloud, where that was never said and is likely enough; remembers the answer. */
export async function askScreenReader(
  settings: Settings,
  questions: Questions,
  env: Io['env'],
  isFirstRun: boolean,
  say: Say,
): Promise<void> {
  const isHinted = hints.some((hint) => env[hint] === '1');
  if (settings.origin('screen-reader') !== 'standard' || !(isFirstRun || isHinted)) return;
  await settings.set('screen-reader', await questions.confirm(say('screenReaderAsk')));
}

// Which registry a chat goes to: the one named, one met before, or the one of this machine, which is started when there is none.
import { fingerprintLength, parseRegistryLink, printRegistryLink } from '../index.js';
import type { Api } from './api.js';
import { type Io, UsageError } from './io.js';
import { findOrStartRegistry, lastRegistry } from './local-registry.js';
import { ownCommand } from './own-command.js';
import { localRegistryDirectory } from './paths.js';
import type { Questions } from './prompts.js';
import { askFirstRegistry } from './settings/first-run.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';

export interface ChosenRegistry {
  readonly link: string;
  /** `host:port`. */
  readonly address: string;
  /** What to tell before anything is asked. */
  readonly announcement?: string;
  /** Starts the registry of this machine again, if it is that one and is gone. Never rejected. */
  readonly revive?: () => Promise<void>;
}

/** A registry that may have to be started first, so that nobody has to wait for it to be asked something or to type. */
export interface RegistryChoice {
  /** As it will be, unless its port was taken meanwhile. Undefined when that is not known yet. */
  readonly expected: ChosenRegistry | undefined;
  /**
   * Starts it where that is due; gives it as it is. Called when no question is open: a visible one holds up everything else, also
   * what other programs wait for.
   */
  readonly settle: () => Promise<ChosenRegistry>;
  /** The person has just heard what a registry is. */
  readonly isFirstRun?: boolean;
}

interface Wish {
  readonly link?: string;
  readonly local?: boolean;
  readonly data: string;
}

/** `questions` is undefined where nobody can be asked: then it is the registry of this machine. @throws UsageError, ParleyError */
export async function chooseRegistry(
  { link, local, data }: Wish,
  io: Io,
  api: Api,
  questions: Questions | undefined,
  say: Say = english,
): Promise<RegistryChoice> {
  const named = link ?? (local ? undefined : io.env['PARLEY_REGISTRY']);
  if (named !== undefined) return registryNamed(named, say);
  if (local || !questions) return localRegistry(data, io, say);
  const [known, last] = await Promise.all([registriesMet(data, api), lastRegistry(localRegistryDirectory(data))]);
  if (known.length === 0 && last) return localRegistry(data, io, say);
  if (known.length === 0) {
    const given = await askFirstRegistry(questions, io.output, say, (text) => isAddress(text));
    return { ...(given === undefined ? await localRegistry(data, io, say) : registryNamed(given, say)), isFirstRun: true };
  }
  const chosen = known[await questions.choose(say('whichRegistry'), [...known, say('ownRegistry')])];
  return chosen === undefined ? localRegistry(data, io, say) : registryNamed(chosen, say);
}

// A lone word is a mistyped command rather than a host.
function isAddress(text: string): boolean {
  return parseRegistryLink(text) !== undefined && /[.:]|^localhost$/i.test(text);
}

function registryNamed(text: string, say: Say): RegistryChoice {
  const parsed = parseRegistryLink(text);
  if (!parsed || !isAddress(text)) throw new UsageError(notAnAddress(text, say));
  const registry = { link: text, address: addressOf(parsed) };
  return { expected: registry, settle: () => Promise.resolve(registry) };
}

/** Links are copied from terminals, which end lines in their middle. */
function notAnAddress(text: string, say: Say): string {
  const [address = '', fingerprint] = text.trim().split('#');
  const isCut = fingerprint !== undefined && fingerprint.length < fingerprintLength && isAddress(address);
  return isCut ? say('linkCut', { text, needed: fingerprintLength, count: fingerprint.length }) : say('notAnAddress', { text });
}

/** Links of those met before, the last used first, but for the one of this machine. */
async function registriesMet(data: string, api: Api): Promise<string[]> {
  const [met, own] = await Promise.all([api.knownRegistries({ dataDirectory: data }), lastRegistry(localRegistryDirectory(data))]);
  return met.flatMap(({ address, fingerprint }) => {
    const parsed = parseRegistryLink(address);
    return parsed && !own?.link.endsWith(`#${fingerprint}`) ? [printRegistryLink({ ...parsed, fingerprint })] : [];
  });
}

async function localRegistry(data: string, { env }: Io, say: Say): Promise<RegistryChoice> {
  const options = { directory: localRegistryDirectory(data), command: [...ownCommand, 'registry'] as const, env };
  const registryAt = (link: string): ChosenRegistry => {
    const parsed = parseRegistryLink(link);
    return {
      link,
      address: parsed ? addressOf(parsed) : link,
      revive: async () => {
        // Redialling goes on by itself: what fails here is tried again at the next loss.
        await findOrStartRegistry(options).catch(() => {});
      },
    };
  };
  const last = await lastRegistry(options.directory);
  let settled: Promise<ChosenRegistry> | undefined;
  const settle = () => {
    settled ??= findOrStartRegistry(options).then(({ link, isNew }) => ({
      ...registryAt(link),
      announcement: say(isNew ? 'ownRegistryStarted' : 'ownRegistryRunning', { link }),
    }));
    return settled;
  };
  return { expected: last && registryAt(last.link), settle };
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

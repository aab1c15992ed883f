// Which registry a chat goes to: the one named, one met before, or the one of this machine, which is started when there is none.
import { parseRegistryLink, printRegistryLink } from '../index.js';
import { type Io, UsageError } from './io.js';
import type { Library } from './library.js';
import { findOrStartRegistry, lastRegistry } from './local-registry.js';
import { localRegistryDirectory, ownCommand } from './paths.js';
import type { Questions } from './prompts.js';

export interface ChosenRegistry {
  readonly link: string;
  /** `host:port`. */
  readonly address: string;
  /** What to tell before anything is asked. */
  readonly announcement?: string;
  /** Starts the registry of this machine again, if it is that one and is gone. Never rejected. */
  readonly revive?: () => Promise<void>;
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
  library: Library,
  questions: Questions | undefined,
): Promise<ChosenRegistry> {
  const named = link ?? (local ? undefined : io.env['PARLEY_REGISTRY']);
  if (named !== undefined) return registryNamed(named);
  const known = local || !questions ? [] : await registriesMet(data, library);
  if (!questions || known.length === 0) return localRegistry(data, io);
  const chosen = known[await questions.choose('Which registry?', [...known, 'the one of this machine'])];
  return chosen === undefined ? localRegistry(data, io) : registryNamed(chosen);
}

function registryNamed(text: string): ChosenRegistry {
  const parsed = parseRegistryLink(text);
  // A lone word is a mistyped command rather than a host.
  if (!parsed || !/[.:]|^localhost$/i.test(text))
    throw new UsageError(`${text} is neither a command nor a registry's address, which is HOST:PORT or parley://HOST:PORT.`);
  return { link: text, address: addressOf(parsed) };
}

/** Links of those met before, the last used first, but for the one of this machine. */
async function registriesMet(data: string, library: Library): Promise<string[]> {
  const [met, own] = await Promise.all([library.knownRegistries({ dataDirectory: data }), lastRegistry(localRegistryDirectory(data))]);
  return met.flatMap(({ address, fingerprint }) => {
    const parsed = parseRegistryLink(address);
    return parsed && !own?.link.endsWith(`#${fingerprint}`) ? [printRegistryLink({ ...parsed, fingerprint })] : [];
  });
}

async function localRegistry(data: string, { env }: Io): Promise<ChosenRegistry> {
  const options = { directory: localRegistryDirectory(data), command: [...ownCommand, 'registry'] as const, env };
  const { link, isNew } = await findOrStartRegistry(options);
  const parsed = parseRegistryLink(link);
  return {
    link,
    address: parsed ? addressOf(parsed) : link,
    announcement: `The registry of this machine ${isNew ? 'was started' : 'is running'}. Others on this machine come here with: parley chat ${link}`,
    revive: async () => {
      // Redialling goes on by itself: what fails here is tried again at the next loss.
      await findOrStartRegistry(options).catch(() => {});
    },
  };
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

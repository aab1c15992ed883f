// Which names were used at which registry, so that a returning user need not say it again. Losing it costs a question.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Names by `host:port`, the last used first. */
export interface RecentNames {
  readonly names: readonly string[];
  remember(name: string): Promise<void>;
}

const longestList = 10;

export async function recentNames(file: string, address: string): Promise<RecentNames> {
  const names = namesOf(await read(file), address);
  return {
    names,
    remember: async (name) => {
      const others = names.filter((other) => other.toLowerCase() !== name.toLowerCase());
      const all = { ...(await read(file)), [address]: [name, ...others].slice(0, longestList) };
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const unfinished = `${file}.${process.pid}`;
      await writeFile(unfinished, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
      await rename(unfinished, file);
    },
  };
}

async function read(file: string): Promise<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    // Not there yet, or no longer readable: begun anew.
    return {};
  }
}

function namesOf(all: Record<string, unknown>, address: string): string[] {
  const names = Object.hasOwn(all, address) ? all[address] : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

// How this program calls itself in HELLO_P2P (I): `parley/VERSION`.
import { createRequire } from 'node:module';

/** The version of package.json, found by the package's own name wherever this was built to. */
export function agentName(): string {
  const description: unknown = createRequire(import.meta.url)('parley/package.json');
  const isVersioned = typeof description === 'object' && description !== null && 'version' in description;
  return `parley/${isVersioned ? String(description.version) : '0'}`;
}

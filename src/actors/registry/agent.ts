// What this program calls itself in hellos (I): `parley/VERSION`.
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('parley/package.json') as { version: string }; // our own package.json

export const agent = `parley/${version}`;

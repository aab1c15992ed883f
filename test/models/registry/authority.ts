// The certificate authority of the registry in the models' worlds.
import type { CertificateAuthority } from '../../../src/security/certificate-authority.js';
import { authority, identityOf } from '../peers/papers.js';

/** Users of the models, whose certificates are ready. */
const users = ['alice', 'bob', 'carol'];

/** An authority that has made all its certificates before: making them takes real time. */
export async function readyAuthority(): Promise<() => Promise<CertificateAuthority>> {
  const { certificate, fingerprint, server } = await authority();
  const chains = new Map<string, string>();
  for (const user of users) chains.set(user, (await identityOf(user)).credentials.chain);
  const owner = (request: string): string | undefined => users.find((user) => request === `a request of ${user}`);
  const made: CertificateAuthority = {
    fingerprint,
    certificate,
    serverCredentials: server,
    inspect: async (request) => {
      const user = owner(request);
      return user === undefined ? undefined : { keyFingerprint: `the key of ${user}` };
    },
    issue: async (name) => chains.get(name) ?? '',
  };
  return async () => made;
}

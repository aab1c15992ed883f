// Authorities and certificates that the peer under test must not trust.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateAuthority, openCertificateAuthority } from '../../security/certificate-authority.js';
import { systemRuntime } from '../../support/runtime.js';

let opened: Promise<CertificateAuthority> | undefined;

/** An authority that nobody has the fingerprint of; the same one all the time. */
export function elsewhere(): Promise<CertificateAuthority> {
  opened ??= openElsewhere();
  return opened;
}

async function openElsewhere(): Promise<CertificateAuthority> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-conformance-'));
  const authority = await openCertificateAuthority(directory, systemRuntime);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  return authority;
}

/** The authority of a directory as it was so many hours ago: what it makes is as old. */
export function formerly(directory: string, hours: number): Promise<CertificateAuthority> {
  return openCertificateAuthority(directory, { ...systemRuntime, now: () => Date.now() - hours * 3_600_000 });
}

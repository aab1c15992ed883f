// Whether the other end of a link is who it should be, by its certificate and by the key that is remembered (section 5).
import type { Judgement } from '../../../machines/peer-wire.js';
import { nameKey, sameName } from '../../../protocol/names.js';
import { commonName, parseChain, verifyPeerChain } from '../../../security/trust.js';
import type { PeerContext } from '../context.js';
import type { Contacts } from './contacts.js';
import type { Shown } from './hands.js';

/** A key that is seen for the first time is remembered before the link is used; a changed one waits for the user's word. */
export async function judgePeer(
  { identity, runtime }: PeerContext,
  contacts: Contacts,
  name: string,
  { info, dialledBy }: Shown,
): Promise<Judgement> {
  const self = identity();
  const [certificate] = info?.chain ?? [];
  if (!self || !info || !certificate) return { verdict: 'refused', why: 'no certificate was shown' };
  const now = runtime.now();
  const shown = verifyPeerChain(info.chain, self.authority, now);
  if (!shown.ok) return { verdict: 'refused', why: shown.why };
  if (shown.name !== nameKey(name) || sameName(shown.name, self.name)) return { verdict: 'refused', why: `it is ${shown.name}` };
  const spelled = spelledName(certificate, name);
  const { keyFingerprint, changedKey, lastAddress } = contacts.get(name);
  if (keyFingerprint !== undefined && keyFingerprint !== shown.keyFingerprint) {
    if (changedKey !== shown.keyFingerprint) await contacts.change(spelled, { changedKey: shown.keyFingerprint });
    return { verdict: 'changed', remembered: keyFingerprint, shown: shown.keyFingerprint };
  }
  const { host, port } = info.remote;
  const hasMoved = dialledBy === 'self' && (lastAddress?.host !== host || lastAddress.port !== port);
  if (keyFingerprint === undefined || changedKey !== undefined || hasMoved) {
    const address = hasMoved ? { lastAddress: { host, port } } : {};
    await contacts.change(spelled, { keyFingerprint: shown.keyFingerprint, changedKey: undefined, ...address });
  }
  const own = verifyPeerChain(parseChain(self.credentials.chain), self.authority, now);
  const notAfter = Math.min(shown.notAfter, own.ok ? own.notAfter : shown.notAfter);
  return { verdict: 'trusted', certificate, lifetime: notAfter - now };
}

/** The name as registered: a peer's certificate has it as its CN (section 1). */
export function spelledName(certificate: Uint8Array, name: string): string {
  const spelled = commonName(certificate);
  return spelled !== undefined && sameName(spelled, name) ? spelled : name;
}

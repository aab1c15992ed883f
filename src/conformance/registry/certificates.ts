// Checks of sections 1.3 and 1.4: whom a registry shows itself to be, and what it certifies.
import { createHash, X509Certificate } from 'node:crypto';
import { loadX509 } from '../../security/x509.js';
import { demand, demandSame, inSection, Unchecked } from '../check.js';
import { chainOf } from './target.js';
import { login, type RegistryTrial } from './trial.js';

const hour = 3_600_000;
const day = 24 * hour;
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
/** Clocks of the kit and the registry may differ by so much. */
const skew = hour / 12;

interface Three {
  readonly leaf: X509Certificate;
  readonly authority: X509Certificate;
}

async function shown(trial: RegistryTrial): Promise<Three> {
  const { socket } = await trial.dialTls();
  const [leaf, authority] = chainOf(socket);
  if (!leaf || !authority) throw new Unchecked('the registry shows fewer than two certificates (1.4/two-certificates)');
  return { leaf, authority };
}

async function issued(trial: RegistryTrial): Promise<Three & { readonly name: string; readonly at: number }> {
  const { auth, name } = await trial.online();
  const [leaf, authority] = certificatesOf(auth.payload);
  demand(leaf !== undefined && authority !== undefined, 'a PEM chain of two certificates', auth.payload.toString('utf8'));
  return { leaf, authority, name, at: Date.now() };
}

export function certificatesOf(pem: Buffer): X509Certificate[] {
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** What the extensions say, for comparison. */
async function extensionsOf(certificate: X509Certificate) {
  const x509 = await loadX509();
  const read = new x509.X509Certificate(Buffer.from(certificate.raw));
  const basic = read.getExtension(x509.BasicConstraintsExtension);
  const usage = read.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const names = read.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  return {
    basic: basic ? `CA:${basic.ca}${basic.pathLength === undefined ? '' : `, pathlen ${basic.pathLength}`}` : 'none',
    usage: flagNames(x509.KeyUsageFlags, usage),
    extended: [...(read.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [])].map(String).sort(),
    names: names.map(({ type, value }) => `${type} ${value}`),
    subjectKey: read.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId,
    authorityKey: read.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId,
  };
}

function flagNames(flags: Awaited<ReturnType<typeof loadX509>>['KeyUsageFlags'], usage: number): string[] {
  return Object.entries(flags).flatMap(([name, bit]) => (typeof bit === 'number' && (usage & bit) !== 0 ? [name] : []));
}

function span({ validFrom, validTo }: X509Certificate): number {
  return Date.parse(validTo) - Date.parse(validFrom);
}

function demandAbout(got: number, expected: number, within: number, what: string): void {
  demand(Math.abs(got - expected) <= within, `${what}: ${expected / hour} h`, `${got / hour} h`);
}

function isP256({ publicKey }: X509Certificate): boolean {
  return publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

const trust = inSection<RegistryTrial>('1.3', {
  fingerprint: {
    sentence:
      "The *fingerprint* is that of the registry's certificate authority (CA): the SHA-256 of the DER SubjectPublicKeyInfo in the CA certificate, as base64url without padding.",
    run: async (trial) => {
      const { fingerprint } = trial.target.address;
      if (fingerprint === undefined) throw new Unchecked('the link has no fingerprint');
      const { socket } = await trial.dialTls();
      const prints = chainOf(socket).map(({ publicKey }) =>
        createHash('sha256')
          .update(publicKey.export({ type: 'spki', format: 'der' }))
          .digest('base64url'),
      );
      demand(prints.slice(1).includes(fingerprint), `a CA with the key ${fingerprint}`, prints);
    },
  },
});

const certificates = inSection<RegistryTrial>('1.4', {
  'two-certificates': {
    sentence: "The registry sends two certificates in the handshake: its leaf and the CA's.",
    run: async (trial) => {
      const { socket } = await trial.dialTls();
      const chain = chainOf(socket);
      demandSame(
        chain.map(({ ca }) => ca),
        [false, true],
      );
    },
  },
  'keys-on-p256': {
    sentence: 'All keys are ECDSA on P-256.',
    run: async (trial) => {
      const { leaf, authority } = await shown(trial);
      demand(
        isP256(leaf) && isP256(authority),
        'two keys on P-256',
        [leaf, authority].map(({ publicKey }) => publicKey.asymmetricKeyDetails),
      );
    },
  },
  'leaf-verifies': {
    sentence:
      'The client looks among what it received for the certificate whose key has the fingerprint, then verifies the leaf against that one alone.',
    run: async (trial) => {
      const { leaf, authority } = await shown(trial);
      const now = Date.now();
      demand(leaf.verify(authority.publicKey), 'a leaf that its CA signed', leaf.toString());
      demand(
        Date.parse(leaf.validFrom) < now && now < Date.parse(leaf.validTo),
        'a leaf in its time',
        `${leaf.validFrom} to ${leaf.validTo}`,
      );
    },
  },
  'registry-validity': {
    sentence: '| valid for | 10 years | 1 year | until 24 h after issue |',
    run: async (trial) => {
      const { leaf, authority } = await shown(trial);
      demandAbout(span(authority), 3652.5 * day, 3 * day, 'the CA is valid for');
      demandAbout(span(leaf), 365.25 * day, 2 * day, 'the leaf is valid for');
    },
  },
  'registry-constraints': {
    sentence: '| basic constraints | CA:true, pathlen 0 | CA:false | CA:false |',
    run: async (trial) => {
      const { leaf, authority } = await shown(trial);
      demandSame([(await extensionsOf(authority)).basic, (await extensionsOf(leaf)).basic], ['CA:true, pathlen 0', 'CA:false']);
    },
  },
  'registry-key-usage': {
    sentence: '| key usage | keyCertSign, cRLSign | digitalSignature | digitalSignature |',
    run: async (trial) => {
      const { leaf, authority } = await shown(trial);
      demandSame(
        [(await extensionsOf(authority)).usage.sort(), (await extensionsOf(leaf)).usage],
        [['cRLSign', 'keyCertSign'], ['digitalSignature']],
      );
    },
  },
  'registry-extended-usage': {
    sentence: '| extended key usage | free | serverAuth, nothing else | clientAuth and serverAuth |',
    run: async (trial) => demandSame((await extensionsOf((await shown(trial)).leaf)).extended, [serverAuth]),
  },
  'registry-uri': {
    sentence: 'On the registry link a client insists on the URI `parley-registry:1`.',
    run: async (trial) => demandSame((await extensionsOf((await shown(trial)).leaf)).names, ['url parley-registry:1']),
  },
  'registry-key-ids': {
    sentence: '| key identifiers | subject | subject, authority | subject, authority |',
    run: async (trial) => {
      const { leaf, authority } = await shown(trial);
      const [one, other] = [await extensionsOf(leaf), await extensionsOf(authority)];
      demand(one.subjectKey !== undefined && other.subjectKey !== undefined, 'subject key identifiers', [one, other]);
      demandSame(one.authorityKey, other.subjectKey);
    },
  },
  'peer-subject': {
    sentence: "| subject | free | free | CN = the user's name as registered |",
    accounts: 1,
    run: async (trial) => {
      const { leaf, name } = await issued(trial);
      demandSame(leaf.subject, `CN=${name}`);
    },
  },
  'peer-chain': {
    sentence: "The payload of AUTH is the peer's certificate followed by the CA's, in PEM.",
    accounts: 1,
    run: async (trial) => {
      const { leaf, authority } = await issued(trial);
      demand(leaf.verify(authority.publicKey) && authority.ca, 'a leaf and the CA that signed it', [leaf.issuer, authority.subject]);
      if (trial.target.address.isPlain) return;
      demandSame(authority.fingerprint256, (await shown(trial)).authority.fingerprint256);
    },
  },
  'peer-validity': {
    sentence: '| valid from | 1 h before it was made | 1 h before it was made | 1 h before issue |',
    accounts: 1,
    run: async (trial) => {
      const { leaf, at } = await issued(trial);
      demandAbout(at - Date.parse(leaf.validFrom), hour, skew, 'valid since');
      demandAbout(Date.parse(leaf.validTo) - at, day, skew, 'valid for another');
    },
  },
  'peer-constraints': {
    sentence: '| basic constraints | CA:true, pathlen 0 | CA:false | CA:false |',
    accounts: 1,
    run: async (trial) => {
      const { basic, usage, extended } = await extensionsOf((await issued(trial)).leaf);
      demandSame([basic, usage, extended], ['CA:false', ['digitalSignature'], [serverAuth, clientAuth]]);
    },
  },
  'peer-uri': {
    sentence: '| subject alternative name | free | one URI: `parley-registry:1` | one URI: `parley:NAME`, NAME in lower case |',
    accounts: 1,
    run: async (trial) => {
      const { leaf, name } = await issued(trial);
      demandSame((await extensionsOf(leaf)).names, [`url parley:${name.toLowerCase()}`]);
    },
  },
  'peer-key-ids': {
    sentence: '| key identifiers | subject | subject, authority | subject, authority |',
    accounts: 1,
    run: async (trial) => {
      const { leaf, authority } = await issued(trial);
      const [one, other] = [await extensionsOf(leaf), await extensionsOf(authority)];
      demand(one.subjectKey !== undefined, 'a subject key identifier', one);
      demandSame(one.authorityKey, other.subjectKey);
    },
  },
  'random-serials': {
    sentence: '| serial | free | free | random |',
    accounts: 1,
    run: async (trial) => {
      const { link, auth, account } = await trial.online();
      const renewed = await link.answer({ line: 'RENEW', payload: login(account).payload ?? '' }, 'RENEW <SUCCESS> <200>');
      const serials = [auth, renewed].flatMap(({ payload }) => certificatesOf(payload).slice(0, 1)).map(({ serialNumber }) => serialNumber);
      const [one = '', other = ''] = serials;
      demand(one.length >= 16 && other.length >= 16 && one !== other, 'two different serials of at least 64 bits', serials);
    },
  },
});

export const certificateChecks = [...trust, ...certificates];

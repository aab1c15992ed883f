// Certificates for tests of links, made once a process. They need not obey section 1: `verify` is the test's own there.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, type X509Certificate, X509CertificateGenerator } from '@peculiar/x509';
import type { Credentials } from '../../src/transport/link.js';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate authority and two who have its certificates. */
export interface TestCertificates {
  readonly authority: Uint8Array;
  readonly server: Credentials;
  readonly client: Credentials;
}

let made: Promise<TestCertificates> | undefined;

export function testCertificates(): Promise<TestCertificates> {
  made ??= makeCertificates();
  return made;
}

async function makeCertificates(): Promise<TestCertificates> {
  const keys = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=test authority',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  return {
    authority: new Uint8Array(ca.rawData),
    server: await issue('server', '02', ca, keys.privateKey),
    client: await issue('client', '03', ca, keys.privateKey),
  };
}

async function issue(name: string, serialNumber: string, ca: X509Certificate, signingKey: webcrypto.CryptoKey): Promise<Credentials> {
  const keys = await newKeys();
  const leaf = await X509CertificateGenerator.create({
    serialNumber,
    subject: `CN=${name}`,
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const pem = `-----BEGIN PRIVATE KEY-----\n${key.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
  return { key: pem, chain: `${leaf.toString('pem')}\n${ca.toString('pem')}\n` };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

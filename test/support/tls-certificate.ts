/** Certificates made on the spot: X.509 (RFC 5280) in DER, as much as node:tls asks for. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const TRUE = Buffer.from([0x01, 0x01, 0xff]);

/** PEM texts. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that signs others. */
export interface Authority extends Certified {
  /** A certificate for this common name. */
  readonly issue: (commonName: string, options?: IssueOptions) => Certified;
}

interface IssueOptions {
  /** To the second, between 2020 and 2049, which are the ends where nothing is given. */
  readonly from?: Date;
  readonly until?: Date;
  /** The host that it names in place of `cluster.test` and 127.0.0.1. */
  readonly host?: string;
}

/** Self-signed; names the IP address 127.0.0.1 and the host `cluster.test`. */
export function selfSigned(): Certified {
  const keys = newKeys();
  return certified({ subject: 'cluster.test', issuer: 'cluster.test', keys, signer: keys.privateKey });
}

/**
 * An authority of its own, under a name that all of them have; what it issues names the IP address 127.0.0.1 and the
 * host `cluster.test`.
 */
export function authority(): Authority {
  const keys = newKeys();
  const ca = { issuer: 'test authority', signer: keys.privateKey };
  return {
    ...certified({ ...ca, subject: 'test authority', keys, isAuthority: true }),
    issue: (subject, options) => certified({ ...ca, subject, keys: newKeys(), ...options }),
  };
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function newKeys(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function certified({
  subject,
  issuer,
  keys,
  signer,
  from = new Date('2020-01-01T00:00:00Z'),
  until = new Date('2049-01-01T00:00:00Z'),
  host,
  isAuthority = false,
}: {
  readonly subject: string;
  readonly issuer: string;
  readonly keys: KeyPair;
  readonly signer: KeyObject;
  readonly from?: Date;
  readonly until?: Date;
  readonly host?: string;
  readonly isAuthority?: boolean;
}): Certified {
  const address = der(0x87, Buffer.from([127, 0, 0, 1]));
  const names = sequence(
    der(0x82, Buffer.from(host ?? 'cluster.test')),
    ...(host === undefined ? [address] : []),
  );
  const extension = isAuthority
    ? sequence(oid(BASIC_CONSTRAINTS), TRUE, der(0x04, sequence(TRUE)))
    : sequence(oid(SUBJECT_ALT_NAME), der(0x04, names));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([isAuthority ? 1 : 2])),
    sequence(oid(ECDSA_WITH_SHA256)),
    nameOf(issuer),
    sequence(utcTime(from), utcTime(until)),
    nameOf(subject),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)]);
  const certificate = sequence(body, sequence(oid(ECDSA_WITH_SHA256)), der(0x03, signature));
  const cert = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { cert, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(commonName)))));
}

/** `YYMMDDHHMMSSZ`. */
function utcTime(time: Date): Buffer {
  return der(0x17, Buffer.from(time.toISOString().replace(/^..|\.\d+|[-T:]/g, '')));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

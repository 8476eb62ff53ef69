/** Google's certificates on loopback, and tokens signed with a key of theirs or of somebody else. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { withHttp } from './local-server.ts';

const OURS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const OTHERS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY_ID = 'key-1';

export const AUDIENCE = 'https://image-updater.example';
export const EMAIL = 'ci@shop.iam.gserviceaccount.com';

/** Since the epoch, as tokens tell times. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Claims as Google makes them for {@link EMAIL}; `changes` take their place. */
export function token(
  changes: Readonly<Record<string, unknown>> = {},
  signer: 'ours' | 'others' = 'ours',
): string {
  const claims = {
    iss: 'https://accounts.google.com',
    aud: AUDIENCE,
    email: EMAIL,
    email_verified: true,
    iat: nowSeconds() - 60,
    exp: nowSeconds() + 3000,
    ...changes,
  };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
  const { privateKey } = signer === 'ours' ? OURS : OTHERS;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

/** Serves the certificates while `use` runs, and counts how often they were asked for; each waits for `open`. */
export async function withCertificates<T>(
  use: (url: URL, asked: () => number) => Promise<T>,
  open: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  let asked = 0;
  const certificates = { [KEY_ID]: OURS.publicKey.export({ type: 'spki', format: 'pem' }) };
  return withHttp(
    (_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json');
      response.setHeader('cache-control', 'public, max-age=3600');
      void open().then(() => response.end(JSON.stringify(certificates)));
    },
    (url) => use(url, () => asked),
  );
}

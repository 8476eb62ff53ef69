/** A token server of the kind that distribution's registry trusts: JWTs, signed with a key that the registry knows. */
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from '../../support/local-server.ts';

export const SERVICE = 'registry.test';
export const ISSUER = 'token-server.test';

export interface TokenServer {
  /** The address of the endpoint, for `realm`. */
  readonly url: string;
  /** The public key, as a JWKS document. */
  readonly jwks: string;
  /** A token for these actions, for the test itself. */
  readonly token: (name: string, actions: readonly string[]) => string;
  readonly close: () => Promise<void>;
}

const KEY_ID = 'test';
const VALID_S = 300;

/** Gives the user `tester`, with the password `secret`, tokens that pull what is asked for, and nobody else any. */
export async function startTokenServer(): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const token = (name: string, actions: readonly string[]): string => signed(privateKey, name, actions);
  const server = createServer((request, response) => answer(request, response, token));
  const port = await listen(server);
  const key = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'ES256' };
  return {
    url: `http://127.0.0.1:${port}/token`,
    jwks: JSON.stringify({ keys: [key] }),
    token,
    close: () => closeServer(server),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, token: TokenServer['token']): void {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const [type, name, actions] = (searchParams.get('scope') ?? '').split(':');
  const expected = `Basic ${Buffer.from('tester:secret').toString('base64')}`;
  const isAllowed = request.headers.authorization === expected && searchParams.get('service') === SERVICE;
  const isPull = type === 'repository' && actions === 'pull' && name !== undefined;
  const status = !isAllowed ? 401 : isPull ? 200 : 400;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(status === 200 ? { token: token(name ?? '', ['pull']) } : {}));
}

function signed(key: KeyObject, name: string, actions: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    sub: 'tester',
    aud: SERVICE,
    nbf: now - 60,
    iat: now,
    exp: now + VALID_S,
    jti: randomUUID(),
    access: [{ type: 'repository', name, actions }],
  };
  const head = { alg: 'ES256', typ: 'JWT', kid: KEY_ID };
  const text = [head, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

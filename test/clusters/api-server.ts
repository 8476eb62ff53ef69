/** A server on loopback that knows its callers by TLS and bearer tokens, as an API server does. */
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { authority, type Authority, type Certified } from '../support/tls-certificate.ts';
import { whileListening } from '../support/local-server.ts';
import { answer, GET } from '../support/loopback.ts';

/** How a request introduced itself. */
interface Caller {
  readonly token?: string;
  /** Common name of a client certificate that the server's authority issued. */
  readonly client?: string;
  /** The name that the client asked TLS for. */
  readonly servername?: string;
}

export interface ApiServer {
  readonly url: string;
  readonly authority: Authority;
  readonly callers: readonly Caller[];
  /** Tokens that are let in; every known client certificate is. */
  readonly accepted: Set<string>;
  /** Ends all connections; to new ones it shows this certificate. */
  readonly show: (certificate: Certified) => void;
}

/** Runs one while `use` runs: 200 for known callers, 401 for others. */
export function withApiServer<T>(use: (server: ApiServer) => Promise<T>): Promise<T> {
  const ca = authority();
  const callers: Caller[] = [];
  const accepted = new Set<string>();
  const tls = { ...ca.issue('cluster.test'), ca: ca.cert, requestCert: true, rejectUnauthorized: false };
  const server = createServer(tls, ({ socket, headers }, response) => {
    const token = headers.authorization?.replace('Bearer ', '');
    const caller = { ...(token === undefined ? {} : { token }), ...clientOf(socket) };
    callers.push(caller);
    const known = 'client' in caller || (token !== undefined && accepted.has(token));
    answer(response, known ? 200 : 401, {});
  });
  const show = (certificate: Certified): void => {
    server.setSecureContext({ ...tls, ...certificate });
    server.closeAllConnections();
  };
  return whileListening(
    server,
    ({ origin: url }) => use({ url, authority: ca, callers, accepted, show }),
    'https',
  );
}

function clientOf(socket: object): Pick<Caller, 'client' | 'servername'> {
  if (!(socket instanceof TLSSocket)) return {};
  const { CN } = socket.authorized ? socket.getPeerCertificate().subject : {};
  const { servername } = socket;
  return {
    ...(typeof CN === 'string' ? { client: CN } : {}),
    ...(typeof servername === 'string' ? { servername } : {}),
  };
}

/** Sends a request to a server that accepts this token alone, and gives the tokens that it was shown. */
export async function tokensShown(
  server: ApiServer,
  transport: Transport,
  accepted: string,
): Promise<(string | undefined)[]> {
  server.accepted.clear();
  server.accepted.add(accepted);
  const before = server.callers.length;
  assert.equal((await transport.json(GET)).status, 200);
  return server.callers.slice(before).map(({ token }) => token);
}

/** An API server of a GKE cluster: TLS with a CA that may change, in front of a sandbox. */
import { request as send } from 'node:http';
import { createServer } from 'node:https';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { atAddress, type ClusterJson } from '../../support/container-api.ts';
import { authority } from '../../support/tls-certificate.ts';
import { whileListening } from '../../support/local-server.ts';
import { stored } from '../../support/on-sandbox.ts';

export interface GkeServer {
  /** Takes requests with the token `token` alone. */
  readonly sandbox: Sandbox;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** PEM. */
  readonly ca: () => string;
  /** What the Container API says of a cluster whose public endpoint it is. */
  readonly description: () => ClusterJson;
  /** Has it show a certificate of a new CA from now on. */
  readonly renewCa: () => void;
}

/** Runs one with one Deployment `web` in it, while `use` runs. */
export async function withGkeServer<T>(use: (server: GkeServer) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ tokens: ['token'], objects: [stored({})] });
  let ca = authority();
  const server = createServer(ca.issue('cluster.test'), (request, response) => {
    const { method, headers, url = '' } = request;
    const onward = send(`${sandbox.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  const renewCa = (): void => {
    ca = authority();
    server.setSecureContext(ca.issue('cluster.test'));
    server.closeAllConnections();
  };
  try {
    return await whileListening(
      server,
      ({ host }) =>
        use({ sandbox, host, renewCa, ca: () => ca.cert, description: () => atAddress(host, ca.cert) }),
      'https',
    );
  } finally {
    await sandbox.close();
  }
}

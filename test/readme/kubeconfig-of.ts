/** A kubeconfig, as `kubectl` has it, that leads to a sandbox: through a server with https, which is all that a file may name. */
import { request } from 'node:http';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { base64 } from '../support/base64.ts';
import { selfSigned } from '../support/tls-certificate.ts';
import { kubeconfig } from '../support/temporary-folder.ts';

/** Serves the sandbox at `url` with https while `use` runs, which gets the file's text. */
export async function withKubeconfig(url: string, use: (text: string) => Promise<void>): Promise<void> {
  const certified = selfSigned();
  const server = createServer(certified, (incoming, outgoing) => {
    const { method = 'GET', headers, url: path = '/' } = incoming;
    const onward = request(`${url}${path}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('expected a port');
    const cluster = {
      server: `https://127.0.0.1:${address.port}`,
      'certificate-authority-data': base64(certified.cert),
    };
    await use(JSON.stringify(kubeconfig(cluster, { token: 'of-the-test' })));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

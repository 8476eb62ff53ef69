import assert from 'node:assert/strict';
import { createServer as createTlsServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Connection } from '../../../lib/kubernetes/client/connection.ts';
import { selfSigned } from '../../support/tls-certificate.ts';
import { whileListening, withHttp } from '../../support/local-server.ts';
import { answer, answering, GET, over, PATCH } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

describe('TLS', () => {
  const { cert, key } = selfSigned();
  const other = selfSigned();

  function withTls<T>(use: (url: URL) => Promise<T>): Promise<T> {
    return whileListening(createTlsServer({ cert, key }, answering(200, {})), use, 'https');
  }

  it('trusts the certificate of the connection', async () => {
    await withTls((server) =>
      over({ server, tls: { ca: cert } }, async (transport) => {
        assert.equal((await transport.json(GET)).status, 200);
        assert.equal((await transport.json(PATCH)).status, 200);
      }),
    );
  });

  it('checks the name that the connection gives', async () => {
    await withTls(async (server) => {
      const to = (servername: string): Connection => ({ server, tls: { ca: cert, servername } });
      assert.equal((await over(to('cluster.test'), (it) => it.json(GET))).status, 200);
      await over(to('other.test'), (it) => rejectsWith('WrongCertificateName', it.json(GET)));
    });
  });

  it('trusts no other certificate', async () => {
    await withTls(async (server) => {
      for (const to of [{ server, tls: { ca: other.cert } }, { server }])
        await over(to, (it) => rejectsWith('UntrustedCertificate', it.json(GET)));
    });
  });

  it('takes its session up again when a connection was let go', async () => {
    const reused: boolean[] = [];
    const server = createTlsServer({ cert, key }, (request, response) => {
      if (request.socket instanceof TLSSocket) reused.push(request.socket.isSessionReused());
      response.shouldKeepAlive = false;
      answer(response, 200, {});
    });
    await whileListening(
      server,
      (url) =>
        over({ server: url, tls: { ca: cert } }, async (transport) => {
          for (let i = 0; i < 3; i += 1) await transport.json(GET);
        }),
      'https',
    );
    assert.deepEqual(reused, [false, true, true]);
  });

  it('asked of a server without it is not the answer that was expected', async () => {
    await withHttp(answering(200, {}), (url) =>
      over(new URL(`https://${url.host}`), (it) => rejectsWith('UnexpectedAnswer', it.json(GET))),
    );
  });
});

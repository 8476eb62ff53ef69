import assert from 'node:assert/strict';
import { googleAuthLibrary, findTransporters } from '../../lib/google-auth/google-auth-library.ts';
import { withHttp } from '../support/local-server.ts';

describe('google-auth-library', () => {
  it('has its clients, and those beneath them, send requests once and for a limited time', () =>
    withHttp(
      () => undefined,
      async (url) => {
        const library = await googleAuthLibrary(30);
        const client = new library.OAuth2Client();
        library.setUp(findTransporters(client, library));
        const retry = { retry: true, retryConfig: { httpMethodsToRetry: ['POST'] } };
        await assert.rejects(client.transporter.request({ url, method: 'POST', ...retry }), {
          code: 'ETIMEDOUT',
        });
      },
    ));

  it('sends once what is answered with an error', () => {
    let requests = 0;
    return withHttp(
      (_, response) => {
        requests += 1;
        response.writeHead(500).end();
      },
      async (url) => {
        const { gaxios } = await googleAuthLibrary(5_000);
        await assert.rejects(gaxios.request({ url, retryConfig: { noResponseRetries: 3 } }), { status: 500 });
        assert.equal(requests, 1);
      },
    );
  });

  it('has transporters in the client that federation exchanges its tokens with', async () => {
    const library = await googleAuthLibrary(5_000);
    const client = new library.IdentityPoolClient({
      type: 'external_account',
      audience: 'a',
      subject_token_type: 'b',
      credential_source: { file: '/none' },
    });
    // Its own, and that of the exchange.
    assert.equal(new Set(findTransporters(client, library)).size, 2);
  });
});

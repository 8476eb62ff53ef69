import assert from 'node:assert/strict';
import { token, withCertificates } from '../support/google-certificates.ts';
import { withHttp } from '../support/local-server.ts';
import { call, statusOf, whileServing } from './served.ts';
import { CALL } from '../support/update-call.ts';

const bearer = (text: string): Record<string, string> => ({ authorization: `Bearer ${text}` });

/** Waits until calls that were sent before have arrived: each comes on a connection of its own, made earlier. */
async function allArrived(url: string): Promise<void> {
  for (let asked = 0; asked < 50; asked += 1) await statusOf(fetch(`${url}/health`));
}

describe('callers while the certificates of Google are slow', () => {
  it('with an API key are answered, however many wait with a token', () => {
    const gate = Promise.withResolvers<void>();
    return withCertificates(
      (certificates) =>
        whileServing(
          async ({ url }) => {
            const path = `${url}/api/update`;
            const waiting = Array.from({ length: 25 }, () =>
              statusOf(call(path, CALL, bearer(token({}, 'others')))),
            );
            await allArrived(url);
            const status = await statusOf(call(path, CALL));
            gate.resolve();
            await Promise.all(waiting);
            assert.equal(status, 200);
          },
          { certificates },
        ),
      () => gate.promise,
    );
  });

  it('with tokens share one request for them', () => {
    const gate = Promise.withResolvers<void>();
    return withCertificates(
      (certificates, asked) =>
        whileServing(
          async ({ url }) => {
            const waiting = Array.from({ length: 15 }, () =>
              statusOf(call(`${url}/api/update`, CALL, bearer(token({}, 'others')))),
            );
            await allArrived(url);
            gate.resolve();
            await Promise.all(waiting);
            assert.equal(asked(), 1);
          },
          { certificates },
        ),
      () => gate.promise,
    );
  });
});

describe('a token that cannot be valid here', () => {
  for (const [what, text] of [
    ['of another issuer', token({ iss: 'https://issuer.example' })],
    ['for another audience', token({ aud: 'https://other.example' })],
    ['that names no key', token().replace(/^[^.]*/, Buffer.from('{"alg":"RS256"}').toString('base64url'))],
  ] as const)
    it(`${what} is refused without a request to Google`, () =>
      withCertificates((certificates, asked) =>
        whileServing(
          async ({ url }) => {
            assert.equal(await statusOf(call(`${url}/api/update`, CALL, bearer(text))), 401);
            assert.equal(asked(), 0);
          },
          { certificates },
        ),
      ));
});

describe('certificates of Google that cannot be fetched', () => {
  it('are not asked for again by the next token at once', () => {
    let asked = 0;
    return withHttp(
      (_request, response) => {
        asked += 1;
        response.writeHead(500).end();
      },
      (certificates) =>
        whileServing(
          async ({ url }) => {
            for (let calls = 0; calls < 3; calls += 1)
              assert.equal(await statusOf(call(`${url}/api/update`, CALL, bearer(token()))), 503);
            assert.equal(asked, 1);
          },
          { certificates },
        ),
    );
  });
});

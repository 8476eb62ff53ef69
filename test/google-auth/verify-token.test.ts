import assert from 'node:assert/strict';
import sinon from 'sinon';
import { tokenVerifier } from '../../lib/google-auth/verify-token.ts';
import { freePort } from '../support/free-ports.ts';
import { withHttp } from '../support/local-server.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { AUDIENCE, EMAIL, token, withCertificates } from '../support/google-certificates.ts';

const HOUR = 3600;
const now = (): number => Math.floor(Date.now() / 1000);

describe('a token of Google', () => {
  it('proves its verified e-mail, in lower case, and its audience', () =>
    withCertificates(async (url) => {
      const verify = tokenVerifier(url);
      const proven = { email: EMAIL, audience: AUDIENCE };
      assert.deepEqual(await verify(token(), [AUDIENCE]), proven);
      assert.deepEqual(
        await verify(token({ email: EMAIL.toUpperCase() }), ['https://other.example', AUDIENCE]),
        proven,
      );
      assert.deepEqual(await verify(token({ iss: 'accounts.google.com' }), [AUDIENCE]), proven);
    }));

  const claims: readonly (readonly [string, string])[] = [
    ['of another issuer', token({ iss: 'https://issuer.example' })],
    ['for another audience', token({ aud: 'https://other.example' })],
    ['for several audiences', token({ aud: [AUDIENCE] })],
    ['without a key id', token().replace(/^[^.]*/, Buffer.from('{"alg":"RS256"}').toString('base64url'))],
    [
      'of another algorithm',
      token().replace(/^[^.]*/, Buffer.from('{"alg":"HS256","kid":"key-1"}').toString('base64url')),
    ],
    ['of 10,000 characters', token({ more: 'x'.repeat(10_000) })],
    ['of garbage', 'a.b.c'],
  ];
  for (const [what, text] of claims)
    it(`${what} proves nothing, and no certificate is fetched for it`, () =>
      withCertificates(async (url, asked) => {
        assert.equal(await tokenVerifier(url)(text, [AUDIENCE]), undefined);
        assert.equal(asked(), 0);
      }));

  const nothing: readonly (readonly [string, string])[] = [
    ['of another issuer', token({ iss: 'https://issuer.example' })],
    ['for another audience', token({ aud: 'https://other.example' })],
    ['without an audience', token({ aud: undefined })],
    ['that has ended', token({ iat: now() - 2 * HOUR, exp: now() - HOUR })],
    ['of the future', token({ iat: now() + HOUR, exp: now() + 2 * HOUR })],
    ['that never ends', token({ exp: now() + 400 * 24 * HOUR })],
    ['without an end', token({ exp: undefined })],
    ['whose e-mail is not verified', token({ email_verified: false })],
    ['without an e-mail', token({ email: undefined })],
    ['signed by somebody else', token({}, 'others')],
    ['with its signature cut', token().slice(0, -8)],
    ['without a signature', token().replace(/\.[^.]*$/, '.')],
    [
      'that says it needs none',
      token().replace(/^[^.]*/, Buffer.from('{"alg":"none"}').toString('base64url')),
    ],
    ['of one part', 'garbage'],
    ['of nothing', ''],
    ['of three parts of garbage', 'a.b.c'],
  ];
  for (const [what, text] of nothing)
    it(`${what} proves nothing`, () =>
      withCertificates(async (url) => assert.equal(await tokenVerifier(url)(text, [AUDIENCE]), undefined)));

  it('proves nothing where no audience is expected', () =>
    withCertificates(async (url) => assert.equal(await tokenVerifier(url)(token(), []), undefined)));
});

describe("Google's certificates", () => {
  it('are asked for once, as long as they last', () =>
    withCertificates(async (url, asked) => {
      const verify = tokenVerifier(url);
      for (let call = 0; call < 3; call += 1) await verify(token(), [AUDIENCE]);
      assert.equal(asked(), 1);
    }));

  it('are fetched once for all who ask at the same time', () => {
    const gate = Promise.withResolvers<void>();
    return withCertificates(
      async (url, asked) => {
        const verify = tokenVerifier(url);
        const answers = Array.from({ length: 20 }, () => verify(token({}, 'others'), [AUDIENCE]));
        gate.resolve();
        assert.deepEqual(new Set(await Promise.all(answers)), new Set([undefined]));
        assert.equal(asked(), 1);
      },
      () => gate.promise,
    );
  });

  it('that cannot be had are a fault that may pass, and are asked for again after some seconds', async () => {
    const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    let asked = 0;
    try {
      await withHttp(
        (_request, response) => {
          asked += 1;
          response.writeHead(500).end();
        },
        async (url) => {
          const verify = tokenVerifier(url);
          for (const [after, expected] of [
            [0, 1],
            [0, 1],
            [4_999, 1],
            [1, 2],
          ] as const) {
            clock.tick(after);
            const fault = await rejectsWith('Unreachable', verify(token(), [AUDIENCE]));
            assert.deepEqual([fault.transient, asked], [true, expected]);
          }
        },
      );
    } finally {
      clock.restore();
    }
  });

  it('that nobody serves are such a fault too', async () => {
    const verify = tokenVerifier(new URL(`http://127.0.0.1:${await freePort()}`));
    await rejectsWith('Unreachable', verify(token(), [AUDIENCE]));
  });

  it('that are an error are such a fault too', () =>
    withHttp(
      (_request, response) => response.writeHead(500).end(),
      async (url) => void (await rejectsWith('Unreachable', tokenVerifier(url)(token(), [AUDIENCE]))),
    ));
});

import assert from 'node:assert/strict';
import { registryAddress } from '../../lib/registry/address.ts';
import type { RegistryCredential } from '../../lib/registry/credential.ts';
import type { RegistryRequest } from '../../lib/registry/request.ts';
import { requestToken } from '../../lib/registry/token.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const deadline = { signal: new AbortController().signal };
const BASIC = { kind: 'basic', user: 'u', password: 'p' } as const;
const GOOGLE = { kind: 'google', token: 'g' } as const;
const REALM = 'https://auth.example/token?account=a';

interface Given {
  readonly repository?: string;
  readonly realm?: string;
  readonly credential?: RegistryCredential;
  readonly status?: number;
  readonly answer?: string;
}

/** The token, and the requests for it. */
async function ask({ repository = 'r.example/app', realm = REALM, credential, ...answer }: Given = {}) {
  const sent: RegistryRequest[] = [];
  const token = await requestToken(
    {
      challenge: { scheme: 'bearer', realm, service: 's' },
      registry: registryAddress(repository),
      credential,
    },
    async (request) => {
      sent.push(request);
      const { status = 200, answer: text = '{"token":"abc"}' } = answer;
      return { status, headers: {}, body: Buffer.from(text), request: 'GET token' };
    },
    deadline,
  );
  return { token, request: sent[0] ?? assert.fail('nothing sent') };
}

describe('a request for a token', () => {
  it('asks only for pulling the repository, and keeps the query of the endpoint', async () => {
    const { token, request } = await ask();
    assert.equal(token, 'abc');
    assert.equal(
      request.url.href,
      'https://auth.example/token?account=a&service=s&scope=repository%3Aapp%3Apull',
    );
    assert.deepEqual([request.method, request.headers], ['GET', {}]);
  });

  it('carries user and password', async () => {
    const { request } = await ask({ credential: BASIC });
    assert.equal(request.headers['authorization'], `Basic ${Buffer.from('u:p').toString('base64')}`);
  });

  it('sends an identity token in the body, not in the address', async () => {
    const { request } = await ask({ credential: { kind: 'identity', token: 'refresh' } });
    assert.deepEqual([request.method, request.url.href], ['POST', REALM]);
    const {
      grant_type: grant,
      refresh_token: refresh,
      scope,
    } = Object.fromEntries(new URLSearchParams(request.body));
    assert.deepEqual([grant, refresh, scope], ['refresh_token', 'refresh', 'repository:app:pull']);
  });

  it('carries an access token of Google to a host of Google', async () => {
    const { request } = await ask({
      repository: 'us-docker.pkg.dev/p/r/app',
      realm: 'https://us-docker.pkg.dev/v2/token',
      credential: GOOGLE,
    });
    assert.equal(
      request.headers['authorization'],
      `Basic ${Buffer.from('oauth2accesstoken:g').toString('base64')}`,
    );
  });

  it('goes to http on loopback for a registry on loopback', async () => {
    const { token } = await ask({ repository: 'localhost:5000/app', realm: 'http://127.0.0.1:5001/token' });
    assert.equal(token, 'abc');
  });

  it('takes `access_token` too', async () =>
    assert.equal((await ask({ answer: '{"access_token":"def"}' })).token, 'def'));

  it('to an address with a password does not tell the password', async () => {
    const { message } = await rejectsWith(
      'TokenEndpointRefused',
      ask({ realm: 'https://u:hidden@auth.example/' }),
    );
    assert.ok(!message.includes('hidden'), message);
  });

  for (const [what, given, reason] of [
    ['to http', { realm: 'http://auth.example/token' }, 'TokenEndpointRefused'],
    [
      'to http on loopback, for a registry elsewhere',
      { realm: 'http://127.0.0.1/token' },
      'TokenEndpointRefused',
    ],
    [
      'to http elsewhere, for a registry on loopback',
      { repository: 'localhost:1/a', realm: 'http://auth.example/' },
      'TokenEndpointRefused',
    ],
    [
      'to https on loopback, for a registry elsewhere',
      { realm: 'https://[::1]:8443/token' },
      'TokenEndpointRefused',
    ],
    ['to the metadata server', { realm: 'https://169.254.169.254/token' }, 'TokenEndpointRefused'],
    ['with a token of Google to another host', { credential: GOOGLE }, 'TokenEndpointRefused'],
    ['to an address with a password', { realm: 'https://u:p@auth.example/' }, 'TokenEndpointRefused'],
    ['to no address', { realm: '/token' }, 'TokenEndpointRefused'],
    ['to a file', { realm: 'file:///etc/passwd' }, 'TokenEndpointRefused'],
    ['that is redirected', { status: 307 }, 'RedirectRefused'],
    ['that is denied', { status: 401 }, 'RegistryDenied'],
    ['that is forbidden', { status: 403 }, 'RegistryDenied'],
    ['whose credential is no good', { status: 400, credential: BASIC }, 'RegistryDenied'],
    ['that is malformed', { status: 400 }, 'UnexpectedAnswer'],
    ['answered by HTML', { answer: '<html>' }, 'UnexpectedAnswer'],
    ['answered without a token', { answer: '{}' }, 'UnexpectedAnswer'],
    ['answered by a token with a line break', { answer: '{"token":"a\\r\\nx-evil: 1"}' }, 'UnexpectedAnswer'],
  ] as const)
    it(`${what} is ${reason}`, () => rejectsWith(reason, ask(given)));
});

import assert from 'node:assert/strict';
import { isRedirect, MAX_REDIRECTS, sendFollowing } from '../../lib/registry/redirect.ts';
import type { RegistryRequest } from '../../lib/registry/request.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const deadline = { signal: new AbortController().signal };

/** Follows from a first address through these locations; `undefined` is a redirect without one. */
async function follow(first: string, ...locations: readonly (string | undefined)[]) {
  const sent: string[] = [];
  const waiting = [...locations];
  const send = async ({ url, headers }: RegistryRequest) => {
    sent.push(`${url.href}${headers['authorization'] === undefined ? '' : ' with the token'}`);
    const isLast = waiting.length === 0;
    const location = waiting.shift();
    return {
      status: isLast ? 200 : 307,
      headers: location === undefined ? {} : { location },
      body: Buffer.of(),
      request: url.href,
    };
  };
  const headers = { authorization: 'Bearer t', accept: 'a' };
  const { sameHost } = await sendFollowing(
    send,
    { method: 'GET', url: new URL(first), headers, maxBytes: 1 },
    deadline,
  );
  return { sent, sameHost };
}

describe('a redirect', () => {
  it('on the same host is followed with the token', async () =>
    assert.deepEqual(await follow('https://r.example/a', '/b'), {
      sent: ['https://r.example/a with the token', 'https://r.example/b with the token'],
      sameHost: true,
    }));

  it('to another host is followed without the token, also back', async () =>
    assert.deepEqual(await follow('https://r.example/a', 'https://s.example/b', 'https://r.example/c'), {
      sent: ['https://r.example/a with the token', 'https://s.example/b', 'https://r.example/c'],
      sameHost: false,
    }));

  it('back to the first host, and on from there, is followed without the token', async () => {
    const { sent, sameHost } = await follow(
      'https://r.example/a',
      'https://s.example/b',
      'https://r.example/c',
      '/d',
    );
    assert.deepEqual(sent.slice(2), ['https://r.example/c', 'https://r.example/d']);
    assert.equal(sameHost, false);
  });

  it('to another port is one to another host', async () =>
    assert.equal((await follow('https://r.example/a', 'https://r.example:8443/a')).sameHost, false));

  it('from http to https is one to another host: the default port is another', async () =>
    assert.equal((await follow('http://localhost/a', 'https://localhost/a')).sameHost, false));

  it('on loopback may be plain http', async () =>
    assert.equal((await follow('http://127.0.0.1:1/a', 'http://127.0.0.1:1/b')).sameHost, true));

  for (const [what, first, location] of [
    ['from https to http', 'https://r.example/a', 'http://r.example/a'],
    ['from https to http on loopback', 'https://r.example/a', 'http://127.0.0.1/a'],
    [
      'from https to the metadata server',
      'https://r.example/a',
      'http://169.254.169.254/computeMetadata/v1/',
    ],
    [
      'from elsewhere to the metadata server by https',
      'https://r.example/a',
      'https://169.254.169.254/computeMetadata/v1/',
    ],
    ['from elsewhere to https on loopback', 'https://r.example/a', 'https://localhost:8443/a'],
    ['from loopback to http elsewhere', 'http://127.0.0.1:1/a', 'http://r.example/a'],
    ['to a file', 'https://r.example/a', 'file:///etc/passwd'],
    ['with user and password', 'https://r.example/a', 'https://u:p@r.example/a'],
    ['to no address', 'https://r.example/a', 'https://'],
    ['without an address', 'https://r.example/a', undefined],
  ] as const)
    it(`${what} is refused`, () => rejectsWith('RedirectRefused', follow(first, location)));

  it('is followed five times, and no sixth time', async () => {
    const loop = (count: number): string[] => Array.from({ length: count }, () => '/a');
    assert.equal((await follow('https://r.example/a', ...loop(MAX_REDIRECTS))).sent.length, 6);
    await rejectsWith('RedirectRefused', follow('https://r.example/a', ...loop(MAX_REDIRECTS + 1)));
  });

  it('has one of five status codes', () =>
    assert.deepEqual(
      [301, 302, 303, 304, 305, 307, 308, 200].filter((status) => isRedirect({ status })),
      [301, 302, 303, 307, 308],
    ));
});

/** Bad input: what a registry, a proxy or a person in between may answer, and the exact outcome of each. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { digest } from '../support/builders.ts';
import { sendManifest } from '../support/registry/fake-registry.ts';
import { imageManifest, indexManifest } from '../support/registry/manifests.ts';
import { always, first, INDEX, MEGABYTES, status, type Given } from './faulty-registry.ts';

export const HEAD = 'HEAD /v2/app/manifests/v1';
const GET = 'GET /v2/app/manifests/v1';

const OTHER_PLATFORM = indexManifest({ 'windows/arm': imageManifest('win') });
const SHA512 = `sha512:${createHash('sha512').update(INDEX.bytes).digest('hex')}`;

/** An answer, and its outcome. */
export interface Case extends Given {
  readonly what: string;
  readonly is: string;
  readonly requests: readonly string[];
  readonly waits?: readonly number[];
}

/** Each with its exact outcome. */
export const CASES: readonly Case[] = [
  { what: 'a registry that works', is: INDEX.digest, requests: [HEAD] },
  {
    what: 'a registry with tokens',
    auth: 'token',
    is: INDEX.digest,
    requests: [HEAD, 'GET /token Basic', `${HEAD} Bearer`],
  },
  {
    what: 'a manifest of 10 MB whose digest is named',
    intercept: always((response, request) => sendManifest(request, response, MEGABYTES)),
    is: INDEX.digest,
    requests: [HEAD],
  },
  {
    what: 'a manifest of 10 MB whose digest is not named',
    intercept: always((response, request) =>
      sendManifest(request, response, { ...MEGABYTES, digest: undefined }),
    ),
    is: 'UnexpectedAnswer',
    requests: [HEAD, GET],
  },
  {
    what: 'a manifest whose digest does not match its bytes',
    intercept: always((response, request) =>
      sendManifest(request, response, {
        ...INDEX,
        digest: request.method === 'HEAD' ? undefined : digest(1),
      }),
    ),
    is: 'DigestMismatch',
    requests: [HEAD, GET],
  },
  {
    what: 'an index without the platform of any node',
    intercept: always((response, request) => sendManifest(request, response, OTHER_PLATFORM)),
    is: OTHER_PLATFORM.digest,
    requests: [HEAD],
  },
  {
    what: 'a tag that moves after HEAD, which named the digest',
    intercept: always((response, request) =>
      sendManifest(request, response, request.method === 'HEAD' ? INDEX : OTHER_PLATFORM),
    ),
    is: INDEX.digest,
    requests: [HEAD],
  },
  {
    what: 'a tag that moves after HEAD, which did not name the digest',
    intercept: always((response, request) =>
      sendManifest(
        request,
        response,
        request.method === 'HEAD' ? { ...INDEX, digest: undefined } : OTHER_PLATFORM,
      ),
    ),
    is: OTHER_PLATFORM.digest,
    requests: [HEAD, GET],
  },
  {
    what: 'a digest by another algorithm',
    intercept: always((response, request) => sendManifest(request, response, { ...INDEX, digest: SHA512 })),
    is: INDEX.digest,
    requests: [HEAD, GET],
  },
  {
    what: 'a digest by another algorithm that does not match',
    intercept: always((response, request) =>
      sendManifest(request, response, { ...INDEX, digest: `sha512:${'0'.repeat(128)}` }),
    ),
    is: 'DigestMismatch',
    requests: [HEAD, GET],
  },
  {
    what: 'two digests',
    intercept: always((response, request) =>
      sendManifest(request, response, { ...INDEX, digest: `${INDEX.digest}, ${digest(1)}` }),
    ),
    is: 'DigestMismatch',
    requests: [HEAD, GET],
  },
  {
    what: 'a manifest that is compressed, though nobody asked for it',
    intercept: always((response, request) =>
      sendManifest(request, response, { ...INDEX, bytes: gzipSync(INDEX.bytes), digest: undefined }),
    ),
    is: 'UnexpectedAnswer',
    requests: [HEAD, GET],
  },
  {
    what: 'a switch to another protocol',
    intercept: always((response) => {
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    }),
    is: 'UnexpectedAnswer',
    requests: [HEAD],
  },
  {
    what: 'a header of 40 KB',
    intercept: always(status(200, { 'docker-content-digest': 'x'.repeat(40_000) })),
    is: 'UnexpectedAnswer',
    requests: [HEAD],
  },
  {
    what: '200 without the digest header',
    intercept: always((response, request) =>
      sendManifest(request, response, { ...INDEX, digest: undefined }),
    ),
    is: INDEX.digest,
    requests: [HEAD, GET],
  },
  {
    what: '405 for HEAD',
    intercept: first(status(405)),
    is: INDEX.digest,
    requests: [HEAD, GET],
  },
  {
    what: '405 for HEAD, and tokens',
    auth: 'token',
    intercept: first(status(405)),
    is: INDEX.digest,
    requests: [HEAD, GET, 'GET /token Basic', `${GET} Bearer`],
  },
  {
    what: 'HTML',
    intercept: always((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    ),
    is: 'UnexpectedAnswer',
    requests: [HEAD, GET],
  },
  {
    what: '401 for ever',
    intercept: always(status(401, { 'www-authenticate': 'Basic realm="x"' })),
    is: 'RegistryDenied',
    requests: [HEAD, `${HEAD} Basic`],
  },
  {
    what: '401 for ever, also with a token',
    auth: 'token',
    intercept: ({ authorization }, response) => {
      if (authorization?.startsWith('Bearer') !== true) return false;
      status(401, { 'www-authenticate': 'Bearer realm="x"' })(response);
      return true;
    },
    is: 'RegistryDenied',
    requests: [HEAD, 'GET /token Basic', `${HEAD} Bearer`],
  },
  { what: '401 without a challenge', intercept: always(status(401)), is: 'RegistryDenied', requests: [HEAD] },
  { what: '403', intercept: always(status(403)), is: 'RegistryDenied', requests: [HEAD] },
  { what: '404', intercept: always(status(404)), is: 'TagNotFound', requests: [HEAD] },
  { what: '418', intercept: always(status(418)), is: 'UnexpectedAnswer', requests: [HEAD] },
  {
    what: '429 with Retry-After',
    intercept: first(status(429, { 'retry-after': '3' })),
    is: INDEX.digest,
    requests: [HEAD, HEAD],
    waits: [3_000],
  },
  {
    what: '429 without Retry-After',
    intercept: first(status(429), status(429)),
    is: INDEX.digest,
    requests: [HEAD, HEAD, HEAD],
    waits: [200, 400],
  },
  {
    what: '429 with a Retry-After beyond the time limit',
    intercept: first(status(429, { 'retry-after': '3600' })),
    is: 'Throttled',
    requests: [HEAD],
  },
  {
    what: '429 for ever',
    intercept: always(status(429)),
    is: 'Throttled',
    requests: [HEAD, HEAD, HEAD, HEAD, HEAD],
    waits: [200, 400, 800, 1_600],
  },
  {
    what: '503 once',
    intercept: first(status(503)),
    is: INDEX.digest,
    requests: [HEAD, HEAD],
    waits: [200],
  },
  {
    what: 'a connection that breaks once',
    intercept: first((response) => response.destroy()),
    is: INDEX.digest,
    requests: [HEAD, HEAD],
    waits: [200],
  },
  {
    what: 'a redirect on the same host, with our token',
    auth: 'token',
    intercept: ({ authorization, url }, response) => {
      if (authorization?.startsWith('Bearer') !== true || url.includes('moved')) return false;
      status(307, { location: '/v2/app/manifests/v1?moved' })(response);
      return true;
    },
    // The fake does not know the query.
    is: 'TagNotFound',
    requests: [HEAD, 'GET /token Basic', `${HEAD} Bearer`, `${HEAD} Bearer`],
  },
  {
    what: 'a redirect to http on another host',
    intercept: always(status(307, { location: 'http://registry.example/v2/' })),
    is: 'RedirectRefused',
    requests: [HEAD],
  },
  {
    what: 'a redirect loop',
    intercept: always(status(307, { location: '/v2/app/manifests/v1' })),
    is: 'RedirectRefused',
    requests: [HEAD, HEAD, HEAD, HEAD, HEAD, HEAD],
  },
  {
    what: 'a token endpoint on another host over http',
    intercept: always(status(401, { 'www-authenticate': 'Bearer realm="http://auth.example/token"' })),
    is: 'TokenEndpointRefused',
    requests: [HEAD],
  },
];

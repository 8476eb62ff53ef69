import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { deadlineBySignal } from '../../../lib/async/deadline.ts';
import { formatCommand, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import type { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { MAX_PAGES, PAGE_BYTES } from '../../../lib/registry/artifact-registry/open-listings.ts';
import { digest } from '../../support/builders.ts';
import { apiError } from '../../support/iam-credentials.ts';
import { answer, answering, GET } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import {
  APP,
  MACHINE,
  PLACE,
  pushTags,
  UPLOADED,
  withListings,
  type ReadableRegistry,
} from './readable-registry.ts';

/** An answer that begins and never ends. */
const SLOW: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"dockerImages": [');
};

function text(
  status: number,
  content: string,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_, response) => void response.writeHead(status, headers).end(content);
}

const HTML = text(200, '<html>Sign in</html>', { 'content-type': 'text/html' });
const JSON_TYPE = { 'content-type': 'application/json' };
const TIMES = (count: number, listener: RequestListener): RequestListener[] =>
  Array.from({ length: count }, () => listener);
const ENDLESS: RequestListener = (request, response) => {
  const token = new URL(request.url ?? '', 'http://localhost').searchParams.get('pageToken') ?? '0';
  answer(response, 200, { nextPageToken: String(Number(token) + 1) });
};

/** Bad input: what comes of it, and how many requests it took. */
describe('a listing of a registry that is broken or hostile', () => {
  const failing: readonly (readonly [
    title: string,
    instead: readonly (RequestListener | undefined)[],
    reason: ErrorReason,
    requests: number,
  ])[] = [
    ['HTML', [HTML], 'UnexpectedAnswer', 1],
    ['HTML that is called JSON', TIMES(5, text(200, '<html>', JSON_TYPE)), 'Unreachable', 5],
    ['an empty body', [text(200, '')], 'UnexpectedAnswer', 1],
    ['204', [text(204, '')], 'UnexpectedAnswer', 1],
    ['a list', [answering(200, [])], 'UnexpectedAnswer', 1],
    ['an error with status 200', [answering(200, apiError(500, 'INTERNAL'))], 'UnexpectedAnswer', 1],
    ['an image without a digest', [answering(200, { dockerImages: [{ uri: APP }] })], 'UnexpectedAnswer', 1],
    ['half a body', TIMES(5, text(200, '{"dockerImages": [{', JSON_TYPE)), 'Unreachable', 5],
    ['a good page, then HTML', [undefined, HTML], 'UnexpectedAnswer', 2],
    ['a good page, then 500 for ever', [undefined, ...TIMES(5, answering(500, {}))], 'ServerError', 6],
    ['a good page, then 403', [undefined, answering(403, apiError(403, 'X'))], 'ListingForbidden', 2],
    [
      'a page token that comes again',
      TIMES(2, answering(200, { nextPageToken: 'x' })),
      'UnexpectedAnswer',
      2,
    ],
    ['page tokens without an end', TIMES(MAX_PAGES + 1, ENDLESS), 'UnexpectedAnswer', MAX_PAGES],
    [
      'a page of more than 8 MiB',
      [text(200, JSON.stringify({ x: 'x'.repeat(PAGE_BYTES) }), JSON_TYPE)],
      'UnexpectedAnswer',
      1,
    ],
    ['401 for ever', TIMES(2, answering(401, apiError(401, 'UNAUTHENTICATED'))), 'CredentialsRefused', 2],
    ['403', [answering(403, apiError(403, 'PERMISSION_DENIED'))], 'ListingForbidden', 1],
    ['404', [answering(404, apiError(404, 'NOT_FOUND'))], 'NoArtifactRepository', 1],
    ['a redirect', [text(302, '', { location: 'https://evil.example/' })], 'UnexpectedAnswer', 1],
    ['503 for ever', TIMES(5, answering(503, {})), 'ServerError', 5],
    ['429 for ever', TIMES(5, answering(429, {})), 'Throttled', 5],
  ];
  for (const [title, instead, expected, requests] of failing)
    it(`${title} is no listing: ${expected}`, () =>
      withListings(async ({ registry, list }) => {
        pushTags(registry, 1_001);
        registry.instead.push(...instead);
        const fault: UpdaterError = await rejectsWith(expected, list());
        assert.equal(registry.requests.length, requests);
        assert.doesNotMatch(inspect(fault, { depth: Infinity, showHidden: true }), /ya29/);
      }));

  it('a slow body is no listing: Timeout', () =>
    withListings(
      async ({ registry, list }) => {
        registry.instead.push(...TIMES(5, SLOW));
        await rejectsWith('Timeout', list());
        assert.equal(registry.requests.length, 5);
      },
      { limits: { answerMs: 20 } },
    ));

  it('the end of the time is no listing: OutOfTime', () => {
    const end = new AbortController();
    const scene = async ({ registry, list }: ReadableRegistry): Promise<void> => {
      pushTags(registry, 1_001);
      registry.instead.push(undefined, () => end.abort());
      await rejectsWith('OutOfTime', list());
    };
    return withListings(scene, { deadline: deadlineBySignal(end.signal) });
  });

  it('has no time for a wait beyond its deadline', () =>
    withListings(
      async ({ registry, clock, list }) => {
        registry.instead.push(text(429, '', { 'retry-after': '3600' }));
        await rejectsWith('Throttled', list());
        assert.deepEqual([clock.waits, registry.requests.length], [[], 1]);
      },
      { deadline: { signal: GET.signal, endsAt: 1_060_000 } },
    ));

  it('waits after 429 as long as it is told, and goes on after 5xx, with the same page', () =>
    withListings(async ({ registry, clock, list }) => {
      pushTags(registry, 1_001);
      registry.instead.push(undefined, text(429, '', { 'retry-after': '7' }), answering(502, {}));
      assert.equal((await list()).images.length, 1_001);
      assert.equal(clock.waits[0], 7_000);
      const tokens = registry.requests.map(({ query }) => query['pageToken']);
      assert.deepEqual([tokens.length, new Set(tokens.slice(1)).size], [4, 1]);
    }));

  it('asks once more with another token after 401', () =>
    withListings(async ({ registry, list }) => {
      pushTags(registry, 1);
      registry.instead.push(answering(401, apiError(401, 'UNAUTHENTICATED')));
      assert.equal((await list()).images.length, 1);
    }));

  it('an empty one lists nothing', () =>
    withListings(async ({ list }) => {
      const { images, read } = await list();
      assert.deepEqual([images, read], [[], 0]);
    }));

  it('drops a tag that moved from page to page, and an upload in 2099', () =>
    withListings(async ({ registry, list }) => {
      registry.push(APP, { digest: digest(8), tags: ['moved', 'stays'], uploadTime: UPLOADED });
      pushTags(registry, 1_000, 'us-docker.pkg.dev/shop/images/other');
      registry.push(APP, { digest: digest(9), tags: ['moved'], uploadTime: UPLOADED });
      registry.push(APP, { digest: digest(7), tags: ['future'], uploadTime: '2099-01-01T00:00:00Z' });
      registry.push(APP, { digest: digest(6), tags: ['untimed'] });
      const { images, dropped } = await list();
      assert.deepEqual(
        images.map(({ tag }) => tag),
        ['stays'],
      );
      assert.deepEqual(dropped, { ambiguous: 1, untimed: 1, future: 1, invalid: 0 });
    }));

  it('says what grants the right, as whom', () =>
    withListings(async ({ registry, list }) => {
      registry.allow('user:ann@example.com', 'projects/shop/locations/us/repositories/secret');
      const place = { ...PLACE, repository: 'secret' };
      const wanted = new Set(['us-docker.pkg.dev/shop/secret/app']);
      const { reason, terms } = await rejectsWith('ListingForbidden', list(wanted, place));
      assert.equal(
        formatCommand(reason, terms),
        `gcloud artifacts repositories add-iam-policy-binding secret --location us --project shop --member ${MACHINE} --role roles/artifactregistry.reader`,
      );
    }));
});

/** Whatever is sent to the API in the framework: an answer that is described, and never 500. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { codePoint } from '../support/code-point.ts';
import { complaintsAbout } from '../support/openapi-document.ts';
import { stored } from '../support/on-sandbox.ts';
import { servedConfig, serving } from '../support/served-functions.ts';
import { sha256 } from '../support/sha256.ts';

const RUNS = 150;
const KEY = 'k';
const CALLBACK = `callback: { keys: [{ name: ci, sha256: ${sha256(KEY)} }] }\n`;

const image = fc.oneof(fc.constantFrom('nginx', 'gcr.io/p/web', 'a.example/b', 'A B', 'x:1'), fc.string());
const body = fc.oneof(
  fc.record({ imageName: image, tag: fc.string(), digest: fc.string() }, { requiredKeys: [] }),
  fc.record({ imageName: image, tag: fc.constantFrom('v1', '1.2.3', 'latest') }),
  fc.jsonValue(),
);
/** Of paths and queries, as RFC 3986 has them; fast-check's own draw from its table of all characters. */
const unit = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(..."abcXYZ019-._~!$&'()*+,;=:@".split('')) },
  { weight: 1, arbitrary: codePoint.map(encodeURIComponent) },
);
const webPath = fc
  .array(fc.string({ unit }), { maxLength: 4 })
  .map((segments) => segments.map((segment) => `/${segment}`).join(''));
const webQuery = fc.string({ unit: fc.oneof({ weight: 9, arbitrary: unit }, fc.constantFrom('/', '?')) });

const asked = fc.record({
  path: fc.oneof(
    { weight: 5, arbitrary: fc.constant('/api/update') },
    webPath.map((path) => (path.startsWith('//') ? '/' : path)),
    fc.constantFrom('/doc/..%2f..%2fetc/passwd', '/openapi.json', '/doc/', '/health'),
  ),
  query: fc.oneof(
    fc.constantFrom('', '?dryRun=true', '?dryRun=1'),
    webQuery.map((q) => `?${q}`),
  ),
  method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'),
  type: fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/xml',
  ),
  key: fc.constantFrom(KEY, KEY, 'other', ''),
  body,
});

describe('the API, whatever is sent to it', () => {
  it('answers as it is described, and never 500', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    try {
      await serving(servedConfig({ test: sandbox }, CALLBACK), ({ callUrl }) =>
        fc.assert(
          fc.asyncProperty(asked, async ({ path, query, method, type, key, body: value }) => {
            const isBare = method === 'GET' || method === 'HEAD';
            const answer = await fetch(`${callUrl}${path || '/'}${query}`, {
              method,
              redirect: 'manual',
              headers: { 'content-type': type, ...(key === '' ? {} : { 'x-api-key': key }) },
              ...(isBare ? {} : { body: JSON.stringify(value) }),
            });
            const text = await answer.text();
            assert.ok(answer.status !== 500, text);
            if (path !== '/api/update' || method !== 'POST') return;
            const headers = Object.fromEntries(answer.headers);
            const about = { status: answer.status, headers, body: text };
            assert.deepEqual(complaintsAbout(path, 'post', about), []);
          }),
          { numRuns: RUNS },
        ),
      );
    } finally {
      await sandbox.close();
    }
  });
});

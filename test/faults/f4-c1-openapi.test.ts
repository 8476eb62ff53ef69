/** The description of the API was looser than the code, and lacked statuses and headers that the code answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { valueAt } from '../../lib/core/text/json.ts';
import { createRoutes } from '../../lib/http/routes.ts';
import { ROOT } from '../support/project-root.ts';
import { settings } from '../support/builders.ts';

const document: unknown = JSON.parse(readFileSync(path.join(ROOT, 'lib/http/openapi.json'), 'utf8'));
const described = (...keys: readonly string[]): unknown => valueAt(document, keys);
const response = (route: string, method: string, status: string, ...keys: readonly string[]): unknown =>
  described('paths', route, method, 'responses', status, ...keys);
const schema = (name: string, ...keys: readonly string[]): unknown =>
  described('components', 'schemas', name, 'properties', ...keys);

const STATES = ['/health', '/ready'] as const;
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** What `serve` answers. */
function answer(method: string, url: string, isDraining: boolean) {
  const app = { settings: settings(), sources: [], log: () => undefined };
  const authenticate = () => Promise.resolve({ name: 'ci' });
  const logRefusal = () => undefined;
  const routes = createRoutes({
    api: { app, authenticate, callsInFlight: 1, project: undefined, logRefusal },
    authorizePush: () => Promise.resolve(),
    metrics: undefined,
    isDraining: () => isDraining,
  });
  const readBody = () => Promise.resolve(new Uint8Array());
  return routes({ method, url, headers: {}, readBody }, new AbortController().signal);
}

describe('the description of the API', () => {
  for (const [what, of, taken, refused] of [
    ['imageName', schema('Call', 'imageName', 'pattern'), 'gcr.io/shop/web', 'a/B'],
    ['the tag of a report', schema('Report', 'push', 'properties', 'tag', 'pattern'), 'v1', '-v1'],
    [
      'the digest of a report',
      schema('Report', 'push', 'properties', 'digest', 'pattern'),
      DIGEST,
      'sha256:1',
    ],
  ] as const)
    it(`has the pattern of ${what}`, () => {
      assert.equal(typeof of, 'string');
      assert.deepEqual(
        [taken, refused].map((text) => new RegExp(String(of), 'u').test(text)),
        [true, false],
      );
    });

  it('has a length of every text of a report', () =>
    assert.equal(typeof schema('Report', 'push', 'properties', 'id', 'maxLength'), 'number'));

  it('takes no digest together with unpinned, as the API does', () =>
    assert.deepEqual(described('components', 'schemas', 'Call', 'dependentSchemas'), {
      digest: { properties: { unpinned: { const: false } } },
    }));

  it('has the 503 of /ready, and its Retry-After', () =>
    assert.equal(response('/ready', 'get', '503', 'headers', 'retry-after', 'required'), true));

  it('has the 500 of a call', () =>
    assert.notEqual(response('/api/update', 'post', '500', 'description'), undefined));

  for (const route of STATES)
    for (const status of ['400', '404', '405', '421'])
      it(`has the ${status} of ${route}`, () =>
        assert.notEqual(response(route, 'get', status, 'description'), undefined));

  for (const [status, header] of [
    ['401', 'www-authenticate'],
    ['405', 'allow'],
    ['429', 'retry-after'],
    ['503', 'retry-after'],
  ] as const)
    it(`has the header ${header} of ${status}`, () =>
      assert.equal(response('/api/update', 'post', status, 'headers', header, 'required'), true));
});

describe('the answers that are described', () => {
  it('say when to come back while the process drains', async () => {
    const { status, headers } = await answer('GET', '/ready', true);
    assert.deepEqual([status, headers['retry-after']], [503, '5']);
  });

  it('name HEAD among the methods of what GET is answered for', async () => {
    const { status, headers } = await answer('POST', '/health', false);
    assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD']);
  });
});

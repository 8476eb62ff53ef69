/** Every answer that the description of the API promises, provoked, and as it is described. */
import assert from 'node:assert/strict';
import { apiHandler } from '../../lib/http/api.ts';
import type { HttpResponse } from '../../lib/http/http-response.ts';
import type { ApiOptions } from '../../lib/http/api-options.ts';
import { refuse } from '../../lib/http/refuse.ts';
import { createRoutes } from '../../lib/http/routes.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Publish } from '../../lib/core/event/message.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import { digest, glob, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox } from '../support/on-sandbox.ts';
import { complaintsAbout, listBareStatuses, listStatuses } from '../support/openapi-document.ts';
import { api, CALLER, request, type RequestChanges } from './api-builders.ts';

const { signal } = new AbortController();
const ignoring = {
  ...api().app,
  sources: [{ name: 'here', find: () => Promise.resolve({ clusters: [], missing: [] }) }],
  settings: settings({ ignoreTags: [glob('buildcache')] }),
};
const call = (changes: Partial<ApiOptions>, asked: RequestChanges = {}): Promise<HttpResponse> =>
  apiHandler(api({ app: { ...api().app, sources: [HERE] }, ...changes }))(request(asked), signal);

const HERE = { name: 'here', find: () => Promise.resolve({ clusters: [], missing: [] }) };
const AWAY = { name: 'away', find: () => Promise.reject(new UpdaterError('Unreachable', 'd')) };
const away = { app: { ...api().app, sources: [AWAY] } };
const publish: Publish = (_topic, all) => Promise.resolve(all.map(() => ({ id: '1' })));
const sending = (text: string): RequestChanges => ({ body: new TextEncoder().encode(text) });
const refusing = (fault: UpdaterError) => ({ authenticate: () => Promise.reject(fault) });

const CROWD = [{ name: 'a' }, { name: 'b' }];
const CROWDED = sending(JSON.stringify({ imageName: REPOSITORY, tag: 'v1', digest: digest(1) }));
const crowded = (cluster: Cluster) => ({
  ...api().app,
  settings: settings({ limits: { workloadsPerNamespace: 1, workloadsPerCluster: 1 } }),
  sources: [alwaysThere(cluster)],
});

type Provoked = Readonly<Record<string, () => Promise<HttpResponse>>>;

// As the server of `serve` refuses it, whatever the path is.
const foreign = (): Promise<HttpResponse> =>
  Promise.resolve(refuse(new UpdaterError('ForeignHost', 'd'), request(), api()));

const PROVOKED: Provoked = {
  '200': () => call({}),
  '202': () => call({ app: { ...away.app, replay: { topic: { project: 'p', topic: 't' }, publish } } }),
  '400': () => call({}, sending('{}')),
  '401': () => call(refusing(new UpdaterError('Unauthenticated', 'd'))),
  '403': () => call({ authenticate: () => Promise.resolve({ ...CALLER, repositories: [glob('x')] }) }),
  '404': () => call({}, { url: '/api/updates' }),
  '405': () => call({}, { method: 'PUT' }),
  '408': () => call({}, { readBody: () => Promise.reject(new UpdaterError('IncompleteBody', 'd')) }),
  '409': () => onSandbox({ objects: CROWD }, ({ cluster }) => call({ app: crowded(cluster) }, CROWDED)),
  '413': () => call({}, sending('x'.repeat(70_000))),
  '415': () => call({}, { headers: { 'content-type': 'text/plain' } }),
  '421': foreign,
  '422': () => call({ app: ignoring }, sending('{"imageName":"a.example/b","tag":"buildcache"}')),
  '429': () => call({ callsInFlight: 0 }),
  '500': () => call(refusing(new UpdaterError('InvalidConfig', 'd'))),
  '502': () => call(away),
  '503': () => call(refusing(new UpdaterError('TokenServerError', 'd'))),
};

const shown = (path: string, isDraining = false, method = 'GET'): Promise<HttpResponse> => {
  const routes = createRoutes({
    api: api(),
    authorizePush: () => Promise.resolve(),
    metrics: undefined,
    isDraining: () => isDraining,
  });
  return routes(request({ method, url: path }), signal);
};

const STATES: readonly (readonly [path: string, provoked: Provoked])[] = ['/health', '/ready'].map((path) => [
  path,
  {
    '200': () => shown(path),
    '404': () => shown(`${path}/`),
    '405': () => shown(path, false, 'POST'),
    '421': foreign,
    ...(path === '/ready' && { '503': () => shown(path, true) }),
  },
]);

for (const [path, method, provoked] of [
  ['/api/update', 'post', PROVOKED] as const,
  ...STATES.map(([state, all]) => [state, 'get', all] as const),
])
  describe(`the answers of ${method.toUpperCase()} ${path}`, () => {
    // Those without content are not the API's: test/http/answers-of-node.test.ts.
    it('that are described are all provoked here', () => {
      const bare = listBareStatuses(path, method);
      const described = listStatuses(path, method).filter((status) => !bare.includes(status));
      assert.deepEqual(described, Object.keys(provoked));
    });

    for (const [status, provoke] of Object.entries(provoked))
      it(`${status} is as it is described`, async () => {
        const answer = await provoke();
        assert.equal(String(answer.status), status);
        assert.deepEqual(complaintsAbout(path, method, answer), []);
      });
  });

describe('the description of an answer', () => {
  const answer = async (): Promise<HttpResponse> => PROVOKED['401']?.() ?? assert.fail();

  it('misses a header that it has to have', async () => {
    const { 'www-authenticate': _missing, ...headers } = (await answer()).headers;
    const wrong = { ...(await answer()), headers };
    assert.deepEqual(complaintsAbout('/api/update', 'post', wrong), ['no www-authenticate']);
  });

  it('refuses another header, type, status, reason and key', async () => {
    const { headers, body, status } = await answer();
    const wrong: readonly HttpResponse[] = [
      { status, body, headers: { ...headers, 'www-authenticate': 'Basic' } },
      { status, body, headers: { ...headers, 'content-type': 'text/html' } },
      { status, headers, body: body.replace('401', '403') },
      { status, headers, body: body.replace('Unauthenticated', 'PermissionDenied') },
      { status, headers, body: body.replace('{', '{"more":1,') },
    ];
    for (const each of wrong) assert.notDeepEqual(complaintsAbout('/api/update', 'post', each), []);
  });
});

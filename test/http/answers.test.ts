/** Every answer that the description of the API promises, provoked, and as it is described. */
import assert from 'node:assert/strict';
import { apiHandler } from '../../lib/http/api.ts';
import type { HttpResponse } from '../../lib/http/http-response.ts';
import type { ApiOptions } from '../../lib/http/api-options.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Publish } from '../../lib/core/event/message.ts';
import { parseJson } from '../../lib/core/text/json.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import { digest, glob, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox } from '../support/on-sandbox.ts';
import { complaintsAbout, listStatuses } from '../support/openapi-document.ts';
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
const body = (text: string): RequestChanges => ({ body: new TextEncoder().encode(text) });
const refusing = (fault: UpdaterError) => ({ authenticate: () => Promise.reject(fault) });

const CROWD = [{ name: 'a' }, { name: 'b' }];
const CROWDED = body(JSON.stringify({ imageName: REPOSITORY, tag: 'v1', digest: digest(1) }));
const crowded = (cluster: Cluster) => ({
  ...api().app,
  settings: settings({ limits: { workloadsPerNamespace: 1, workloadsPerCluster: 1 } }),
  sources: [alwaysThere(cluster)],
});

const PROVOKED: Readonly<Record<string, () => Promise<HttpResponse>>> = {
  '200': () => call({}),
  '202': () => call({ app: { ...away.app, replay: { topic: { project: 'p', topic: 't' }, publish } } }),
  '400': () => call({}, body('{}')),
  '401': () => call(refusing(new UpdaterError('Unauthenticated', 'd'))),
  '403': () => call({ authenticate: () => Promise.resolve({ ...CALLER, repositories: [glob('x')] }) }),
  '408': () => call({}, { readBody: () => Promise.reject(new UpdaterError('IncompleteBody', 'd')) }),
  '409': () => onSandbox({ objects: CROWD }, ({ cluster }) => call({ app: crowded(cluster) }, CROWDED)),
  '413': () => call({}, body('x'.repeat(70_000))),
  '415': () => call({}, { headers: { 'content-type': 'text/plain' } }),
  '422': () => call({ app: ignoring }, body('{"imageName":"a.example/b","tag":"buildcache"}')),
  '429': () => call({ callsInFlight: 0 }),
  '502': () => call(away),
  '503': () => call(refusing(new UpdaterError('TokenServerError', 'd'))),
};

describe('the answers of POST /api/update', () => {
  it('that are described are all provoked here', () =>
    assert.deepEqual(listStatuses('/api/update', 'post'), Object.keys(PROVOKED)));

  for (const [status, provoke] of Object.entries(PROVOKED))
    it(`${status} is as it is described`, async () => {
      const answer = await provoke();
      assert.equal(String(answer.status), status);
      const type = answer.headers['content-type']?.replace(/;.*/, '') ?? '';
      const about = { status: answer.status, type, body: parseJson(answer.body) };
      assert.deepEqual(complaintsAbout('/api/update', 'post', about), []);
    });
});

describe('the answers of /health and /ready', () => {
  for (const path of ['/health', '/ready'])
    it(`${path} is as it is described`, async () => {
      const { status, headers, body: text } = await call({}, { method: 'GET', url: path });
      const type = headers['content-type']?.replace(/;.*/, '') ?? '';
      assert.deepEqual(complaintsAbout(path, 'get', { status, type, body: parseJson(text) }), []);
    });
});

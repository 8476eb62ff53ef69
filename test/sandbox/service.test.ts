import assert from 'node:assert/strict';
import { PROXY_USER } from '../../lib/sandbox/sandbox-users.ts';
import { SandboxCluster } from '../../lib/sandbox/sandbox-cluster.ts';
import { findFault, type SandboxFault } from '../../lib/sandbox/fault-book.ts';
import { memberAt, readJson } from '../../lib/sandbox/json.ts';
import { withMetadata } from '../../lib/sandbox/kubernetes-object.ts';
import type { RequestRecord } from '../../lib/sandbox/request-log.ts';
import { BUILT_IN } from '../../lib/sandbox/resources.ts';
import { Service } from '../../lib/sandbox/service.ts';
import { deployment, rollout, ROLLOUTS } from '../support/sandbox-workloads.ts';

const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';
const LIST = '/apis/apps/v1/deployments';
const LIST_OF_SHOP = '/apis/apps/v1/namespaces/shop/deployments';
const IMAGE = '/spec/template/spec/containers/0/image';

function newCluster(): SandboxCluster {
  const cluster = new SandboxCluster([...BUILT_IN, ROLLOUTS]);
  cluster.put(deployment('shop', 'web'));
  cluster.put(rollout('shop', 'web'));
  return cluster;
}

function request(method: string, path: string, parts: Partial<RequestRecord> = {}): RequestRecord {
  return {
    method,
    path,
    query: {},
    headers: {},
    body: '',
    connection: 1,
    reused: false,
    status: undefined,
    ...parts,
  };
}

const PATCH = request('PATCH', WEB, {
  headers: { 'content-type': 'application/json-patch+json; charset=utf-8' },
  body: JSON.stringify([
    { op: 'test', path: IMAGE, value: 'nginx:1' },
    { op: 'replace', path: IMAGE, value: 'nginx:2' },
  ]),
});

/** Code, or how there is none. */
function codeOf(service: Service, asked: RequestRecord, ...faults: readonly SandboxFault[]): number | string {
  const outcome = service.outcome(asked, faults);
  if (typeof outcome === 'string') return outcome;
  return 'code' in outcome ? outcome.code : `list, ${outcome.end} end`;
}

function generationOf(cluster: SandboxCluster): unknown {
  return cluster.find('Deployment', 'shop', 'web')?.metadata['generation'];
}

function serviceOf(cluster = newCluster(), tokens?: readonly string[]): Service {
  return new Service(cluster, { gitVersion: 'v1.32.4-gke.1000', tokens });
}

describe('sandbox service', () => {
  it('says the version it was given', () => {
    const outcome = serviceOf().outcome(request('GET', '/version'), []);
    assert.ok(typeof outcome === 'object' && 'code' in outcome);
    const version = readJson(outcome.body);
    assert.deepEqual(
      [memberAt(version, ['minor']), memberAt(version, ['gitVersion'])],
      ['32', 'v1.32.4-gke.1000'],
    );
  });

  for (const [title, asked, code] of [
    ['a list', request('GET', LIST), 'list, clean end'],
    ['a list with a selector', request('GET', LIST, { query: { labelSelector: 'a=b' } }), 501],
    ['a watch', request('GET', LIST, { query: { watch: '1' } }), 501],
    ['a limit that is no number', request('GET', LIST, { query: { limit: 'many' } }), 400],
    [
      'limit 0 and an empty continue',
      request('GET', LIST, { query: { limit: '0', continue: '' } }),
      'list, clean end',
    ],
    [
      'protobuf only',
      request('GET', LIST, { headers: { accept: 'application/vnd.kubernetes.protobuf' } }),
      406,
    ],
    ['one object as HTML', request('GET', WEB, { headers: { accept: 'text/html' } }), 406],
    ['a patch', PATCH, 200],
    ['a patch answered as HTML', { ...PATCH, headers: { ...PATCH.headers, accept: 'text/html' } }, 406],
    ['a merge patch', { ...PATCH, headers: { 'content-type': 'application/merge-patch+json' } }, 415],
    ['a patch of no type', { ...PATCH, headers: {} }, 415],
    ['a custom resource', request('GET', '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/web'), 200],
    ['a deletion', request('DELETE', WEB), 405],
    ['a posted version', request('POST', '/version'), 405],
  ] as const) {
    it(`answers ${title} with ${code}`, () => {
      assert.equal(codeOf(serviceOf(), asked), code);
    });
  }

  for (const [fault, asked, code, generation] of [
    [{ type: 'hang' }, PATCH, 'hang', 1],
    [{ type: 'drop' }, PATCH, 'drop', 1],
    [{ type: 'tooManyRequests', retryAfter: '1' }, PATCH, 429, 1],
    [{ type: 'serverError', code: 500 }, PATCH, 500, 1],
    [{ type: 'serverError', code: 503, retryAfter: '2' }, PATCH, 503, 1],
    [{ type: 'expireToken' }, PATCH, 401, 1],
    [{ type: 'forbidden', user: 'sa' }, PATCH, 403, 1],
    [{ type: 'conflict' }, PATCH, 409, 1],
    [{ type: 'webhook', webhook: 'w', message: 'm', code: 400 }, PATCH, 400, 1],
    [{ type: 'webhook', webhook: 'w', message: 'm', code: 422 }, PATCH, 422, 1],
    [{ type: 'lostAnswer' }, PATCH, 'drop', 2],
    [{ type: 'delay', ms: 1 }, PATCH, 200, 2],
    [{ type: 'forbidden', user: 'sa' }, request('GET', '/nowhere'), 404, 1],
    [{ type: 'cut', at: { afterItem: 0 }, end: 'broken' }, request('GET', LIST), 'list, broken end', 1],
  ] as const) {
    it(`answers ${asked.method} with ${code} under ${JSON.stringify(fault)}, at generation ${generation}`, () => {
      const cluster = newCluster();
      assert.equal(codeOf(serviceOf(cluster), asked, fault), code);
      assert.equal(generationOf(cluster), generation);
    });
  }

  it('lets another writer in before the patch', () => {
    const cluster = newCluster();
    const change: SandboxFault = {
      type: 'otherWriter',
      change: (object) => ({ ...object, spec: deployment('', '', 'nginx:9')['spec'] ?? null }),
    };
    assert.equal(codeOf(serviceOf(cluster), PATCH, change), 422);
    assert.equal(
      codeOf(serviceOf(newCluster()), PATCH, { type: 'otherWriter', change: () => undefined }),
      404,
    );
    const label: SandboxFault = {
      type: 'otherWriter',
      change: (object) => withMetadata(object, { labels: { a: 'b' } }),
    };
    assert.equal(codeOf(serviceOf(newCluster()), PATCH, label), 200);
  });

  it('lets admission change the patched object, before a webhook speaks about it', () => {
    const cluster = newCluster();
    const mutation: SandboxFault = {
      type: 'mutation',
      change: (object) => withMetadata(object, { ...object.metadata, labels: { admitted: 'yes' } }),
    };
    const outcome = serviceOf(cluster).outcome(PATCH, [mutation]);
    assert.ok(typeof outcome === 'object' && 'code' in outcome);
    assert.equal(memberAt(readJson(outcome.body), ['metadata', 'labels', 'admitted']), 'yes');
    assert.equal(generationOf(cluster), 2);
    const webhook: SandboxFault = { type: 'webhook', webhook: 'w', message: 'm', code: 400 };
    assert.equal(codeOf(serviceOf(), PATCH, mutation, webhook), 400);
  });

  it('names verb, object and scope where it forbids', () => {
    const outcome = serviceOf().outcome(PATCH, [{ type: 'forbidden', user: 'sa' }]);
    assert.ok(typeof outcome === 'object' && 'code' in outcome);
    const expected =
      'deployments.apps "web" is forbidden: User "sa" cannot patch resource "deployments" in API group "apps" in the namespace "shop"';
    assert.equal(memberAt(readJson(outcome.body), ['message']), expected);
  });

  it('lets a policy speak before a webhook, and about its user alone', () => {
    const webhook: SandboxFault = { type: 'webhook', webhook: 'w', message: 'm', code: 400 };
    const pausing = { ...PATCH, body: JSON.stringify([{ op: 'add', path: '/spec/paused', value: true }]) };
    const codes = ['kubernetes-admin', 'somebody'].map((imageOnlyPolicy) => {
      const service = new Service(newCluster(), { gitVersion: 'v1.36.3', imageOnlyPolicy });
      return [codeOf(service, pausing, webhook), codeOf(service, PATCH)];
    });
    assert.deepEqual(codes, [
      [422, 200],
      [400, 200],
    ]);
  });

  it('lets users do what their rights say', () => {
    const rights = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], namespace: 'shop' }];
    const users = { limited: { username: 'u', rights }, full: { username: 'v' } };
    const service = new Service(newCluster(), { gitVersion: 'v1.36.3', users });
    const codesOf = (token: string): readonly (number | string)[] =>
      [request('GET', '/version'), request('GET', LIST), request('GET', LIST_OF_SHOP), PATCH].map((asked) =>
        codeOf(service, { ...asked, headers: { ...asked.headers, authorization: `Bearer ${token}` } }),
      );
    assert.deepEqual(codesOf('limited'), [200, 403, 'list, clean end', 403]);
    assert.deepEqual(codesOf('full'), [200, 'list, clean end', 'list, clean end', 200]);
    assert.deepEqual(codesOf('other'), [401, 401, 401, 401]);
  });

  it('answers everybody on an open server as the user of kubectl proxy', () => {
    const asked = request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: '{}' });
    const outcome = serviceOf().outcome(asked, []);
    assert.ok(typeof outcome === 'object' && 'code' in outcome);
    const { username, groups = [] } = PROXY_USER;
    assert.deepEqual(memberAt(readJson(outcome.body), ['status', 'userInfo']), {
      username,
      groups: [...groups, 'system:authenticated'],
    });
  });

  it('lets a webhook speak only about a patch that applies', () => {
    const failing = { ...PATCH, body: JSON.stringify([{ op: 'test', path: IMAGE, value: 'other' }]) };
    assert.equal(
      codeOf(serviceOf(), failing, { type: 'webhook', webhook: 'w', message: 'm', code: 403 }),
      422,
    );
  });

  it('takes only the tokens it knows, where it knows any', () => {
    const service = serviceOf(newCluster(), ['good', 'better']);
    const bearer = (token: string): RequestRecord =>
      request('GET', WEB, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(
      [bearer('good'), bearer('bad'), request('GET', WEB)].map((asked) => codeOf(service, asked)),
      [200, 401, 401],
    );
    assert.equal(codeOf(service, bearer('good'), { type: 'expireToken' }), 401);
    assert.deepEqual(
      [bearer('good'), bearer('better')].map((asked) => codeOf(service, asked)),
      [401, 200],
    );
  });

  it('matches faults by what the request does', () => {
    const service = serviceOf();
    service.faults.add({ fault: { type: 'lostAnswer' } });
    assert.equal(findFault(service.faultsFor(request('GET', LIST)), 'lostAnswer'), undefined);
    assert.deepEqual(service.faultsFor(PATCH), [{ type: 'lostAnswer' }]);
  });
});

import assert from 'node:assert/strict';
import { memberAt, readJson, type Json } from '../../lib/sandbox/json.ts';
import * as status from '../../lib/sandbox/fake-response.ts';
import { row } from '../support/sandbox-workloads.ts';

const DEPLOYMENTS = row('Deployment');

function body(response: status.FakeResponse): Json {
  return readJson(response.body);
}

describe('sandbox Status answers', () => {
  it('writes the keys in the order of the API server', () => {
    const { code, body: text } = status.notFound({ resource: DEPLOYMENTS, namespace: 'shop', name: 'web' });
    assert.equal(code, 404);
    assert.equal(
      text,
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"deployments.apps \\"web\\" not found",' +
        '"reason":"NotFound","details":{"name":"web","group":"apps","kind":"deployments"},"code":404}\n',
    );
  });

  for (const [title, wanted, expected] of [
    [
      'a list everywhere',
      { verb: 'list', group: 'apps', resource: 'deployments' },
      'deployments.apps is forbidden: User "sa" cannot list resource "deployments" in API group "apps" at the cluster scope',
    ],
    [
      'a list in a namespace',
      { verb: 'list', group: '', resource: 'pods', namespace: 'shop' },
      'pods is forbidden: User "sa" cannot list resource "pods" in API group "" in the namespace "shop"',
    ],
    [
      'a patch',
      { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' },
      'deployments.apps "web" is forbidden: User "sa" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
    ],
    [
      'a subresource',
      { verb: 'get', group: 'apps', resource: 'deployments', subresource: 'scale', name: 'web' },
      'deployments.apps "web" is forbidden: User "sa" cannot get resource "deployments/scale" in API group "apps" at the cluster scope',
    ],
    ['a path', { verb: 'get', path: '/metrics' }, 'forbidden: User "sa" cannot get path "/metrics"'],
  ] as const) {
    it(`forbids ${title} as RBAC does`, () => {
      const response = status.forbidden('sa', wanted);
      assert.deepEqual(
        [response.code, memberAt(body(response), ['reason']), memberAt(body(response), ['message'])],
        [403, 'Forbidden', expected],
      );
    });
  }

  it('turns away in plain text, with a time to come back', () => {
    const response = status.tooManyRequests('3');
    assert.deepEqual([response.code, response.headers['retry-after']], [429, '3']);
    assert.equal(response.body, 'Too many requests, please try again later.\n');
  });

  it('gives an expired list a token to go on with', () => {
    const response = status.expired('token');
    assert.deepEqual([response.code, memberAt(body(response), ['metadata', 'continue'])], [410, 'token']);
    assert.equal(memberAt(body(response), ['reason']), 'Expired');
  });
});

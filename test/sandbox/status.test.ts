import assert from 'node:assert/strict';
import { at, readJson, type Json } from '../../lib/sandbox/json.ts';
import * as status from '../../lib/sandbox/status.ts';
import { row } from '../support/sandbox-workloads.ts';

const DEPLOYMENTS = row('Deployment');

function body(answer: status.Answer): Json {
  return readJson(answer.body);
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
      const answer = status.forbidden('sa', wanted);
      assert.deepEqual(
        [answer.code, at(body(answer), ['reason']), at(body(answer), ['message'])],
        [403, 'Forbidden', expected],
      );
    });
  }

  it('turns away in plain text, with a time to come back', () => {
    const answer = status.tooManyRequests('3');
    assert.deepEqual([answer.code, answer.headers['retry-after']], [429, '3']);
    assert.equal(answer.body, 'Too many requests, please try again later.\n');
  });

  it('gives an expired list a token to go on with', () => {
    const answer = status.expired('token');
    assert.deepEqual([answer.code, at(body(answer), ['metadata', 'continue'])], [410, 'token']);
    assert.equal(at(body(answer), ['reason']), 'Expired');
  });
});

/** Rights that are missing. */
import assert from 'node:assert/strict';
import { readJson } from '../../../lib/sandbox/json.ts';
import { failure, LIMITED } from '../sandbox-contract-server.ts';
import { type Callers, WHO, DEPLOYMENTS } from './callers.ts';

export function describeMissingRights(callers: Callers): void {
  describe('a right that is missing', () => {
    const { asLimited } = callers;

    for (const [method, path, message, details] of [
      [
        'GET',
        '/apis/apps/v1/deployments',
        'deployments.apps is forbidden: * cannot list resource "deployments" in API group "apps" at the cluster scope',
        { group: 'apps', kind: 'deployments' },
      ],
      [
        'GET',
        '/apis/apps/v1/statefulsets?watch=true',
        'statefulsets.apps is forbidden: * cannot watch resource "statefulsets" in API group "apps" at the cluster scope',
        { group: 'apps', kind: 'statefulsets' },
      ],
      [
        'PATCH',
        '/apis/apps/v1/namespaces/contract-other/deployments/a',
        'deployments.apps "a" is forbidden: * cannot patch resource "deployments" in API group "apps" in the namespace "contract-other"',
        { name: 'a', group: 'apps', kind: 'deployments' },
      ],
      [
        'PUT',
        `${DEPLOYMENTS}/a`,
        'deployments.apps "a" is forbidden: * cannot update resource "deployments" in API group "apps" in the namespace "contract"',
        { name: 'a', group: 'apps', kind: 'deployments' },
      ],
      [
        'DELETE',
        DEPLOYMENTS,
        'deployments.apps is forbidden: * cannot deletecollection resource "deployments" in API group "apps" in the namespace "contract"',
        { group: 'apps', kind: 'deployments' },
      ],
      [
        'GET',
        `${DEPLOYMENTS}/a/scale`,
        'deployments.apps "a" is forbidden: * cannot get resource "deployments/scale" in API group "apps" in the namespace "contract"',
        { name: 'a', group: 'apps', kind: 'deployments' },
      ],
      [
        'GET',
        '/api/v1/namespaces/contract',
        'namespaces "contract" is forbidden: * cannot get resource "namespaces" in API group "" in the namespace "contract"',
        { name: 'contract', kind: 'namespaces' },
      ],
      [
        'GET',
        '/apis/nowhere.example.com/v1/things',
        'things.nowhere.example.com is forbidden: * cannot list resource "things" in API group "nowhere.example.com" at the cluster scope',
        { group: 'nowhere.example.com', kind: 'things' },
      ],
      [
        'GET',
        WHO,
        'selfsubjectreviews.authentication.k8s.io is forbidden: * cannot list resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
        { group: 'authentication.k8s.io', kind: 'selfsubjectreviews' },
      ],
      ['POST', '/version', 'forbidden: * cannot post path "/version"', {}],
      ['GET', '/metrics', 'forbidden: * cannot get path "/metrics"', {}],
    ] as const) {
      it(`is 403 for ${method} ${path}`, async () => {
        const { status, text } = await asLimited(path, { method });
        const whole = message.replace('*', `User "${LIMITED.username}"`);
        assert.deepEqual([status, readJson(text)], [403, failure(403, whole, 'Forbidden', details)]);
      });
    }

    it('does not take away those that are there', async () => {
      for (const path of ['/version', '/apis/apps/v1/statefulsets', DEPLOYMENTS])
        assert.equal((await asLimited(path)).status, 200);
    });
  });
}

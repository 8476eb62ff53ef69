import assert from 'node:assert/strict';
import { formatApiVersion, BUILT_IN, qualifiedName, parsePath } from '../../lib/sandbox/resources.ts';
import { ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const RESOURCES = [...BUILT_IN, ROLLOUTS];

describe('sandbox resources', () => {
  for (const [path, expected] of [
    ['/version', { type: 'version' }],
    ['/apis/apps/v1/deployments', { type: 'collection', resource: row('Deployment') }],
    [
      '/apis/apps/v1/namespaces/shop/deployments',
      { type: 'collection', resource: row('Deployment'), namespace: 'shop' },
    ],
    [
      '/apis/batch/v1/namespaces/shop/cronjobs/nightly',
      { type: 'object', resource: row('CronJob'), namespace: 'shop', name: 'nightly' },
    ],
    ['/api/v1/pods', { type: 'collection', resource: row('Pod') }],
    ['/api/v1/namespaces', { type: 'collection', resource: row('Namespace') }],
    ['/api/v1/namespaces/shop', { type: 'object', resource: row('Namespace'), name: 'shop' }],
    ['/api/v1/namespaces/shop/pods', { type: 'collection', resource: row('Pod'), namespace: 'shop' }],
    ['/apis/argoproj.io/v1alpha1/rollouts', { type: 'collection', resource: ROLLOUTS }],
    [
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      { type: 'collection', resource: row('SelfSubjectReview') },
    ],
    ['/apis/authentication.k8s.io/v1/selfsubjectreviews/mine', { type: 'noResource' }],
    ['/apis/apps/v1/nothing', { type: 'noResource' }],
    ['/apis/apps/v1/deployments/web', { type: 'noResource' }],
    ['/apis/apps/v1/namespaces/shop/deployments/web/scale', { type: 'noResource' }],
    ['/apis/apps/v1/namespaces/shop/deployments/', { type: 'noResource' }],
    ['/api/v1/namespaces/shop/namespaces', { type: 'noResource' }],
    ['/apis/argoproj.io/v1alpha1/nothing', { type: 'noPath' }],
    ['/apis/apps/v2/deployments', { type: 'noResource' }],
    ['/apis/argoproj.io/v2/rollouts', { type: 'noPath' }],
    ['/apis/serving.knative.dev/v1/services', { type: 'noPath' }],
    ['/apis//v1/pods', { type: 'noPath' }],
    ['/apis', { type: 'noPath' }],
    ['/healthy', { type: 'noPath' }],
  ] as const) {
    it(`reads ${path} as ${expected.type}`, () => {
      assert.deepEqual(parsePath(path, RESOURCES), expected);
    });
  }

  it('writes the core group without a name', () => {
    assert.deepEqual([formatApiVersion(row('Pod')), qualifiedName(row('Pod'))], ['v1', 'pods']);
    assert.deepEqual(
      [formatApiVersion(ROLLOUTS), qualifiedName(ROLLOUTS)],
      ['argoproj.io/v1alpha1', 'rollouts.argoproj.io'],
    );
  });

  it('has each plural once in a group', () => {
    const names = BUILT_IN.map(qualifiedName);
    assert.equal(new Set(names).size, names.length);
  });
});

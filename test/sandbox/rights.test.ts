import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  formatResource,
  decideAccess,
  type SandboxRight,
  type ResourceAccess,
} from '../../lib/sandbox/rights.ts';

const LIST = { verb: 'list', group: 'apps', resource: 'deployments' };
const EVERYWHERE = { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] };
const IN_SHOP = { ...EVERYWHERE, namespace: 'shop' };

function allowed(rights: readonly SandboxRight[], wanted: ResourceAccess): boolean {
  return decideAccess({ username: 'u', rights }, wanted).allowed;
}

describe('sandbox rights', () => {
  it('are all, and nobody says why, where none are given', () => {
    for (const wanted of [LIST, { verb: 'delete', path: '/metrics' }])
      assert.deepEqual(decideAccess({ username: 'u' }, wanted), { allowed: true });
  });

  for (const [title, right, wanted, expected] of [
    ['the same', EVERYWHERE, LIST, true],
    ['a namespace by a right for all', EVERYWHERE, { ...LIST, namespace: 'shop' }, true],
    ['a namespace by a right for it', IN_SHOP, { ...LIST, namespace: 'shop' }, true],
    ['another namespace', IN_SHOP, { ...LIST, namespace: 'pay' }, false],
    ['all namespaces by a right for one', IN_SHOP, LIST, false],
    ['another verb', EVERYWHERE, { ...LIST, verb: 'patch' }, false],
    ['another group', EVERYWHERE, { ...LIST, group: '' }, false],
    ['another resource', EVERYWHERE, { ...LIST, resource: 'pods' }, false],
    ['a subresource', EVERYWHERE, { ...LIST, subresource: 'scale' }, false],
    [
      'a subresource that is named',
      { ...EVERYWHERE, resources: ['deployments/scale'] },
      { ...LIST, subresource: 'scale' },
      true,
    ],
    ['all verbs', EVERYWHERE, { ...LIST, verb: '*' }, false],
    [
      'anything by stars',
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { ...LIST, subresource: 'status' },
      true,
    ],
  ] as const) {
    it(`${expected ? 'grant' : 'do not grant'} ${title}`, () => {
      assert.equal(allowed([right], wanted), expected);
    });
  }

  it('name the binding for the whole cluster before that of a namespace', () => {
    const user = { username: 'u@example.com', rights: [IN_SHOP, EVERYWHERE] };
    const binding = 'ClusterRoleBinding "image-updater:u@example.com" of ClusterRole "image-updater"';
    assert.deepEqual(decideAccess(user, { ...LIST, namespace: 'shop' }), {
      allowed: true,
      reason: `RBAC: allowed by ${binding} to User "u@example.com"`,
    });
  });

  it('are those of everybody at least: reviews of oneself, and discovery', () => {
    const review = { verb: 'create', group: 'authentication.k8s.io', resource: 'selfsubjectreviews' };
    assert.equal(allowed([], review), true);
    for (const [verb, path, expected] of [
      ['get', '/version', true],
      ['get', '/apis/apps', true],
      ['get', '/versions', false],
      ['post', '/version', false],
    ] as const)
      assert.equal(decideAccess({ username: 'u', rights: [] }, { verb, path }).allowed, expected);
  });

  it('never shrink by one more row', () => {
    const text = fc.constantFrom('a', 'b', '*');
    const row = fc.record({
      apiGroups: fc.array(text),
      resources: fc.array(text),
      verbs: fc.array(text),
    });
    const wanted = fc.record({ verb: text, group: text, resource: text });
    fc.assert(
      fc.property(fc.array(row), row, wanted, (rows, more, what) => {
        assert.ok(!allowed(rows, what) || allowed([more, ...rows], what));
      }),
    );
  });

  it('write subresources behind a slash', () => {
    assert.deepEqual([LIST, { ...LIST, subresource: 'scale' }].map(formatResource), [
      'deployments',
      'deployments/scale',
    ]);
  });
});

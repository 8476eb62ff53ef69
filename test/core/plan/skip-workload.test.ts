import assert from 'node:assert/strict';
import { skipOwnedByGitOps, skipWhole } from '../../../lib/core/plan/skip-workload.ts';
import { CLUSTER, workload, type Given } from '../../support/builders.ts';

describe('a workload is skipped as a whole', () => {
  const TABLE: readonly (readonly [title: string, Given, reason: string | undefined])[] = [
    ['never without a reason', {}, undefined],
    ['in an excluded namespace', { namespace: 'kube-system' }, 'ExcludedNamespace'],
    [
      'while it is being deleted',
      { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
      'BeingDeleted',
    ],
    [
      'while another object controls it',
      {
        metadata: {
          ownerReferences: [{ kind: 'App', name: 'a', controller: true, apiVersion: 'v1', uid: 'u' }],
        },
      },
      'Owned',
    ],
    ['while it is held', { metadata: { labels: { 'image-updater/hold': 'true' } } }, 'Held'],
    [
      'not for its GitOps owner, which is asked for each container',
      { metadata: { labels: { 'argocd.argoproj.io/instance': 'a' } } },
      undefined,
    ],
  ];
  for (const [title, given, reason] of TABLE)
    it(title, () => assert.equal(skipWhole(workload(given), CLUSTER)?.reason, reason));
});

describe('a GitOps owner', () => {
  const labels = { 'argocd.argoproj.io/instance': 'a' };
  const owned = (annotations: Record<string, string>): string | undefined =>
    skipOwnedByGitOps(workload({ metadata: { labels, annotations } }), 'app')?.reason;
  it('keeps pushes away', () => assert.equal(owned({}), 'GitOpsOwned'));
  it('lets them pass where the policy annotation asks for them', () =>
    assert.equal(owned({ 'image-updater/policy': 'any' }), undefined));
  it('keeps them away where that policy is never', () =>
    assert.equal(owned({ 'image-updater/policy': 'never' }), 'GitOpsOwned'));
});

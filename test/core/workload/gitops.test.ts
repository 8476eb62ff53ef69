import assert from 'node:assert/strict';
import { GITOPS_MARKS, gitOpsOwner, isMarkKey, type GitOpsMark } from '../../../lib/core/workload/gitops.ts';

const OWNERS = [
  ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' } }],
  ['Argo CD', { labels: { 'argocd.argoproj.io/instance': 'shop' } }],
  ['Flux', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } }],
  ['Flux', { labels: { 'helm.toolkit.fluxcd.io/name': 'shop' } }],
  ['Config Sync', { annotations: { 'configmanagement.gke.io/managed': 'enabled' } }],
  ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': '' } }],
  ['Argo CD', { labels: { 'argocd.argoproj.io/instance': '' } }],
] as const;

const FREE = [
  {},
  { labels: { 'app.kubernetes.io/instance': 'shop' } },
  { annotations: { 'app.kubernetes.io/instance': 'shop' } },
  { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
  { annotations: { 'configmanagement.gke.io/managed': 'disabled' } },
  { labels: { 'argocd.argoproj.io/tracking-id': 'x' } },
  { annotations: { 'argocd.argoproj.io/instance': 'x' } },
  { annotations: { 'kustomize.toolkit.fluxcd.io/name': 'x' } },
  { annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
  { labels: { 'kapp.k14s.io/app': '1' } },
] as const;

const KAPP: GitOpsMark = { tool: 'kapp', on: 'labels', key: 'kapp.k14s.io/app' };

describe('gitOpsOwner', () => {
  for (const [tool, marks] of OWNERS)
    it(`${JSON.stringify(marks)} is a mark of ${tool}`, () =>
      assert.equal(gitOpsOwner({ labels: {}, annotations: {}, ...marks }), tool));
  for (const marks of FREE)
    it(`${JSON.stringify(marks)} is a mark of none`, () =>
      assert.equal(gitOpsOwner({ labels: {}, annotations: {}, ...marks }), undefined));

  const marked = { labels: { [KAPP.key]: '1' }, annotations: {} };
  it('finds the tool of a mark beside the built-in ones', () =>
    assert.equal(gitOpsOwner(marked, [...GITOPS_MARKS, KAPP]), 'kapp'));
  it('names the first of two tools', () => {
    const both = { ...marked, annotations: { 'argocd.argoproj.io/tracking-id': 'x' } };
    assert.equal(gitOpsOwner(both, [...GITOPS_MARKS, KAPP]), 'Argo CD');
  });
});

describe('isMarkKey', () => {
  it('is the key of a mark, on the map that has it', () => {
    assert.ok(isMarkKey('annotations', 'argocd.argoproj.io/tracking-id'));
    assert.ok(!isMarkKey('labels', 'argocd.argoproj.io/tracking-id'));
    assert.ok(!isMarkKey('labels', KAPP.key));
    assert.ok(isMarkKey('labels', KAPP.key, [KAPP]));
  });
});

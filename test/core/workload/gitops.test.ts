import assert from 'node:assert/strict';
import { gitOpsOwner } from '../../../lib/core/workload/gitops.ts';

const OWNERS = [
  ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' } }],
  ['Flux', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } }],
  ['Flux', { labels: { 'helm.toolkit.fluxcd.io/name': 'shop' } }],
  ['Config Sync', { annotations: { 'configmanagement.gke.io/managed': 'enabled' } }],
  ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': '' } }],
] as const;

const FREE = [
  {},
  { labels: { 'app.kubernetes.io/instance': 'shop' } },
  { annotations: { 'app.kubernetes.io/instance': 'shop' } },
  { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
  { annotations: { 'configmanagement.gke.io/managed': 'disabled' } },
  { labels: { 'argocd.argoproj.io/tracking-id': 'x' } },
  { annotations: { 'kustomize.toolkit.fluxcd.io/name': 'x' } },
] as const;

describe('gitOpsOwner', () => {
  for (const [tool, marks] of OWNERS)
    it(`${JSON.stringify(marks)} is a mark of ${tool}`, () =>
      assert.equal(gitOpsOwner({ labels: {}, annotations: {}, ...marks }), tool));
  for (const marks of FREE)
    it(`${JSON.stringify(marks)} is a mark of none`, () =>
      assert.equal(gitOpsOwner({ labels: {}, annotations: {}, ...marks }), undefined));
});

/** What the manifests of `infra/kubernetes` say that no API server checks: selectors, probes, times and arguments. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { valueAt } from '../../../lib/core/text/json.ts';
import { ROOT } from '../../support/project-root.ts';

const read = (file: string): readonly unknown[] =>
  loadAll(readFileSync(path.join(ROOT, 'infra/kubernetes', file), 'utf8'));
const ofKind = (file: string, kind: string): unknown =>
  read(file).find((each) => valueAt(each, ['kind']) === kind);
const LABELS = { app: 'image-updater' };

for (const [file, command] of [
  ['manifests.yaml', 'serve'],
  ['subscribe.yaml', 'subscribe'],
] as const)
  describe(`infra/kubernetes/${file}`, () => {
    const at = (kind: string, ...keys: readonly string[]): unknown => valueAt(ofKind(file, kind), keys);
    const pod = ['spec', 'template', 'spec'];
    const container = (): unknown => {
      const containers = at('Deployment', ...pod, 'containers');
      assert.ok(Array.isArray(containers) && containers.length === 1);
      return containers[0];
    };

    it(`runs ${command}`, () => {
      const words = valueAt(container(), ['args']);
      assert.ok(Array.isArray(words) && words[0] === command);
    });

    it('selects its own pods for everything that selects pods', () => {
      const selectors = [
        at('Deployment', 'spec', 'selector', 'matchLabels'),
        at('Deployment', 'spec', 'template', 'metadata', 'labels'),
        at('PodDisruptionBudget', 'spec', 'selector', 'matchLabels'),
        at('NetworkPolicy', 'spec', 'podSelector', 'matchLabels'),
      ];
      for (const selector of selectors) assert.deepEqual(selector, LABELS);
      const spread = at('Deployment', ...pod, 'topologySpreadConstraints');
      assert.ok(Array.isArray(spread) && spread.length === 2);
      for (const each of spread) assert.deepEqual(valueAt(each, ['labelSelector', 'matchLabels']), LABELS);
    });

    it('lets a drain of nodes go on, and leaves a replica', () => {
      assert.equal(at('PodDisruptionBudget', 'spec', 'maxUnavailable'), 1);
      assert.equal(at('Deployment', 'spec', 'replicas'), 2);
    });

    it('is asked on its port alone', () => {
      assert.deepEqual(at('NetworkPolicy', 'spec', 'policyTypes'), ['Ingress', 'Egress']);
      assert.deepEqual(at('NetworkPolicy', 'spec', 'ingress'), [
        { ports: [{ protocol: 'TCP', port: 'http' }] },
      ]);
    });

    it('has more time to end than it takes', () => {
      const needed = command === 'serve' ? 10 + 25 + 8 : 25 + 8;
      assert.ok(Number(at('Deployment', ...pod, 'terminationGracePeriodSeconds')) > needed);
    });

    it('leaves itself alone', () =>
      assert.equal(at('Deployment', 'metadata', 'annotations', 'image-updater/policy'), 'never'));
  });

describe('infra/kubernetes/subscribe.yaml', () => {
  it('is a service account of Google by Workload Identity', () =>
    assert.equal(
      valueAt(ofKind('subscribe.yaml', 'ServiceAccount'), [
        'metadata',
        'annotations',
        'iam.gke.io/gcp-service-account',
      ]),
      'image-updater@PROJECT.iam.gserviceaccount.com',
    ));
});

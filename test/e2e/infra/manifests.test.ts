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

/** What it asks, by address, protocol and port. */
const NEEDED = [
  ['the name server', '10.0.0.10', 'UDP', 53],
  ['the name server about long answers', '10.0.0.10', 'TCP', 53],
  ['the name server of a node', '169.254.20.10', 'UDP', 53],
  ['an API server of GKE, and Google', '34.0.0.1', 'TCP', 443],
  ['an API server on its own port, behind its Service', '172.18.0.2', 'TCP', 6443],
  ['the metadata server of GKE', '169.254.169.254', 'TCP', 80],
  ['the metadata server where its address is rewritten first', '169.254.169.252', 'TCP', 988],
  ['the metadata server where it is rewritten to that of the node', '10.128.0.7', 'TCP', 988],
] as const;

/** Whether one of the rules lets an address be asked; a rule without `to` is for all of them. */
function allows(egress: unknown, address: string, protocol: string, port: number): boolean {
  assert.ok(Array.isArray(egress));
  return egress.some((rule) => {
    const [ports, to] = [valueAt(rule, ['ports']), valueAt(rule, ['to'])];
    assert.ok(Array.isArray(ports) && (to === undefined || Array.isArray(to)));
    const blocks = to?.map((peer) => valueAt(peer, ['ipBlock', 'cidr']));
    return (
      (blocks === undefined || blocks.includes(`${address}/32`)) &&
      ports.some((each) => valueAt(each, ['protocol']) === protocol && valueAt(each, ['port']) === port)
    );
  });
}

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

    for (const [what, address, protocol, port] of NEEDED)
      it(`may ask ${what}`, () =>
        assert.ok(allows(at('NetworkPolicy', 'spec', 'egress'), address, protocol, port)));

    it('may ask nothing else', () => {
      const egress = at('NetworkPolicy', 'spec', 'egress');
      for (const port of [22, 25, 80, 5432, 8080])
        assert.ok(!allows(egress, '10.0.0.5', 'TCP', port), `${port}`);
      assert.ok(!allows(egress, '10.0.0.5', 'UDP', 443));
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

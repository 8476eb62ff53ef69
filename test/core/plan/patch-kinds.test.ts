import assert from 'node:assert/strict';
import { customKind, type Kind } from '../../../lib/core/workload/kind.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import { IMAGE, NEW, patchFor, apply } from './patches.ts';

describe('kinds that configuration adds', () => {
  const rollout = customKind({
    group: 'argoproj.io',
    version: 'v1alpha1',
    plural: 'rollouts',
    kind: 'Rollout',
  });
  const service = customKind({
    group: 'serving.knative.dev',
    version: 'v1',
    plural: 'services',
    kind: 'Service',
  });
  const deep = customKind({
    group: 'example.com',
    version: 'v1',
    plural: 'workers',
    kind: 'Worker',
    podTemplate: ['spec', 'pool', 'template'],
  });
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'app', image: IMAGE }] },
  };
  const metadata = { name: 'web', namespace: 'shop', creationTimestamp: '1970-01-01T00:00:00Z' };

  const OBJECTS: readonly (readonly [title: string, kind: Kind, spec: object, pointer: string])[] = [
    [
      'an Argo Rollout',
      rollout,
      { replicas: 3, strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } }, template },
      '/spec/template/spec/containers/0',
    ],
    [
      'a Knative Service',
      service,
      {
        template: { ...template, spec: { ...template.spec, containerConcurrency: 80 } },
        traffic: [{ latestRevision: true, percent: 100 }],
      },
      '/spec/template/spec/containers/0',
    ],
    [
      'a kind with a template of its own',
      deep,
      { pool: { template } },
      '/spec/pool/template/spec/containers/0',
    ],
  ];

  for (const [title, row, spec, pointer] of OBJECTS)
    it(`${title} goes from its object to its patch, and nothing else of it changes`, () => {
      const before = { apiVersion: `${row.group}/${row.version}`, kind: row.kind, metadata, spec };
      const parsed = parseWorkload(row, before);
      assert.ok(parsed !== undefined);
      const operations = patchFor(parsed);
      assert.deepEqual(
        operations.filter(({ path }) => path.startsWith('/spec')),
        [
          { op: 'test', path: `${pointer}/name`, value: 'app' },
          { op: 'test', path: `${pointer}/image`, value: IMAGE },
          { op: 'replace', path: `${pointer}/image`, value: NEW },
        ],
      );
      const after = apply(before, operations);
      assert.deepEqual(memberAt(after, ['spec']), readJson(JSON.stringify(spec).replaceAll(IMAGE, NEW)));
    });

  it('restart where their row says the template is', () => {
    const parsed = parseWorkload(deep, { metadata, spec: { pool: { template } } });
    assert.ok(parsed !== undefined);
    const operations = patchFor(parsed, { settings: { pin: 'tag' } });
    assert.ok(
      operations.some(
        ({ path }) => path === '/spec/pool/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt',
      ),
    );
  });
});

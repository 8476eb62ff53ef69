import assert from 'node:assert/strict';
import { parseFieldPath } from '../../../lib/core/workload/field-path.ts';
import { customKind, type Kind, type KindRow } from '../../../lib/core/workload/kind.ts';
import { parseWorkload, type Workload } from '../../../lib/core/workload/workload.ts';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import { push, settings } from '../../support/builders.ts';
import { planned as planFor } from '../../support/planning.ts';
import { IMAGE, NEW, patchFor, apply } from './patches.ts';
import { inWords } from './plans.ts';

const planOf = (workload: Workload) =>
  planFor(workload, { push: push(), settings: settings({ pin: 'tag' }) });

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

  const things = (rest: Partial<KindRow>): Kind =>
    customKind({ group: 'example.com', version: 'v1', plural: 'things', kind: 'Thing', ...rest });
  const planned = (row: Kind, spec: object) =>
    inWords(planOf(parseWorkload(row, { metadata, spec }) ?? assert.fail('a Thing')));

  it('are not updated by another push of a tag that keeps its text outside of pod templates', () =>
    assert.deepEqual(planned(things({ images: [['spec', 'imageName']] }), { imageName: IMAGE }), {
      'spec.imagename': 'NotRestartable, advances',
    }));

  it('restart of servers and jobs in one object the servers alone', () => {
    const row = things({
      podTemplates: ['spec.server.template', 'spec.jobTemplate.spec.template'].map(parseFieldPath),
    });
    const spec = { server: { template }, jobTemplate: { spec: { template } } };
    assert.deepEqual(planned(row, spec), {
      'app.spec.server.template': IMAGE,
      'app.spec.jobtemplate.spec.template': IMAGE,
    });
    const parsed = parseWorkload(row, { metadata, spec }) ?? assert.fail('a Thing');
    assert.deepEqual(
      patchFor(parsed, { settings: { pin: 'tag' } }).flatMap(({ path }) =>
        path.endsWith('~1restartedAt') ? [path.split('/')[2]] : [],
      ),
      ['server'],
    );
  });
});

import assert from 'node:assert/strict';
import { customEffect, type Effect } from '../../../lib/core/workload/effect.ts';
import { parseFieldPath } from '../../../lib/core/workload/field-path.ts';
import { customKind } from '../../../lib/core/workload/kind.ts';

const TEMPLATE = { spec: { containers: [{ name: 'app', image: 'nginx' }] } };

type Row = readonly [spec: object, effect: Effect];

interface KindEffects {
  readonly title: string;
  readonly podTemplate?: readonly string[];
  readonly rows: readonly Row[];
}

/** Specs as the documentation of each kind has them, with what its webhook or its CRD fills in. */
const KINDS: readonly KindEffects[] = [
  {
    title: 'CloneSet',
    rows: [
      [{ updateStrategy: { type: 'ReCreate', partition: 0, maxUnavailable: '20%' } }, 'now'],
      [{ updateStrategy: { type: 'InPlaceIfPossible' } }, 'now'],
      [{ updateStrategy: { type: 'InPlaceOnly' } }, 'now'],
      [{ updateStrategy: { type: 'InPlaceIfPossible', partition: '0%' } }, 'now'],
      [{ updateStrategy: { type: 'InPlaceIfPossible', partition: 3 } }, 'partition'],
      [{ updateStrategy: { type: 'InPlaceIfPossible', partition: '20%' } }, 'partition'],
      [{ updateStrategy: { type: 'InPlaceOnly', partition: '100%' } }, 'partition'],
      [{ updateStrategy: { partition: '0.5%' } }, 'unknown'],
      [{ updateStrategy: { partition: 'two' } }, 'unknown'],
      [{ updateStrategy: { partition: -1 } }, 'now'],
      [{ updateStrategy: { partition: { valueOf: 1 } } }, 'unknown'],
      [{ updateStrategy: { paused: true, partition: '100%' } }, 'paused'],
      [{ updateStrategy: { paused: false } }, 'now'],
      [{}, 'unknown'],
    ],
  },
  {
    title: 'Advanced StatefulSet',
    rows: [
      [{ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }, 'now'],
      [{ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }, 'partition'],
      [{ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: '100%' } } }, 'partition'],
      [{ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { paused: true } } }, 'paused'],
      [{ updateStrategy: { rollingUpdate: { podUpdatePolicy: 'InPlaceIfPossible' } } }, 'now'],
      [{ updateStrategy: { type: 'OnDelete' } }, 'onDelete'],
      [{ updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 2 } } }, 'onDelete'],
    ],
  },
  {
    title: 'KEDA ScaledJob',
    podTemplate: ['spec', 'jobTargetRef', 'template'],
    rows: [
      [{ jobTargetRef: { parallelism: 1, template: TEMPLATE }, pollingInterval: 30 }, 'nextRun'],
      [{ jobTargetRef: { template: TEMPLATE }, rollout: { strategy: 'gradual' } }, 'nextRun'],
      [{ jobTargetRef: { template: TEMPLATE, suspend: true } }, 'suspended'],
      [{ jobTargetRef: { template: TEMPLATE, suspend: false } }, 'nextRun'],
    ],
  },
  {
    title: 'kind with jobs on a schedule',
    podTemplate: ['spec', 'jobTemplate', 'spec', 'template'],
    rows: [
      [{ jobTemplate: { spec: { template: TEMPLATE } } }, 'nextRun'],
      [{ suspend: true, jobTemplate: { spec: { template: TEMPLATE } } }, 'suspended'],
      [{ jobTemplate: { spec: { suspend: true, template: TEMPLATE } } }, 'suspended'],
      [{ paused: true, jobTemplate: { spec: { template: TEMPLATE } } }, 'paused'],
    ],
  },
  {
    title: 'Argo Rollout',
    rows: [
      [{ strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } } }, 'now'],
      [{ strategy: { blueGreen: { activeService: 'web', previewService: 'next' } } }, 'now'],
      [{ strategy: { canary: {} }, paused: true }, 'paused'],
      [{ strategy: { canary: {} }, paused: false }, 'now'],
      [{ strategy: { canary: {} }, paused: 'true' }, 'now'],
    ],
  },
  {
    title: 'Knative Service',
    rows: [
      [{ traffic: [{ latestRevision: true, percent: 100 }] }, 'now'],
      [
        {
          traffic: [
            { latestRevision: true, percent: 10 },
            { revisionName: 'a', percent: 90 },
          ],
        },
        'now',
      ],
      [
        {
          traffic: [
            { latestRevision: true, percent: 0 },
            { revisionName: 'a', percent: 100 },
          ],
        },
        'unknown',
      ],
      [{ traffic: [{ revisionName: 'web-1', percent: 100 }] }, 'unknown'],
      [{ traffic: [null, 5, 'latest', {}] }, 'unknown'],
      [{}, 'unknown'],
    ],
  },
  {
    title: 'kind whose strategy is deeper than its spec',
    podTemplate: ['spec', 'pool', 'template'],
    rows: [
      [{ pool: { template: TEMPLATE } }, 'unknown'],
      [{ pool: { template: TEMPLATE, updateStrategy: { type: 'OnDelete' } } }, 'onDelete'],
      [{ pool: { template: TEMPLATE, strategy: { rollingUpdate: { partition: 1 } } } }, 'partition'],
      [{ pool: { template: TEMPLATE, paused: true }, strategy: { type: 'OnDelete' } }, 'paused'],
      [{ pool: { template: TEMPLATE }, suspend: true }, 'suspended'],
      [{ pool: { template: { ...TEMPLATE, paused: true } } }, 'unknown'],
    ],
  },
  {
    title: 'kind whose strategy is a word',
    rows: [
      [{ updateStrategy: 'RollingUpdate' }, 'now'],
      [{ updateStrategy: 'OnDelete' }, 'onDelete'],
      [{ strategy: 'OnDelete', updateStrategy: { type: 'RollingUpdate' } }, 'onDelete'],
      [{ strategy: 'Recreate' }, 'now'],
      [{ strategy: 'Manual' }, 'unknown'],
      [{ strategy: { type: 'Whatever' } }, 'unknown'],
      [{ strategy: { type: '' } }, 'unknown'],
      [{ strategy: { type: 5 } }, 'unknown'],
      [{ updateStrategy: { type: 'NotUpdate' }, strategy: { type: 'RollingUpdate' } }, 'unknown'],
      [{ updateStrategy: { type: 'Whatever', partition: 3 } }, 'partition'],
      [{ updateStrategy: 'Manual', traffic: [{ latestRevision: true, percent: 100 }] }, 'unknown'],
      [{ strategy: '' }, 'unknown'],
      [{ strategy: {} }, 'unknown'],
      [{ strategy: null, updateStrategy: ['OnDelete'] }, 'unknown'],
    ],
  },
];

describe('customEffect', () => {
  for (const { title, podTemplate = ['spec', 'template'], rows } of KINDS)
    for (const [spec, effect] of rows)
      it(`of a ${title} with ${JSON.stringify(spec)} is ${effect}`, () =>
        assert.equal(customEffect([podTemplate])({ ...spec }), effect));

  it('is that of the row of a kind which configuration adds', () => {
    const row = customKind({
      group: 'keda.sh',
      version: 'v1alpha1',
      plural: 'scaledjobs',
      kind: 'ScaledJob',
    });
    assert.equal(row.effect({}), 'unknown');
    const job = customKind({ ...row, podTemplate: ['spec', 'jobTargetRef', 'template'] });
    assert.equal(job.effect({}), 'nextRun');
  });

  const RAY = ['spec.head.template', 'spec.groups[*].template'];
  const MIXED = ['spec.server.template', 'spec.jobTemplate.spec.template'];
  const [ON, OFF, JOB] = [{}, { suspend: true }, { spec: {} }];
  for (const [title, paths, spec, expected] of [
    ['suspended where one of its groups is', RAY, { head: ON, groups: [ON, OFF] }, 'unknown'],
    ['suspended where all its groups are, and its head is not', RAY, { head: ON, groups: [OFF] }, 'unknown'],
    ['suspended where one of many is not', RAY, { groups: [OFF, OFF, ON] }, 'unknown'],
    ['paused where one of its groups is', RAY, { groups: [ON, { paused: true }] }, 'unknown'],
    ['that of jobs where a server is beside them', MIXED, { server: ON, jobTemplate: JOB }, 'unknown'],
    ['that of jobs of an object that has none', MIXED, {}, 'unknown'],
  ] as const)
    it(`is not ${title}`, () => assert.equal(customEffect(paths.map(parseFieldPath))(spec), expected));

  for (const [title, paths, spec, expected] of [
    ['is suspended', RAY, { suspend: true, head: ON, groups: [ON] }, 'suspended'],
    ['has all parts suspended', RAY, { head: OFF, groups: [OFF, OFF] }, 'suspended'],
    ['has only items, all suspended', RAY, { groups: [OFF, { suspend: true, replicas: 1 }] }, 'suspended'],
    ['has a part that is not there', RAY, { head: { paused: true } }, 'paused'],
    ['has only items that are no maps', RAY, { paused: true, groups: [null, 5, 'x', []] }, 'paused'],
    ['has no server', MIXED, { jobTemplate: JOB }, 'nextRun'],
    ['has texts as items', ['spec.extra[*]'], { paused: true, extra: ['a:1'] }, 'paused'],
    [
      'has a strategy in one way to two images',
      ['spec.a.x', 'spec.a.y'],
      { a: { strategy: 'OnDelete' } },
      'onDelete',
    ],
  ] as const)
    it(`is ${expected} where an object ${title}`, () =>
      assert.equal(customEffect(paths.map(parseFieldPath))(spec), expected));

  it('of half a million items is known at once, by however many paths they are reached', () => {
    const groups = Array.from({ length: 500_000 }, () => OFF);
    const effect = customEffect(
      Array.from({ length: 32 }, (_, index) => parseFieldPath(`spec.groups[*].image${index}`)),
    );
    const began = performance.now();
    assert.equal(effect({ groups }), 'suspended');
    assert.ok(performance.now() - began < 500);
  });

  it('reads what is in `spec`, where the template is not', () =>
    assert.equal(customEffect([['template']])({ updateStrategy: { type: 'OnDelete' } }), 'onDelete'));
});

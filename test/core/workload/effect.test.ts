import assert from 'node:assert/strict';
import { customEffect, type Effect } from '../../../lib/core/workload/effect.ts';
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

  it('reads what is in `spec`, where the template is not', () =>
    assert.equal(customEffect([['template']])({ updateStrategy: { type: 'OnDelete' } }), 'onDelete'));
});

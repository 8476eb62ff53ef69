import assert from 'node:assert/strict';
import type { Effect } from '../../../lib/core/workload/effect.ts';
import { BUILT_IN_KINDS, collectionPath, customKind } from '../../../lib/core/workload/kind.ts';
import { parseFieldPath } from '../../../lib/core/workload/field-path.ts';
import { isInJob } from '../../../lib/core/workload/kind-images.ts';
import { kind, workload } from '../../support/builders.ts';

const ROLLOUT = { group: 'argoproj.io', version: 'v1alpha1', plural: 'rollouts', kind: 'Rollout' } as const;

const EFFECTS: readonly (readonly [kind: string, spec: object, effect: Effect])[] = [
  ['Deployment', {}, 'now'],
  ['Deployment', { paused: true }, 'paused'],
  ['Deployment', { paused: false }, 'now'],
  ['Deployment', { paused: 'true' }, 'now'],
  ['StatefulSet', {}, 'now'],
  ['StatefulSet', { updateStrategy: { type: 'RollingUpdate' } }, 'now'],
  ['StatefulSet', { updateStrategy: { type: 'OnDelete' } }, 'onDelete'],
  ['StatefulSet', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }, 'now'],
  [
    'StatefulSet',
    { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
    'partition',
  ],
  ['StatefulSet', { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 2 } } }, 'onDelete'],
  ['StatefulSet', { updateStrategy: { rollingUpdate: { partition: 'two' } } }, 'now'],
  ['StatefulSet', { updateStrategy: { rollingUpdate: { partition: { toString: 1, valueOf: 1 } } } }, 'now'],
  ['StatefulSet', { updateStrategy: null }, 'now'],
  ['DaemonSet', {}, 'now'],
  ['DaemonSet', { updateStrategy: { type: 'OnDelete' } }, 'onDelete'],
  ['CronJob', {}, 'nextRun'],
  ['CronJob', { suspend: false }, 'nextRun'],
  ['CronJob', { suspend: true }, 'suspended'],
];

describe('BUILT_IN_KINDS', () => {
  it('are these four, and never ReplicaSets, Jobs or Pods', () =>
    assert.deepEqual(
      BUILT_IN_KINDS.map(({ group, version, plural, kind: name }) => `${group}/${version} ${plural} ${name}`),
      [
        'apps/v1 deployments Deployment',
        'apps/v1 statefulsets StatefulSet',
        'apps/v1 daemonsets DaemonSet',
        'batch/v1 cronjobs CronJob',
      ],
    ));

  for (const [name, path, restartable] of [
    ['Deployment', 'spec.template', true],
    ['StatefulSet', 'spec.template', true],
    ['DaemonSet', 'spec.template', true],
    ['CronJob', 'spec.jobTemplate.spec.template', false],
  ] as const)
    it(`of them ${name} has its pod template at ${path}, and restartedAt ${restartable ? 'starts new pods' : 'does nothing'}`, () => {
      assert.equal(kind(name).podTemplate.join('.'), path);
      assert.deepEqual(workload({ kind: name }).containers.map(isInJob), [!restartable]);
    });

  for (const [name, spec, effect] of EFFECTS)
    it(`of them ${name} with ${JSON.stringify(spec)} takes effect ${effect}`, () =>
      assert.equal(kind(name).effect({ ...spec }), effect));
});

describe('customKind', () => {
  it('has its pod template at spec.template, and may be paused', () => {
    const rollout = customKind(ROLLOUT);
    assert.deepEqual(rollout.podTemplate, ['spec', 'template']);
    assert.equal(rollout.effect({}), 'unknown');
    assert.equal(rollout.effect({ paused: true }), 'paused');
  });

  it('with a template of jobs runs nothing while it is suspended', () => {
    const job = customKind({ ...ROLLOUT, podTemplate: ['spec', 'jobTargetRef', 'template'] });
    assert.deepEqual(
      [{}, { replicas: 0 }, { suspend: true }, { jobTargetRef: { suspend: true } }].map((spec) =>
        job.scaledToZero(spec),
      ),
      [false, false, true, true],
    );
  });

  it('has its pod template where the row says', () =>
    assert.deepEqual(customKind({ ...ROLLOUT, podTemplate: ['spec', 'pod'] }).podTemplate, ['spec', 'pod']));
});

describe('collectionPath', () => {
  const core = customKind({
    group: '',
    version: 'v1',
    plural: 'replicationcontrollers',
    kind: 'ReplicationController',
  });
  for (const [row, namespace, path] of [
    [kind('Deployment'), undefined, '/apis/apps/v1/deployments'],
    [kind('Deployment'), 'shop', '/apis/apps/v1/namespaces/shop/deployments'],
    [kind('CronJob'), 'shop', '/apis/batch/v1/namespaces/shop/cronjobs'],
    [customKind(ROLLOUT), undefined, '/apis/argoproj.io/v1alpha1/rollouts'],
    [core, undefined, '/api/v1/replicationcontrollers'],
    [core, 'shop', '/api/v1/namespaces/shop/replicationcontrollers'],
  ] as const)
    it(`of ${row.kind} in ${namespace ?? 'all namespaces'} is ${path}`, () =>
      assert.equal(collectionPath(row, namespace), path));
});

describe('what is scaled to zero', () => {
  const custom = customKind({ group: 'g', version: 'v1', plural: 'things', kind: 'Thing' });
  const row = (name: string) => BUILT_IN_KINDS.find((each) => each.kind === name) ?? custom;
  for (const [name, spec, expected] of [
    ['Deployment', {}, false],
    ['Deployment', { replicas: 0 }, true],
    ['Deployment', { replicas: 1 }, false],
    ['Deployment', { replicas: '0' }, false],
    ['StatefulSet', { replicas: 0 }, true],
    ['DaemonSet', { replicas: 0 }, false],
    ['CronJob', {}, false],
    ['CronJob', { suspend: true }, true],
    ['Thing', { replicas: 0 }, true],
    ['Thing', { suspend: true }, true],
    ['Thing', { paused: true, suspend: true }, true],
    ['Thing', {}, false],
  ] as const)
    it(`a ${name} with ${JSON.stringify(spec)} is${expected ? '' : ' not'}`, () =>
      assert.equal(row(name).scaledToZero(spec), expected));

  const OFF = { suspend: true };
  for (const [title, paths, spec, expected] of [
    ['with one suspended group', ['spec.head.template', 'spec.groups[*].template'], { groups: [OFF] }, false],
    ['with items alone, all suspended', ['spec.groups[*].template'], { groups: [OFF, OFF] }, false],
    ['with a suspended map around its items', ['spec.pool.groups[*].template'], { pool: OFF }, true],
    ['with one of two parts suspended', ['spec.a.template', 'spec.b.template'], { a: OFF }, false],
    ['with a suspended map around both images', ['spec.a.x', 'spec.a.b.y'], { a: OFF }, true],
    ['that is suspended as a whole', ['spec.a.template', 'spec.groups[*].template'], OFF, true],
    [
      'of servers and jobs, without replicas',
      ['spec.a.template', 'spec.jobTemplate.spec.template'],
      { replicas: 0 },
      true,
    ],
    ['of jobs alone', ['spec.jobTemplate.spec.template'], { replicas: 0 }, false],
  ] as const)
    it(`an object ${title} is${expected ? '' : ' not'}`, () => {
      const names = { group: 'g', version: 'v1', plural: 'things', kind: 'Thing' };
      const several = customKind({ ...names, podTemplates: paths.map(parseFieldPath) });
      assert.equal(several.scaledToZero(spec), expected);
    });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { imageOnlyObjection } from '../../lib/sandbox/image-only-policy.ts';
import type { Json, JsonMap } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { deployment, rollout, ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const WEB = deployment('shop', 'web', 'registry.example:5000/shop/web:1');

function objectionTo(image: string): string | undefined {
  return imageOnlyObjection(row('Deployment'), WEB, deployment('shop', 'web', image));
}

function cronJob(image: string, spec: JsonMap = {}, jobSpec: JsonMap = {}): KubernetesObject {
  const template = { spec: { containers: [{ name: 'app', image }] } };
  return {
    kind: 'CronJob',
    apiVersion: 'batch/v1',
    metadata: { name: 'job', namespace: 'shop' },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template, ...jobSpec } }, ...spec },
  };
}

function withVolumes(...volumes: readonly Json[]): KubernetesObject {
  return {
    ...WEB,
    spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:1' }], volumes } } },
  };
}

function withContainers(containers: Json, initContainers: Json): KubernetesObject {
  return { ...WEB, spec: { template: { spec: { containers, initContainers } } } };
}

describe('the image-only policy of the sandbox', () => {
  for (const [image, passes] of [
    ['registry.example:5000/shop/web:2', true],
    ['registry.example:5000/shop/web', true],
    [`registry.example:5000/shop/web@sha256:${'0'.repeat(64)}`, true],
    [`registry.example:5000/shop/web:2@sha512:${'0'.repeat(128)}`, true],
    ['registry.example:5000/shop/web:', false],
    ['registry.example:5000/shop/web2:1', false],
    ['registry.example:5000/shop/web/x:1', false],
    ['registry.example/shop/web:1', false],
    ['registry.example:5000/shop/web@sha256:1', false],
    ['registry.example:5000/shop/web:1/../evil', false],
    ['', false],
  ] as const) {
    it(`${passes ? 'lets' : 'does not let'} an image become ${JSON.stringify(image)}`, () => {
      assert.equal(objectionTo(image) === undefined, passes);
    });
  }

  it('never objects to what stays as it is', () => {
    const map = fc.dictionary(fc.string(), fc.string());
    fc.assert(
      fc.property(map, map, fc.string(), (labels, annotations, image) => {
        const object = deployment('shop', 'web', image, { labels, annotations });
        assert.equal(imageOnlyObjection(row('Deployment'), object, structuredClone(object)), undefined);
      }),
    );
  });

  it('finds the template of a CronJob, and what is on the way to it', () => {
    const objections = [cronJob('nginx:2'), cronJob('nginx:1', { suspend: true })]
      .concat(cronJob('nginx:1', {}, { parallelism: 2 }), cronJob('evil:1'))
      .map((after) => imageOnlyObjection(row('CronJob'), cronJob('nginx:1'), after));
    assert.deepEqual(objections, [
      undefined,
      'may not be changed: spec.suspend',
      'may not be changed: spec.jobTemplate.spec.parallelism',
      'an image may only change to another tag or digest of the same repository: app to evil:1',
    ]);
  });

  it('compares containers by name, and wants the same in the same order', () => {
    const [app, side, init] = ['app', 'side', 'init'].map((name) => ({ name, image: 'nginx:1' }));
    assert.ok(app !== undefined && side !== undefined && init !== undefined);
    const before = withContainers([app, side], [init]);
    const objections = [
      withContainers([side, app], [init]),
      withContainers([app, side, init], []),
      withContainers([app, { ...side, image: 'evil:1' }], [{ ...init, image: 'evil:2' }]),
      withContainers([app, { ...side, command: ['sh'] }], [{ ...init, args: ['-c'] }]),
    ].map((after) => imageOnlyObjection(row('Deployment'), before, after));
    const order = 'containers and volumes may not be added, removed, renamed or put in another order';
    assert.deepEqual(objections, [
      order,
      order,
      'an image may only change to another tag or digest of the same repository: side to evil:1, init to evil:2',
      'may not be changed: container side: command, container init: args',
    ]);
  });

  describe('lets of an image volume only its image change:', () => {
    const models = (reference: string, more: JsonMap = {}): JsonMap => ({
      name: 'models',
      image: { reference, pullPolicy: 'IfNotPresent', ...more },
    });
    const data = { name: 'data', emptyDir: {} };
    const before = withVolumes(data, models('shop/models:1'));
    const foreign =
      'an image may only change to another tag or digest of the same repository: models.volume to';
    const order = 'containers and volumes may not be added, removed, renamed or put in another order';
    for (const [title, after, objection] of [
      ['another tag', withVolumes(data, models('shop/models:2')), undefined],
      ['a digest', withVolumes(data, models(`shop/models:2@sha256:${'0'.repeat(64)}`)), undefined],
      ['another repository', withVolumes(data, models('shop/evil:1')), `${foreign} shop/evil:1`],
      [
        'no reference',
        withVolumes(data, { name: 'models', image: { pullPolicy: 'IfNotPresent' } }),
        'may not be changed: volume models: image.reference',
      ],
      [
        'a pull policy',
        withVolumes(data, models('shop/models:1', { pullPolicy: 'Always' })),
        'may not be changed: volume models: image.pullPolicy',
      ],
      [
        'a member beside the image',
        withVolumes(data, { ...models('shop/models:1'), emptyDir: {} }),
        'may not be changed: volume models: emptyDir',
      ],
      [
        'a secret in its place',
        withVolumes(data, { name: 'models', secret: { secretName: 'key' } }),
        'may not be changed: volume models: image, volume models: secret',
      ],
      [
        'an image in the place of another volume',
        withVolumes({ name: 'data', image: { reference: 'a' } }, models('shop/models:1')),
        'may not be changed: volume data: emptyDir, volume data: image',
      ],
      ['another order', withVolumes(models('shop/models:1'), data), order],
      [
        'one more',
        withVolumes(data, models('shop/models:1'), { name: 'key', secret: { secretName: 'key' } }),
        order,
      ],
      ['one less', withVolumes(models('shop/models:1')), order],
    ] as const)
      it(title, () => assert.equal(imageOnlyObjection(row('Deployment'), before, after), objection));
  });

  it('does not look at kinds that are not in its rules', () => {
    const [before, after] = [rollout('shop', 'web'), rollout('shop', 'web', 'evil:1')];
    assert.equal(imageOnlyObjection(ROLLOUTS, before, after), undefined);
    assert.equal(imageOnlyObjection(row('ReplicaSet'), before, after), undefined);
  });
});

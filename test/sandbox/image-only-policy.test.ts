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
    const order = 'containers may not be added, removed, renamed or put in another order';
    assert.deepEqual(objections, [
      order,
      order,
      'an image may only change to another tag or digest of the same repository: side to evil:1, init to evil:2',
      'may not be changed: container side: command, container init: args',
    ]);
  });

  it('does not look at kinds that are not in its rules', () => {
    const [before, after] = [rollout('shop', 'web'), rollout('shop', 'web', 'evil:1')];
    assert.equal(imageOnlyObjection(ROLLOUTS, before, after), undefined);
    assert.equal(imageOnlyObjection(row('ReplicaSet'), before, after), undefined);
  });
});

import assert from 'node:assert/strict';
import {
  toWorkloadId,
  appliedLabelKey,
  parseWorkload,
  policyAnnotationKey,
  type Workload,
} from '../../../lib/core/workload/workload.ts';
import { kind, object, REPOSITORY, workload } from '../../support/builders.ts';

const IMAGE = `${REPOSITORY}:v1`;
const DEPLOYMENT = kind('Deployment');

const containersIn = (value: unknown): Workload['containers'] => {
  const { metadata } = object();
  const spec = { template: { spec: { containers: value } } };
  return parseWorkload(DEPLOYMENT, { metadata, spec })?.containers ?? assert.fail('a workload');
};

describe('parseWorkload', () => {
  it('keeps what decisions and patches need, and nothing else', () => {
    const metadata = {
      creationTimestamp: '2026-01-02T03:04:05Z',
      labels: { app: 'web', 'app.image-updater/applied': '5.1' },
      annotations: {
        'image-updater/policy': 'any',
        'app.image-updater/policy': 'never',
        'argocd.argoproj.io/tracking-id': 'x',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
      managedFields: [{}],
    };
    const containers = [{ name: 'app', image: IMAGE, imagePullPolicy: 'Always', env: [] }];
    const initContainers = [{ name: 'migrate', image: 'busybox' }];
    assert.deepEqual(workload({ metadata, containers, initContainers, spec: { replicas: 3 } }), {
      kind: DEPLOYMENT,
      namespace: 'shop',
      name: 'web',
      containers: [
        {
          name: 'app',
          image: IMAGE,
          pointer: '/spec/template/spec/containers/0/image',
          items: [{ pointer: '/spec/template/spec/containers/0', name: 'app' }],
          pullPolicy: 'Always',
        },
        {
          name: 'migrate',
          image: 'busybox',
          pointer: '/spec/template/spec/initContainers/0/image',
          items: [{ pointer: '/spec/template/spec/initContainers/0', name: 'migrate' }],
          pullPolicy: undefined,
        },
      ],
      labels: metadata.labels,
      annotations: {
        'image-updater/policy': 'any',
        'app.image-updater/policy': 'never',
        'argocd.argoproj.io/tracking-id': 'x',
      },
      unknownPolicyContainers: [],
      templates: [{ pointer: '/spec/template', has: { metadata: true, annotations: false } }],
      has: { labels: true, annotations: true },
      createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      deleting: false,
      controller: undefined,
      effect: 'now',
      scaledToZero: false,
    });
  });

  it("finds a CronJob's pod template", () => {
    const cronJob = workload({
      kind: 'CronJob',
      spec: { suspend: true },
      template: { metadata: { annotations: {} } },
    });
    assert.equal(cronJob.containers[0]?.pointer, '/spec/jobTemplate/spec/template/spec/containers/0/image');
    assert.deepEqual(cronJob.templates, [
      {
        pointer: '/spec/jobTemplate/spec/template',
        has: { metadata: true, annotations: true },
      },
    ]);
    assert.equal(cronJob.effect, 'suspended');
  });

  it('has no containers where the pods are those of another workload (Argo Rollouts, `workloadRef`)', () => {
    const { metadata } = object();
    const spec = { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } };
    assert.deepEqual(parseWorkload(DEPLOYMENT, { metadata, spec })?.containers, []);
  });

  describe('is undefined for what is no such object:', () => {
    const { metadata, spec } = object();
    for (const [title, value] of [
      ['null', null],
      ['nothing', undefined],
      ['a text', 'Deployment'],
      ['a list', [object()]],
      ['an empty object', {}],
      ['no name', { metadata: { ...metadata, name: undefined }, spec }],
      ['an empty name', { metadata: { ...metadata, name: '' }, spec }],
      ['a name that is no text', { metadata: { ...metadata, name: 5 }, spec }],
      ['no metadata', { spec }],
      ['no spec', { metadata }],
      ['no template', { metadata, spec: {} }],
      ['a template that is null', { metadata, spec: { template: null } }],
      ['no pod spec', { metadata, spec: { template: {} } }],
      ['a pod spec that is a list', { metadata, spec: { template: { spec: [] } } }],
    ] as const)
      it(title, () => assert.equal(parseWorkload(DEPLOYMENT, value), undefined));
    it("a Deployment's pod template in a CronJob", () =>
      assert.equal(parseWorkload(kind('CronJob'), object()), undefined));
  });

  describe('passes over odd parts:', () => {
    for (const odd of [
      null,
      undefined,
      5,
      'app',
      [],
      {},
      { name: 5, image: 5 },
      { name: null, image: null },
      { name: {}, image: [] },
      { image: '' },
    ])
      it(`a container ${JSON.stringify(odd)} has no name and no image; its neighbour keeps its place`, () => {
        const [first, second] = containersIn([odd, { name: 'app', image: IMAGE }]);
        assert.deepEqual([first?.name, first?.image], ['', '']);
        assert.deepEqual([second?.name, second?.pointer], ['app', '/spec/template/spec/containers/1/image']);
      });
    for (const odd of [undefined, null, {}, 'app', { length: 1 }])
      it(`containers ${JSON.stringify(odd)} are none`, () => assert.deepEqual(containersIn(odd), []));

    it('values of labels and annotations that are no texts', () => {
      const labels = { a: 5, b: null, c: 'c', d: {}, constructor: 'e' };
      const parsed = workload({ metadata: { labels, annotations: { 'image-updater/policy': ['any'] } } });
      assert.deepEqual(parsed.labels, { c: 'c', constructor: 'e' });
      assert.deepEqual(parsed.annotations, {});
      assert.deepEqual([parsed.has.labels, parsed.has.annotations], [true, true]);
    });
    for (const odd of [undefined, null, 5, 'x', ['x']])
      it(`labels and annotations ${JSON.stringify(odd)} are no maps`, () => {
        const parsed = workload({
          metadata: { labels: odd, annotations: odd },
          template: { metadata: odd },
        });
        assert.deepEqual([parsed.labels, parsed.annotations], [{}, {}]);
        assert.deepEqual(parsed.has, { labels: false, annotations: false });
        assert.deepEqual(parsed.templates, [
          { pointer: '/spec/template', has: { metadata: false, annotations: false } },
        ]);
      });
    it('a label called `__proto__` is a label', () => {
      const metadata: unknown = JSON.parse('{"name":"web","labels":{"__proto__":"x"}}');
      const parsed = parseWorkload(DEPLOYMENT, { metadata, spec: object().spec });
      assert.deepEqual(Object.entries(parsed?.labels ?? {}), [['__proto__', 'x']]);
      assert.equal(Object.getPrototypeOf(parsed?.labels), Object.prototype);
    });
    it('no namespace is an empty one', () =>
      assert.equal(workload({ metadata: { namespace: undefined } }).namespace, ''));
    for (const odd of [undefined, 5, '', 'yesterday', null])
      it(`a creationTimestamp ${JSON.stringify(odd)} is the epoch`, () =>
        assert.equal(workload({ metadata: { creationTimestamp: odd } }).createdAt, 0));
  });

  it('with a deletionTimestamp it is being deleted', () => {
    assert.equal(workload({ metadata: { deletionTimestamp: '2026-01-02T03:04:05Z' } }).deleting, true);
    assert.equal(workload({ metadata: { deletionTimestamp: null } }).deleting, false);
  });

  describe('is controlled by', () => {
    const owner = { kind: 'Rollout', name: 'web', controller: true };
    for (const [title, ownerReferences, controller] of [
      ['the owner that says so', [owner], 'Rollout/web'],
      [
        'the one of several that says so',
        [
          { ...owner, controller: false },
          { ...owner, name: 'b' },
        ],
        'Rollout/b',
      ],
      ['nobody, where the owner does not say so', [{ kind: 'Rollout', name: 'web' }], undefined],
      ['nobody, where the owner says no', [{ ...owner, controller: false }], undefined],
      ['nobody, where the owner says so in other words', [{ ...owner, controller: 'true' }], undefined],
      ['nobody, without owners', [], undefined],
      ['nobody, where owners are no list', { controller: true }, undefined],
      ['nobody, where an owner is null', [null], undefined],
      ['somebody, where the owner has no name', [{ controller: true }], '?/?'],
    ] as const)
      it(title, () => assert.equal(workload({ metadata: { ownerReferences } }).controller, controller));
  });
});

describe('names', () => {
  it('of the object', () =>
    assert.deepEqual(toWorkloadId(workload()), { kind: 'Deployment', namespace: 'shop', name: 'web' }));
  it("of a container's policy", () => assert.equal(policyAnnotationKey('app'), 'app.image-updater/policy'));
  it("of a container's mark", () => assert.equal(appliedLabelKey('app'), 'app.image-updater/applied'));
});

import assert from 'node:assert/strict';
import { RECORD_ANNOTATION } from '../../../lib/core/workload/workload.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import { digest, glob, policy, REPOSITORY, rule, written, type Given } from '../../support/builders.ts';
import { IMAGE, NEW, plan, decided, running } from './plans.ts';

const POLICY = { 'image-updater/policy': 'same-tag' };
const FLUX = { 'helm.toolkit.fluxcd.io/name': 'a' };
const CONTROLLER = { kind: 'Rollout', name: 'web', controller: true };

const WHOLE: readonly (readonly [title: string, metadata: object, expected: string])[] = [
  ['nothing odd about it', {}, NEW],
  ['being deleted', { deletionTimestamp: '2026-01-01T00:00:00Z' }, 'BeingDeleted'],
  ['controlled by another object', { ownerReferences: [CONTROLLER] }, 'Owned'],
  ['an owner that does not control it', { ownerReferences: [{ ...CONTROLLER, controller: false }] }, NEW],
  ['an owner that does not say that it controls it', { ownerReferences: [{ kind: 'App', name: 'a' }] }, NEW],
  ['controlled, with a policy annotation', { ownerReferences: [CONTROLLER], annotations: POLICY }, 'Owned'],
  ['held: true', { labels: { 'image-updater/hold': 'true' } }, 'Held'],
  ['held: empty', { labels: { 'image-updater/hold': '' } }, 'Held'],
  ['held: until-friday', { labels: { 'image-updater/hold': 'until-friday' } }, 'Held'],
  ['held: False, which is not `false`', { labels: { 'image-updater/hold': 'False' } }, 'Held'],
  ['held: false', { labels: { 'image-updater/hold': 'false' } }, NEW],
  ['hold as an annotation is no hold', { annotations: { 'image-updater/hold': 'true' } }, NEW],
  [
    'held, with a policy annotation',
    { labels: { 'image-updater/hold': 'true' }, annotations: POLICY },
    'Held',
  ],
  ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'a' } }, 'GitOpsOwned'],
  ['Argo CD that tracks by label', { labels: { 'argocd.argoproj.io/instance': 'a' } }, 'GitOpsOwned'],
  ['Flux, a Kustomization', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'a' } }, 'GitOpsOwned'],
  ['Flux, a HelmRelease', { labels: { 'helm.toolkit.fluxcd.io/name': 'a' } }, 'GitOpsOwned'],
  ['Config Sync', { annotations: { 'configmanagement.gke.io/managed': 'enabled' } }, 'GitOpsOwned'],
  ['Config Sync, disabled', { annotations: { 'configmanagement.gke.io/managed': 'disabled' } }, NEW],
  ['a Helm chart', { labels: { 'app.kubernetes.io/instance': 'a' } }, NEW],
  [
    'GitOps, with a policy annotation of the workload',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'a', ...POLICY } },
    NEW,
  ],
  [
    'GitOps, with a policy annotation of one container',
    {
      labels: { 'helm.toolkit.fluxcd.io/name': 'a' },
      annotations: { 'app.image-updater/policy': 'same-tag' },
    },
    NEW,
  ],
  [
    'GitOps, with `never` for the workload',
    { labels: FLUX, annotations: { 'image-updater/policy': 'never' } },
    'GitOpsOwned',
  ],
  [
    'GitOps, with `never` for the container, over another policy for the workload',
    { labels: FLUX, annotations: { ...POLICY, 'app.image-updater/policy': ' never ' } },
    'GitOpsOwned',
  ],
  [
    'GitOps, with an annotation that cannot be read',
    { labels: FLUX, annotations: { 'image-updater/policy': 'newest' } },
    'InvalidPolicy',
  ],
  [
    'GitOps, with only a record of the updater',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'a', [RECORD_ANNOTATION]: '{}' } },
    'GitOpsOwned',
  ],
];

const including = (...names: string[]) => ({
  cluster: { name: 'test', namespaces: { include: names.map(glob), exclude: [glob('kube-*')] } },
});

const sinceOf = (given: Given, pushed: Partial<Push> = {}, how: Partial<Settings> = {}) =>
  plan(given, { push: pushed, settings: how }).skipped[0]?.detail?.match(/\d{4}-.*Z/)?.[0];

describe('planWorkload', () => {
  describe('1. the workload as a whole:', () => {
    for (const [title, metadata, expected] of WHOLE)
      it(`${title}: ${expected === NEW ? 'updated' : expected}`, () =>
        assert.deepEqual(decided({ metadata }), { app: expected }));

    it('every container of the repository gets the reason, and no other', () => {
      const containers = [
        { name: 'app', image: IMAGE },
        { name: 'proxy', image: 'envoy:1' },
      ];
      const initContainers = [{ name: 'migrate', image: 'europe-docker.pkg.dev/shop/images/web:!' }];
      const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' };
      assert.deepEqual(decided({ metadata, containers, initContainers }), {
        app: 'BeingDeleted',
        migrate: 'BeingDeleted',
      });
    });

    it('says who controls it, fit to be printed', () => {
      const ownerReferences = [{ kind: 'Roll\u001bout', name: 'web', controller: true }];
      assert.equal(plan({ metadata: { ownerReferences } }).skipped[0]?.detail, 'Roll\\u{1b}out/web');
    });

    it('says which tool owns it', () =>
      assert.equal(
        plan({ metadata: { labels: { 'helm.toolkit.fluxcd.io/name': 'a' } } }).skipped[0]?.detail,
        'Flux',
      ));

    const two = {
      containers: [
        { name: 'app', image: IMAGE },
        { name: 'side', image: IMAGE },
      ],
    };
    for (const [title, annotations, expected] of [
      [
        'a policy of one container lifts GitOpsOwned from it alone',
        { 'side.image-updater/policy': 'any' },
        { app: 'GitOpsOwned', side: NEW },
      ],
      [
        '`never` of one container leaves the policy of the workload to the other',
        { 'image-updater/policy': 'any', 'side.image-updater/policy': 'never' },
        { app: NEW, side: 'GitOpsOwned' },
      ],
      [
        'an annotation that cannot be read lifts nothing from the other',
        { 'side.image-updater/policy': 'newest' },
        { app: 'GitOpsOwned', side: 'InvalidPolicy' },
      ],
      [
        'an annotation of a container that is not there lifts nothing',
        { 'sied.image-updater/policy': 'any' },
        { app: 'GitOpsOwned', side: 'GitOpsOwned', sied: 'NoSuchContainer' },
      ],
    ] as const)
      it(`GitOps: ${title}`, () =>
        assert.deepEqual(decided({ ...two, metadata: { labels: FLUX, annotations } }), expected));

    describe('a policy annotation of a container that is not there', () => {
      const annotations = { 'sid.image-updater/policy': 'never' };
      it('is reported with its name and the nearest one', () => {
        const found = plan({ ...two, metadata: { annotations } }).skipped.find(
          ({ reason }) => reason === 'NoSuchContainer',
        );
        assert.deepEqual([found?.container, found?.image], ['sid', '']);
        assert.match(found?.detail ?? '', /sid\.image-updater\/policy.* side$/);
      });
      it('is not reported of a workload that does not run the image', () =>
        assert.deepEqual(decided({ ...running('envoy:1'), metadata: { annotations } }), {}));
      it('is not reported of a workload that is left out', () =>
        assert.deepEqual(decided({ namespace: 'kube-system', metadata: { annotations } }), {
          app: 'ExcludedNamespace',
        }));
    });

    const kubeSystem = { namespace: 'kube-system' };
    it('kube-system is left out by a glob: ExcludedNamespace', () =>
      assert.deepEqual(decided(kubeSystem, including('*')), { app: 'ExcludedNamespace' }));
    it('kube-system is taken where it is named', () =>
      assert.deepEqual(decided(kubeSystem, including('*', 'kube-system')), { app: NEW }));
    it('a namespace that is not included: ExcludedNamespace', () =>
      assert.deepEqual(decided({}, including('other')), { app: 'ExcludedNamespace' }));
  });

  describe('2. which policy:', () => {
    it('rules see the name of the cluster and the repository of the push', () => {
      const rules = [
        rule('never', { clusters: [glob('other')] }),
        rule('any', { clusters: [glob('test')], repositories: [glob(REPOSITORY)] }),
      ];
      assert.deepEqual(decided({}, { push: { tag: 'v2' }, settings: { rules } }), {
        app: `${REPOSITORY}:v2@${digest(1)}`,
      });
    });
    it('an unreadable policy stops its container and no other', () => {
      const containers = [
        { name: 'app', image: IMAGE },
        { name: 'two', image: IMAGE },
      ];
      const annotations = { 'app.image-updater/policy': 'newest' };
      assert.deepEqual(decided({ containers, metadata: { annotations } }), {
        app: 'InvalidPolicy',
        two: NEW,
      });
    });
    it('without an annotation under optIn: NotOptedIn', () =>
      assert.deepEqual(decided({}, { settings: { optIn: true } }), { app: 'NotOptedIn' }));
    it('the default does not move what a person pinned; a rule does', () => {
      const containers = [{ name: 'app', image: `${IMAGE}@${digest(2)}` }];
      assert.deepEqual(decided({ containers }), { app: 'PinnedByHand' });
      assert.deepEqual(decided({ containers }, { settings: { rules: [rule('same-tag')] } }), { app: NEW });
      assert.deepEqual(decided({ containers, metadata: { annotations: POLICY } }), { app: NEW });
    });
  });

  it('NotNewer tells since when', () => {
    const second = '1970-01-01T00:00:05.000Z';
    assert.equal(
      sinceOf({ metadata: { creationTimestamp: '1970-01-01T00:00:05Z' } }),
      '1970-01-01T00:00:05.999Z',
    );
    assert.equal(sinceOf({ metadata: written({ mark: '5000.1' }) }), second);
    assert.equal(sinceOf({ metadata: written({ mark: '5000.1', to: 'x' }) }), second);
    const versions = {
      containers: [{ name: 'app', image: `${REPOSITORY}:1.0.0` }],
      metadata: written({ mark: '9000.1', floor: 5000, at: 6000, to: `${REPOSITORY}:1.0.0` }),
    };
    const byVersion = { policy: policy('semver:^1') };
    assert.equal(sinceOf(versions, { tag: '1.1.0' }, byVersion), second, 'a higher version: the floor');
    assert.equal(
      sinceOf(versions, { tag: '1.0.0' }, byVersion),
      '1970-01-01T00:00:06.000Z',
      'a re-push: `at`',
    );
  });
});

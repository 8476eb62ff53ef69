import assert from 'node:assert/strict';
import { RECORD_ANNOTATION } from '../../../lib/core/workload/workload.ts';
import type { WorkloadPlan } from '../../../lib/core/plan/plan.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import {
  CLUSTER,
  digest,
  glob,
  policy,
  push,
  REPOSITORY,
  rule,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

const IMAGE = `${REPOSITORY}:v1`;
const NEW = `${IMAGE}@${digest(1)}`;

/** By container: the new image, the reason, or both where mark and record advance; containers not concerned are absent. */
function inWords({ changes, skipped }: WorkloadPlan): Record<string, string> {
  const left = skipped.map(({ container, reason }) => [container, reason] as const);
  const changed = changes.map(
    ({ container, decision }) =>
      [container.name, decision.action === 'update' ? decision.to : 'AlreadyCurrent, advances'] as const,
  );
  return Object.fromEntries([...changed, ...left]);
}

interface Where {
  readonly push?: Partial<Push>;
  readonly settings?: Partial<Settings>;
  readonly cluster?: typeof CLUSTER;
}

function plan(
  given: Given,
  { push: pushed, settings: changes, cluster = CLUSTER }: Where = {},
): WorkloadPlan {
  return planned(workload(given), { push: push(pushed), cluster, settings: settings(changes) });
}

const decided = (given: Given, where?: Where): Record<string, string> => inWords(plan(given, where));

const POLICY = { 'image-updater/policy': 'same-tag' };
const FLUX = { 'helm.toolkit.fluxcd.io/name': 'a' };
const CONTROLLER = { kind: 'Rollout', name: 'web', controller: true };

const WHOLE: readonly (readonly [title: string, metadata: object, expected: string])[] = [
  ['nothing odd about it: updated', {}, NEW],
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
    'GitOps, with a record of ours alone',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'a', [RECORD_ANNOTATION]: '{}' } },
    'GitOpsOwned',
  ],
];

const running = (...images: unknown[]) => ({
  containers: images.map((image, index) => ({ name: `c${index}`, image })),
});

const including = (...names: string[]) => ({
  cluster: { name: 'test', namespaces: { include: names.map(glob), exclude: [glob('kube-*')] } },
});

const sinceOf = (given: Given, pushed: Partial<Push> = {}, how: Partial<Settings> = {}) =>
  plan(given, { push: pushed, settings: how }).skipped[0]?.detail?.match(/\d{4}-.*Z/)?.[0];

describe('planWorkload', () => {
  describe('1. the workload as a whole:', () => {
    for (const [title, metadata, expected] of WHOLE)
      it(`${title}${expected === NEW ? '' : `: ${expected}`}`, () =>
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

  describe('which containers:', () => {
    it('containers and init containers of the repository, in any spelling', () => {
      const given = {
        containers: [
          { name: 'a', image: 'eu.gcr.io/shop/web:v1' },
          { name: 'b', image: 'MIRROR.example/x/web:v1' },
        ],
        initContainers: [{ name: 'c', image: 'europe-docker.pkg.dev/shop/eu.gcr.io/web:v1' }],
      };
      const repository = 'europe-docker.pkg.dev/shop/eu.gcr.io/web';
      const aliases = [{ prefix: 'mirror.example/x', means: 'europe-docker.pkg.dev/shop/eu.gcr.io' }];
      assert.deepEqual(decided(given, { push: { repository }, settings: { aliases } }), {
        a: `eu.gcr.io/shop/web:v1@${digest(1)}`,
        b: `MIRROR.example/x/web:v1@${digest(1)}`,
        c: `${repository}:v1@${digest(1)}`,
      });
    });
    it('never those of a repository that only ends alike', () =>
      assert.deepEqual(
        decided(
          running(
            'web:v1',
            'europe-docker.pkg.dev/shop/other/web:v1',
            'europe-docker.pkg.dev/shop/images/web/web:v1',
            `${REPOSITORY}2:v1`,
          ),
        ),
        {},
      ));
    it('one by one: each has its own answer', () => {
      const given = running(IMAGE, `${REPOSITORY}:v2`, `${IMAGE}@${digest(2)}`, 'envoy:1', NEW);
      assert.deepEqual(decided(given), { c0: NEW, c1: 'OtherTag', c2: 'PinnedByHand', c4: 'AlreadyCurrent' });
    });

    for (const [title, image] of [
      ['a tag of 129 characters', `${REPOSITORY}:${'a'.repeat(129)}`],
      ['a tag with a space', `${REPOSITORY}:v 1`],
      ['an empty tag', `${REPOSITORY}:`],
      ['a short digest', `${REPOSITORY}@sha256:abc`],
      ['a scheme', `https://${REPOSITORY}:v1`],
      ['a space before it', ` ${REPOSITORY}:v1`],
      ['terminal escapes', `${REPOSITORY}:\u001b[31m`],
      ['1100 characters', `${REPOSITORY}:${'a'.repeat(1100)}`],
      ['an upper-case path', 'europe-docker.pkg.dev/SHOP/images/web:v1'],
    ] as const)
      it(`an image of the repository with ${title} is InvalidImage, and its neighbour is updated`, () => {
        const { changes, skipped } = plan(running(image, IMAGE));
        assert.deepEqual(inWords({ changes, skipped, workload: workload() }), {
          c0: 'InvalidImage',
          c1: NEW,
        });
        const [invalid] = skipped;
        assert.ok(invalid?.detail !== undefined && invalid.detail.length < 600);
        assert.ok(!invalid.detail.includes('\u001b'));
      });

    for (const [title, image] of [
      ['an image that is empty', ''],
      ['an image that is missing', undefined],
      ['an image that is null', null],
      ['an image that is a number', 5],
      ['an image that is a list', [IMAGE]],
      ['an unreadable image of another repository', 'registry.example/other:!'],
      ['an unreadable image whose name contains ours', 'registry.example/webhooks:!'],
    ] as const)
      it(`${title} is none of our business, and its neighbour is updated`, () =>
        assert.deepEqual(decided(running(image, IMAGE)), { c1: NEW }));

    it('a container without a name is InvalidObject, and its neighbour is updated', () => {
      const given = {
        containers: [{ image: IMAGE }, { name: 5, image: IMAGE }, null, { name: 'app', image: IMAGE }],
      };
      const { changes, skipped } = plan(given);
      assert.deepEqual(
        skipped.map(({ container, reason }) => [container, reason]),
        [
          ['', 'InvalidObject'],
          ['', 'InvalidObject'],
        ],
      );
      assert.deepEqual(
        changes.map(({ container }) => container.name),
        ['app'],
      );
    });
    it('two containers of one name are InvalidObject: one mark cannot speak of both', () => {
      const given = {
        containers: [
          { name: 'app', image: IMAGE },
          { name: 'two', image: IMAGE },
        ],
        initContainers: [{ name: 'app', image: IMAGE }],
      };
      const { changes, skipped } = plan(given);
      assert.deepEqual(
        skipped.map(({ container, reason }) => [container, reason]),
        [
          ['app', 'InvalidObject'],
          ['app', 'InvalidObject'],
        ],
      );
      assert.deepEqual(
        changes.map(({ container }) => container.name),
        ['two'],
      );
    });
    it('also where the other one runs something else', () => {
      const given = {
        containers: [
          { name: 'app', image: IMAGE },
          { name: 'app', image: 'envoy:1' },
        ],
      };
      assert.deepEqual(decided(given), { app: 'InvalidObject' });
    });
    it('containers called `__proto__` and `constructor` are containers', () => {
      const given = {
        containers: [
          { name: '__proto__', image: IMAGE },
          { name: 'constructor', image: IMAGE },
        ],
      };
      assert.deepEqual(
        plan(given).changes.map(({ container, decision }) => [container.name, decision.action]),
        [
          ['__proto__', 'update'],
          ['constructor', 'update'],
        ],
      );
    });
  });

  describe('marks and records, as they stand on the object:', () => {
    const RECORDS: readonly (readonly [
      title: string,
      metadata: object,
      publishedAt: number,
      expected: string,
    ])[] = [
      ['followed, and newer', written(), 501, NEW],
      ['followed, and older', written(), 499, 'NotNewer'],
      [
        'a mark that is no number',
        { ...written(), labels: { 'app.image-updater/applied': 'x' } },
        501,
        'InvalidMark',
      ],
      ['a mark in the future', written({ mark: '99999999999999.1' }), 501, 'NotNewer'],
      [
        'a record that is no JSON: moved, and newer',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '{' } },
        501,
        NEW,
      ],
      [
        'a record that is no JSON: moved, and of the time of the mark',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '{' } },
        500,
        'NotNewer',
      ],
      [
        'a record of another shape: moved',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '{"app":[]}' } },
        500,
        'NotNewer',
      ],
      [
        'a record of 64 KiB: moved',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '['.repeat(65_536) } },
        501,
        NEW,
      ],
      [
        'a record of one byte more, which is not ours',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '['.repeat(65_537) } },
        501,
        'InvalidObject',
      ],
      ['a record of an image that does not run: moved', written({ to: 'x' }), 500, 'NotNewer'],
    ];
    for (const [title, metadata, publishedAt, expected] of RECORDS)
      it(`${title}${expected === NEW ? '' : `: ${expected}`}`, () =>
        assert.deepEqual(decided({ metadata }, { push: { publishedAt } }), { app: expected }));

    it('no mark: the time of creation stands for it', () => {
      const metadata = { creationTimestamp: '1970-01-01T00:00:01.001Z' };
      assert.deepEqual(decided({ metadata }), { app: 'NotNewer' });
    });
    it('a mark of one container is none of another', () => {
      const containers = [
        { name: 'app', image: IMAGE },
        { name: 'two', image: IMAGE },
      ];
      const given = { containers, metadata: written({ mark: '5000.1' }) };
      assert.deepEqual(decided(given), { app: 'NotNewer', two: NEW });
    });
  });

  it('NotNewer tells since when', () => {
    const second = '1970-01-01T00:00:05.000Z';
    assert.equal(sinceOf({ metadata: { creationTimestamp: '1970-01-01T00:00:05Z' } }), second);
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

describe('a record', () => {
  const containers = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: IMAGE }));

  it('of 60 KB is read once for a hundred containers', () => {
    const text = JSON.stringify({ app: { from: 'x'.repeat(60_000) } });
    const { changes } = plan({
      containers: containers(100),
      metadata: { annotations: { [RECORD_ANNOTATION]: text } },
    });
    assert.equal(changes.length, 100);
  });

  it('that would be larger than one that is ours is not written: the next push could not read it', () => {
    const { changes, skipped } = plan({ containers: containers(250) });
    assert.deepEqual(
      [changes.length, skipped.length, new Set(skipped.map(({ reason }) => reason))],
      [0, 250, new Set(['InvalidObject'])],
    );
  });
});

import assert from 'node:assert/strict';
import { customKind, type Kind } from '../../../lib/core/workload/kind.ts';
import { patchOf, type JsonPatch } from '../../../lib/core/plan/patch.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import { parseWorkload, type Workload } from '../../../lib/core/workload/workload.ts';
import { applyPatch, readPatch } from '../../../lib/sandbox/json-patch.ts';
import { at, mapOr, readJson, type Json, type JsonMap } from '../../../lib/sandbox/json.ts';
import {
  digest,
  entry,
  object,
  policy,
  push,
  REPOSITORY,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

const IMAGE = `${REPOSITORY}:v1`;
const NEW = `${IMAGE}@${digest(1)}`;
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const CONTAINER = '/spec/template/spec/containers/0';
const HOLD = '/metadata/labels/image-updater~1hold';
const LABEL = '/metadata/labels/app.image-updater~1applied';
const RECORD = '/metadata/annotations/image-updater~1updates';
const CAUSE = '/metadata/annotations/kubernetes.io~1change-cause';

interface How {
  readonly push?: Partial<Push>;
  readonly settings?: Partial<Settings>;
}

function patchFor(parsed: Workload, { push: pushed, settings: changes }: How = {}): JsonPatch {
  return patchOf(planned(parsed, { push: push(pushed), settings: settings(changes) }), NOW);
}

const patch = (given: Given, how?: How): JsonPatch => patchFor(workload(given), how);

function valueAt(operations: JsonPatch, path: string): unknown {
  const last = operations.findLast((operation) => operation.path === path);
  return last !== undefined && 'value' in last ? last.value : undefined;
}

/** The record that a patch writes. */
function recordIn(operations: JsonPatch): JsonMap {
  const text = valueAt(operations, RECORD);
  assert.ok(typeof text === 'string');
  return mapOr(readJson(text));
}

/** The object as the API server would leave it, or undefined where it refuses. */
function apply(before: unknown, operations: JsonPatch): Json | undefined {
  const document = readPatch(readJson(JSON.stringify(operations)));
  assert.ok(document !== undefined);
  return applyPatch(readJson(JSON.stringify(before)), document);
}

const becomes = {
  from: IMAGE,
  to: NEW,
  at: 1000,
  mark: '1000.1',
  floor: 0,
  push: 'm1',
  digest: digest(1),
  by: 'shop',
};
const RECORD_TEXT = JSON.stringify({ app: becomes });
const TESTS = [
  { op: 'test', path: `${CONTAINER}/name`, value: 'app' },
  { op: 'test', path: `${CONTAINER}/image`, value: IMAGE },
] as const;
const make = (path: string) => [
  { op: 'test', path, value: null },
  { op: 'add', path, value: {} },
];

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `container-${index}`, image: IMAGE }));

describe('patchOf', () => {
  describe('labels and annotations', () => {
    const cause = { op: 'add', path: CAUSE, value: `image-updater: app to ${IMAGE}@sha256:111111111111` };
    const replace = { op: 'replace', path: `${CONTAINER}/image`, value: NEW };

    it('missing: tested to be missing, and made', () =>
      assert.deepEqual(patch({}), [
        ...TESTS,
        ...make('/metadata/labels'),
        { op: 'add', path: LABEL, value: '1000.1' },
        ...make('/metadata/annotations'),
        { op: 'add', path: RECORD, value: RECORD_TEXT },
        cause,
        replace,
      ]));

    it('there, without ours: mark and record are tested to be missing', () =>
      assert.deepEqual(patch({ metadata: { labels: {}, annotations: { a: 'b' } } }), [
        ...TESTS,
        { op: 'test', path: HOLD, value: null },
        { op: 'test', path: LABEL, value: null },
        { op: 'add', path: LABEL, value: '1000.1' },
        { op: 'test', path: RECORD, value: null },
        { op: 'add', path: RECORD, value: RECORD_TEXT },
        cause,
        replace,
      ]));

    it('there, with ours: mark and record are tested to be what was read', () => {
      const metadata = written();
      const after = { ...becomes, mark: '1000.2' };
      assert.deepEqual(patch({ metadata }), [
        ...TESTS,
        { op: 'test', path: HOLD, value: null },
        { op: 'test', path: LABEL, value: '500.1' },
        { op: 'add', path: LABEL, value: '1000.2' },
        { op: 'test', path: RECORD, value: metadata.annotations['image-updater/updates'] },
        { op: 'add', path: RECORD, value: JSON.stringify({ app: after }) },
        cause,
        replace,
      ]);
    });

    it('null, as the API server takes for missing: made', () => {
      const given = { metadata: { labels: null, annotations: null } };
      const after = apply(object(given), patch(given));
      assert.equal(at(after, ['metadata', 'labels', 'app.image-updater/applied']), '1000.1');
    });
  });

  it('an advance of mark and record: no replace, no restart, no change cause', () => {
    const containers = [{ name: 'app', image: NEW }];
    const operations = patch({
      containers,
      metadata: { annotations: { 'image-updater/policy': 'same-tag' } },
    });
    assert.deepEqual(
      operations.map(({ op, path }) => `${op} ${path}`),
      [
        `test ${CONTAINER}/name`,
        `test ${CONTAINER}/image`,
        'test /metadata/labels',
        'add /metadata/labels',
        `add ${LABEL}`,
        `test ${RECORD}`,
        `add ${RECORD}`,
      ],
    );
  });

  describe('restartedAt, under `pin: tag`', () => {
    const RESTART = '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt';
    const how: How = { settings: { pin: 'tag' } };
    const restarts = (template: object): unknown[] =>
      patch({ template }, how).filter(({ path }) => path.startsWith('/spec/template/metadata'));
    const stamp = { op: 'add', path: RESTART, value: '2026-01-02T03:04:05.000Z' };

    it('on annotations of the template that are there', () =>
      assert.deepEqual(restarts({ metadata: { annotations: {} } }), [stamp]));
    it('where it stands already', () =>
      assert.deepEqual(
        restarts({ metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } } }),
        [stamp],
      ));
    it('where the template has no annotations', () =>
      assert.deepEqual(restarts({ metadata: {} }), [...make('/spec/template/metadata/annotations'), stamp]));
    it('where the template has no metadata', () =>
      assert.deepEqual(restarts({ metadata: undefined }), [
        ...make('/spec/template/metadata'),
        ...make('/spec/template/metadata/annotations'),
        stamp,
      ]));
    it('once for two containers, and no image is replaced', () => {
      const containers = [
        { name: 'a', image: IMAGE },
        { name: 'b', image: IMAGE },
      ];
      const operations = patch({ containers }, how);
      assert.equal(operations.filter(({ path }) => path === RESTART).length, 1);
      assert.ok(operations.every(({ op }) => op !== 'replace'));
      assert.equal(
        valueAt(operations, CAUSE),
        `image-updater: a to ${IMAGE} (restarted), b to ${IMAGE} (restarted)`,
      );
    });
    it('not where the text changes anyway', () =>
      assert.equal(
        valueAt(patch({}, { push: { tag: 'v2' }, settings: { pin: 'tag', policy: policy('any') } }), RESTART),
        undefined,
      ));
    it('not on a CronJob: mark and record alone', () => {
      const operations = patch({ kind: 'CronJob' }, how);
      assert.ok(
        operations.every(
          ({ path }) => !path.includes('restartedAt') && !path.includes('/metadata/annotations/kubectl'),
        ),
      );
      assert.ok(operations.every(({ op }) => op !== 'replace'));
      assert.equal(valueAt(operations, LABEL), '1000.1');
    });
  });

  describe('several containers in one patch', () => {
    const containers = [
      { name: 'app', image: IMAGE },
      { name: 'proxy', image: 'envoy:1' },
      { name: 'worker', image: `${REPOSITORY}:v1@${digest(3)}` },
    ];
    const initContainers = [{ name: 'migrate', image: IMAGE }];
    const other = entry({ to: 'envoy:1' });
    const metadata = {
      annotations: {
        'image-updater/policy': 'same-tag',
        'image-updater/updates': JSON.stringify({
          gone: entry(),
          app: { ...entry(), to: 'x' },
          proxy: other,
        }),
      },
    };
    const operations = patch({ containers, initContainers, metadata });

    it('each is tested and replaced in its place', () => {
      for (const [name, pointer] of [
        ['app', '/spec/template/spec/containers/0'],
        ['worker', '/spec/template/spec/containers/2'],
        ['migrate', '/spec/template/spec/initContainers/0'],
      ] as const) {
        assert.equal(valueAt(operations, `${pointer}/name`), name);
        assert.equal(valueAt(operations, `${pointer}/image`), NEW);
        assert.equal(valueAt(operations, `/metadata/labels/${name}.image-updater~1applied`), '1000.1');
      }
      assert.ok(!operations.some(({ path }) => path.startsWith('/spec/template/spec/containers/1')));
    });
    it('the record of another container is kept, and that of a container that is gone is dropped', () => {
      const record = recordIn(operations);
      assert.deepEqual(Object.keys(record), ['app', 'proxy', 'worker', 'migrate']);
      assert.deepEqual(record['proxy'], other);
    });
    it('the change cause names each', () => {
      const to = `${IMAGE}@sha256:111111111111`;
      assert.equal(
        valueAt(operations, CAUSE),
        `image-updater: app to ${to}, worker to ${to}, migrate to ${to}`,
      );
    });
    it('it applies to the object', () =>
      assert.ok(apply(object({ containers, initContainers, metadata }), operations) !== undefined));
    it('of pushes to two of them at once, the second has to be decided again', () => {
      const given = {
        containers: [
          { name: 'app', image: IMAGE },
          { name: 'proxy', image: 'envoy:1' },
        ],
        metadata,
      };
      const first = patch(given);
      const second = patch(given, { push: { repository: 'docker.io/library/envoy', tag: '1' } });
      const after = apply(object(given), first);
      assert.ok(after !== undefined);
      assert.equal(apply(after, second), undefined);
      assert.ok(apply(object(given), second) !== undefined);
    });
  });

  it('a second delivery of what is written already is refused', () => {
    const once = patch({});
    const after = apply(object(), once);
    assert.ok(after !== undefined);
    assert.equal(apply(after, once), undefined);
  });

  it('is refused where the container changed place', () => {
    const containers = [
      { name: 'new', image: IMAGE },
      { name: 'app', image: IMAGE },
    ];
    assert.equal(apply(object({ containers }), patch({})), undefined);
  });

  it('is refused where somebody set another image', () =>
    assert.equal(apply(object({ containers: [{ name: 'app', image: 'x' }] }), patch({})), undefined));

  for (const [title, text] of [
    ['no JSON', '{"app":'],
    ['another shape', '{"app":[],"gone":5}'],
    ['60 KB', 'x'.repeat(60_000)],
  ] as const)
    it(`a record of ${title} is tested as it is and replaced by ours`, () => {
      const given = { metadata: { annotations: { 'image-updater/updates': text } } };
      const operations = patch(given);
      assert.deepEqual(recordIn(operations), { app: becomes });
      assert.ok(operations.some((each) => each.op === 'test' && each.path === RECORD && each.value === text));
      assert.ok(apply(object(given), operations) !== undefined);
    });

  it('of an entry, what is nested too deep to be written again is not carried along', () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const text = `{"proxy":${JSON.stringify(entry()).slice(0, -1)},"x":${deep}}}`;
    const containers = [
      { name: 'app', image: IMAGE },
      { name: 'proxy', image: 'envoy:1' },
    ];
    const operations = patch({ containers, metadata: { annotations: { 'image-updater/updates': text } } });
    assert.deepEqual(recordIn(operations), { proxy: entry(), app: becomes });
  });

  describe('the change cause', () => {
    it('is cut to 256 characters', () => {
      const cause = valueAt(patch({ containers: many(5) }), CAUSE);
      assert.ok(typeof cause === 'string' && cause.length === 256 && cause.endsWith('...'));
    });
    it('of 256 characters is not cut', () => {
      const name = 'a'.repeat(256 - `image-updater:  to ${IMAGE}@sha256:111111111111`.length);
      const cause = valueAt(patch({ containers: [{ name, image: IMAGE }] }), CAUSE);
      assert.ok(typeof cause === 'string' && cause.length === 256 && !cause.endsWith('...'));
    });
    it('has a tag whole', () => {
      const how: How = { push: { tag: 'v2' }, settings: { pin: 'tag', policy: policy('any') } };
      assert.equal(valueAt(patch({}, how), CAUSE), `image-updater: app to ${REPOSITORY}:v2`);
    });
  });

  it('escapes names for JSON Pointer', () => {
    const given = { containers: [{ name: 'a~1b/c', image: IMAGE }] };
    const operations = patch(given);
    assert.equal(valueAt(operations, '/metadata/labels/a~01b~1c.image-updater~1applied'), '1000.1');
    const after = apply(object(given), operations);
    assert.equal(at(after, ['metadata', 'labels', 'a~1b/c.image-updater/applied']), '1000.1');
  });

  it('containers called `__proto__` and `constructor` have marks and entries of their own', () => {
    const given = {
      containers: [
        { name: '__proto__', image: IMAGE },
        { name: 'constructor', image: IMAGE },
      ],
    };
    const operations = patch(given);
    const after = apply(object(given), operations);
    assert.equal(at(after, ['metadata', 'labels', '__proto__.image-updater/applied']), '1000.1');
    const again = parseWorkload(workload().kind, after);
    assert.ok(again !== undefined);
    assert.deepEqual(planned(again).changes, []);
    assert.deepEqual(Object.keys(recordIn(operations)), ['__proto__', 'constructor']);
  });
});

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
      assert.deepEqual(at(after, ['spec']), readJson(JSON.stringify(spec).replaceAll(IMAGE, NEW)));
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

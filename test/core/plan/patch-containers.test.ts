import assert from 'node:assert/strict';
import { digest, entry, object, policy, REPOSITORY } from '../../support/builders.ts';
import { IMAGE, NEW, LABEL, CAUSE, patch, valueAt, recordIn, apply, make, type How } from './patches.ts';

describe('updatePatch', () => {
  describe('restartedAt, under `pin: tag`', () => {
    const RESTART = '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt';
    const how: How = { settings: { pin: 'tag' } };
    const restarts = (template: object): unknown[] =>
      patch({ template }, how).filter(({ path }) => path.startsWith('/spec/template/metadata'));
    const stamp = { op: 'add', path: RESTART, value: '2026-01-02T03:04:05.000Z' };

    it('is added to annotations of the template that are there', () =>
      assert.deepEqual(restarts({ metadata: { annotations: {} } }), [stamp]));
    it('is added where it stands already', () =>
      assert.deepEqual(
        restarts({ metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } } }),
        [stamp],
      ));
    it('is added with the annotations where the template has none', () =>
      assert.deepEqual(restarts({ metadata: {} }), [...make('/spec/template/metadata/annotations'), stamp]));
    it('is added with the metadata where the template has none', () =>
      assert.deepEqual(restarts({ metadata: undefined }), [
        ...make('/spec/template/metadata'),
        ...make('/spec/template/metadata/annotations'),
        stamp,
      ]));
    it('is added once for two containers, and no image is replaced', () => {
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
    it('is not added where the text changes anyway', () =>
      assert.equal(
        valueAt(patch({}, { push: { tag: 'v2' }, settings: { pin: 'tag', policy: policy('any') } }), RESTART),
        undefined,
      ));
    it('is not added on a CronJob: mark and record alone are', () => {
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

  describe('an image volume', () => {
    const volumes = [
      { name: 'data', emptyDir: {} },
      { name: 'models', image: { reference: IMAGE, pullPolicy: 'Always' } },
    ];
    const given = { containers: [{ name: 'app', image: 'nginx:1' }], volumes };
    const operations = patch(given);

    it('is tested and replaced in its place, and nothing else of the pods is', () =>
      assert.deepEqual(
        operations.filter(({ path }) => path.startsWith('/spec')),
        [
          { op: 'test', path: '/spec/template/spec/volumes/1/name', value: 'models' },
          { op: 'test', path: '/spec/template/spec/volumes/1/image/reference', value: IMAGE },
          { op: 'replace', path: '/spec/template/spec/volumes/1/image/reference', value: NEW },
        ],
      ));
    it('has label, record and change cause as `models.volume`', () => {
      assert.equal(valueAt(operations, '/metadata/labels/models.volume.image-updater~1applied'), '1000.1');
      assert.deepEqual(Object.keys(recordIn(operations)), ['models.volume']);
      assert.equal(
        valueAt(operations, CAUSE),
        `image-updater: models.volume to ${IMAGE}@sha256:111111111111`,
      );
    });
    it('does not apply where another volume came before it', () => {
      assert.ok(apply(object(given), operations) !== undefined);
      assert.equal(apply(object({ ...given, volumes: volumes.toReversed() }), operations), undefined);
      assert.equal(
        apply(object({ ...given, volumes: [{ name: 'new' }, ...volumes] }), operations),
        undefined,
      );
    });
    it('restarts the pods under `pin: tag`', () =>
      assert.ok(
        patch(given, { settings: { pin: 'tag' } }).some(({ path }) => path.endsWith('~1restartedAt')),
      ));
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
});

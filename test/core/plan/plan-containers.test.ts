import assert from 'node:assert/strict';
import { digest, REPOSITORY, workload } from '../../support/builders.ts';
import { IMAGE, NEW, inWords, plan, decided, running } from './plans.ts';

describe('planWorkload', () => {
  describe('which containers:', () => {
    it('updates containers and init containers of the repository, in any spelling', () => {
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
    it('updates image volumes, each by the policy annotation that names it', () => {
      const volumes = ['a', 'b', 'app'].map((name) => ({ name, image: { reference: IMAGE } }));
      const annotations = { 'b.volume.image-updater/policy': 'never', 'app.image-updater/policy': 'never' };
      assert.deepEqual(decided({ volumes, metadata: { annotations } }), {
        app: 'Never',
        'a.volume': NEW,
        'b.volume': 'Never',
        'app.volume': NEW,
      });
    });
    it('names an image volume that a policy annotation may have meant', () => {
      const { skipped } = plan({
        volumes: [{ name: 'models', image: { reference: IMAGE } }],
        metadata: { annotations: { 'model.volume.image-updater/policy': 'never' } },
      });
      assert.ok(skipped.some(({ detail = '' }) => detail.endsWith('the nearest is models.volume')));
    });
    it('never updates those of a repository that only ends alike', () =>
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
    it('decides one by one: each has its own answer', () => {
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
        assert.deepEqual(inWords({ changes, skipped, alreadyApplied: [], workload: workload() }), {
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
      ["an unreadable image whose name contains the repository's", 'registry.example/webhooks:!'],
    ] as const)
      it(`${title} is not relevant, and its neighbour is updated`, () =>
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
    it('two containers of one name are InvalidObject: one mark cannot describe both', () => {
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
    it('two containers of one name are InvalidObject also where the other one runs something else', () => {
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
});

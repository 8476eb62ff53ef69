/** The image-only policy. */
import assert from 'node:assert/strict';
import { mapOr, memberAt, readJson, type Json } from '../../../lib/sandbox/json.ts';
import type { ContractAnswer } from '../sandbox-contract-server.ts';
import { deployment } from '../sandbox-workloads.ts';
import { type Send, type Callers, patchOf, DEPLOYMENTS } from './callers.ts';
import { add, denied, remove, replace } from './guarded-changes.ts';
import { describeOwnKeys } from './own-keys.ts';

export function describeImageOnlyPolicy(callers: Callers): void {
  describe('the image-only policy', () => {
    const { serverOf, asAdmin, asLimited } = callers;

    const app = '/spec/template/spec/containers/0';
    const only = 'an image may only change to another tag or digest of the same repository';
    let count = 0;

    /** A Deployment of a test's own. */
    async function fresh(metadata: Readonly<Record<string, Json>> = {}): Promise<string> {
      const name = `guarded-${(count += 1)}`;
      await serverOf().create(deployment('contract', name, 'nginx:1', metadata));
      return name;
    }

    async function dryRun(send: Send, name: string, operations: Json): Promise<ContractAnswer> {
      return send(`${DEPLOYMENTS}/${name}?dryRun=All`, patchOf(operations));
    }

    const PROBE = [{ op: 'add', path: '/metadata/annotations/image-updater~1probe', value: 'anything' }];
    const PROBE_OF_NONE = [
      { op: 'add', path: '/metadata/annotations', value: { 'image-updater/probe': 'anything' } },
    ];
    const WITH = { annotations: { a: 'b' }, labels: { team: 'a' } };

    for (const [title, metadata, probe] of [
      ['beside annotations', WITH, PROBE],
      ['where there are no annotations', {}, PROBE_OF_NONE],
    ] as const) {
      it(`refuses a probe ${title} on a dry run`, async () => {
        const name = await fresh(metadata);
        const { status, text } = await dryRun(asLimited, name, probe);
        const what = 'may not be changed: metadata.annotations.image-updater/probe';
        assert.deepEqual([status, readJson(text)], [422, denied(name, what)]);
      });

      it(`lets a probe ${title} of somebody else through`, async () => {
        const { status, text } = await dryRun(asAdmin, await fresh(metadata), probe);
        assert.equal(status, 200);
        assert.equal(
          memberAt(readJson(text), ['metadata', 'annotations', 'image-updater/probe']),
          'anything',
        );
      });
    }

    it('says nothing about a probe that does not apply', async () => {
      const { status, text } = await dryRun(asLimited, await fresh(), PROBE);
      assert.deepEqual([status, memberAt(readJson(text), ['details'])], [422, {}]);
    });

    it('refuses what is stored too, and nothing is', async () => {
      const name = await fresh(WITH);
      assert.equal((await asLimited(`${DEPLOYMENTS}/${name}`, patchOf(PROBE))).status, 422);
      const { text } = await asAdmin(`${DEPLOYMENTS}/${name}`);
      assert.deepEqual(memberAt(readJson(text), ['metadata', 'annotations']), { a: 'b' });
    });

    for (const [title, operation, objection] of [
      ['a command', add(`${app}/command`, ['sh']), 'may not be changed: container app: command'],
      ['replicas', add('/spec/replicas', 7), 'may not be changed: spec.replicas'],
      ['a label', add('/metadata/labels/team', 'b'), 'may not be changed: metadata.labels.team'],
      [
        'the loss of the last annotation',
        remove('/metadata/annotations/a'),
        'may not be changed: metadata.annotations.a',
      ],
      [
        'finalizers',
        add('/metadata/finalizers', ['example.com/stays']),
        'may not be changed: metadata.finalizers',
      ],
      [
        'an annotation of the pods',
        add('/spec/template/metadata/annotations', { note: 'a' }),
        'may not be changed: template.metadata.annotations.note',
      ],
      [
        'a volume',
        add('/spec/template/spec/volumes', [{ name: 'data', emptyDir: {} }]),
        'containers and volumes may not be added, removed, renamed or put in another order',
      ],
      ['another repository', add(`${app}/image`, 'evil:1'), `${only}: app to evil:1`],
      [
        'another registry',
        add(`${app}/image`, 'evil.example/nginx:1'),
        `${only}: app to evil.example/nginx:1`,
      ],
      ['two tags', add(`${app}/image`, 'nginx:1:2'), `${only}: app to nginx:1:2`],
      [
        'a container',
        add('/spec/template/spec/containers/-', { name: 'new', image: 'nginx:1' }),
        'containers and volumes may not be added, removed, renamed or put in another order',
      ],
    ] as const) {
      it(`refuses ${title}`, async () => {
        const name = await fresh(WITH);
        const { status, text } = await dryRun(asLimited, name, [operation]);
        assert.deepEqual([status, readJson(text)], [422, denied(name, objection)]);
      });
    }

    for (const [title, operation] of [
      ['a tag', add(`${app}/image`, 'nginx:2')],
      ['a digest', add(`${app}/image`, `nginx:2@sha256:${'0'.repeat(64)}`)],
      [
        'a restart',
        add('/spec/template/metadata/annotations', {
          'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
        }),
      ],
      ['what is there already', add('/metadata/labels/team', 'a')],
    ] as const) {
      it(`lets ${title} through`, async () => {
        const { status, text } = await dryRun(asLimited, await fresh(WITH), [operation]);
        assert.equal(status, 200, text);
      });
    }

    describeOwnKeys(callers);

    describe('of an image volume', () => {
      const volume = '/spec/template/spec/volumes/1';
      const volumes = [
        { name: 'data', emptyDir: {} },
        { name: 'models', image: { reference: 'shop/models:1' } },
      ];

      /** A Deployment of a test's own, with a volume and an image volume. */
      async function withVolumes(): Promise<string> {
        const name = `guarded-${(count += 1)}`;
        const object = deployment('contract', name);
        const template = mapOr(memberAt(object, ['spec', 'template']));
        const spec = { ...mapOr(template['spec']), volumes };
        await serverOf().create({
          ...object,
          spec: { ...mapOr(object['spec']), template: { ...template, spec } },
        });
        return name;
      }

      for (const [title, operation, objection] of [
        [
          'another repository',
          add(`${volume}/image/reference`, 'shop/evil:1'),
          `${only}: models.volume to shop/evil:1`,
        ],
        [
          'no reference',
          remove(`${volume}/image/reference`),
          'may not be changed: volume models: image.reference',
        ],
        [
          'a pull policy',
          add(`${volume}/image/pullPolicy`, 'Always'),
          'may not be changed: volume models: image.pullPolicy',
        ],
        [
          'a secret in its place',
          replace(volume, { name: 'models', secret: { secretName: 'key' } }),
          'may not be changed: volume models: image, volume models: secret',
        ],
        [
          'another volume that becomes one',
          replace('/spec/template/spec/volumes/0', { name: 'data', image: { reference: 'shop/models:1' } }),
          'may not be changed: volume data: emptyDir, volume data: image',
        ],
      ] as const)
        it(`refuses ${title}`, async () => {
          const name = await withVolumes();
          const { status, text } = await dryRun(asLimited, name, [operation]);
          assert.deepEqual([status, readJson(text)], [422, denied(name, objection)]);
        });

      it('lets a tag and a digest through', async () => {
        const name = await withVolumes();
        for (const image of ['shop/models:2', `shop/models:2@sha256:${'0'.repeat(64)}`]) {
          const { status, text } = await dryRun(asLimited, name, [add(`${volume}/image/reference`, image)]);
          assert.equal(status, 200, text);
        }
      });
    });

    it('comes after what Kubernetes itself refuses', async () => {
      const { text } = await dryRun(asLimited, await fresh(WITH), [add(`${app}/image`, '')]);
      assert.equal(memberAt(readJson(text), ['details', 'kind']), 'Deployment');
    });
  });
}

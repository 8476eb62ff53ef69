/** The labels and annotations that the image-only policy lets the updater's account change, and remove. */
import assert from 'node:assert/strict';
import { memberAt, readJson, type Json } from '../../../lib/sandbox/json.ts';
import { FOREIGN_KEYS, metadataPointer, OWN_KEYS } from '../own-keys.ts';
import { deployment } from '../sandbox-workloads.ts';
import { type Callers, DEPLOYMENTS, patchOf } from './callers.ts';
import { add, denied, remove } from './guarded-changes.ts';

const KEY_OF = { labels: 'label', annotations: 'annotation' } as const;
const IMAGE = '/spec/template/spec/containers/0/image';
const WITH = { annotations: { a: 'b' }, labels: { team: 'a' } };

/** Registers the tests. */
export function describeOwnKeys({ serverOf, asAdmin, asLimited }: Callers): void {
  describe('of labels and annotations', () => {
    let count = 0;

    /** A Deployment of a test's own. */
    async function fresh(metadata: Readonly<Record<string, Json>> = {}): Promise<string> {
      const name = `keyed-${(count += 1)}`;
      await serverOf().create(deployment('contract', name, 'nginx:1', metadata));
      return name;
    }

    for (const { map, key, value, mayGo } of OWN_KEYS) {
      const path = metadataPointer({ map, key });
      const other = `${value}0`.slice(-63);

      it(`lets the ${KEY_OF[map]} ${key} come and change${mayGo ? ' and go' : ', but not go'}`, async () => {
        const name = await fresh({ ...WITH, [map]: { ...WITH[map], [key]: value } });
        for (const [send, operation] of [
          [asLimited, add(path, other)],
          [asAdmin, remove(path)],
          [asLimited, add(path, value)],
        ] as const) {
          const { status, text } = await send(`${DEPLOYMENTS}/${name}`, patchOf([operation]));
          assert.equal(status, 200, text);
        }
        const { status, text } = await asLimited(`${DEPLOYMENTS}/${name}`, patchOf([remove(path)]));
        const answer = mayGo ? memberAt(readJson(text), ['metadata', map]) : readJson(text);
        const expected = mayGo ? WITH[map] : denied(name, `may not be changed: metadata.${map}.${key}`);
        assert.deepEqual([status, answer], [mayGo ? 200 : 422, expected]);
      });

      it(`lets the ${KEY_OF[map]} ${key} come as the first of its map${mayGo ? ', and go as the last' : ''}`, async () => {
        const name = await fresh();
        const operations = [[add(`/metadata/${map}`, { [key]: value })], [remove(path)]];
        for (const operation of mayGo ? operations : operations.slice(0, 1)) {
          const { status, text } = await asLimited(`${DEPLOYMENTS}/${name}`, patchOf(operation));
          assert.equal(status, 200, text);
        }
        const { text } = await asAdmin(`${DEPLOYMENTS}/${name}`);
        const left = memberAt(readJson(text), ['metadata', map]);
        assert.deepEqual(left, mayGo ? undefined : { [key]: value });
      });
    }

    it('lets all own keys change in one patch, together with an image', async () => {
      const operations = OWN_KEYS.map((own) => add(metadataPointer(own), own.value));
      const patch = [...operations, add(IMAGE, 'nginx:2')];
      const { status, text } = await asLimited(
        `${DEPLOYMENTS}/${await fresh(WITH)}?dryRun=All`,
        patchOf(patch),
      );
      assert.equal(status, 200, text);
    });

    for (const { map, key } of FOREIGN_KEYS)
      it(`lets the ${KEY_OF[map]} ${key} neither come nor change nor go`, async () => {
        const path = metadataPointer({ map, key });
        const [without, having] = [
          await fresh({ [map]: {} }),
          await fresh({ [map]: { [key]: 'a', b: 'b' } }),
        ];
        for (const [name, operation] of [
          [without, add(`/metadata/${map}`, { [key]: 'a' })],
          [having, add(path, 'b')],
          [having, remove(path)],
        ] as const) {
          const { status, text } = await asLimited(`${DEPLOYMENTS}/${name}?dryRun=All`, patchOf([operation]));
          const answer = denied(name, `may not be changed: metadata.${map}.${key}`);
          assert.deepEqual([status, readJson(text)], [422, answer]);
        }
      });

    it('refuses a foreign key that comes or goes together with own ones', async () => {
      const [having, without] = [
        await fresh({ labels: { team: 'a', 'image-updater/pending': '1' } }),
        await fresh(),
      ];
      for (const [name, operation] of [
        [having, remove('/metadata/labels')],
        [without, add('/metadata/labels', { team: 'a', 'image-updater/pending': '1' })],
      ] as const) {
        const { status, text } = await asLimited(`${DEPLOYMENTS}/${name}?dryRun=All`, patchOf([operation]));
        assert.deepEqual(
          [status, readJson(text)],
          [422, denied(name, 'may not be changed: metadata.labels.team')],
        );
      }
    });
  });
}

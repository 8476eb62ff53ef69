/** The admission policy: every update of the updater passes, and nothing else that this user could send does. */
import assert from 'node:assert/strict';
import { BUILT_IN_KINDS, customKind } from '../../../../lib/core/workload/kind.ts';
import { readContainerState } from '../../../../lib/core/workload/applied-state.ts';
import { wantsRedelivery, type ClusterReport } from '../../../../lib/core/report/report.ts';
import { appliedLabelKey } from '../../../../lib/core/workload/workload.ts';
import { memberAt, isList, type Json } from '../../../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../../../lib/sandbox/kubernetes-object.ts';
import { kind, push, REPOSITORY } from '../../../support/builders.ts';
import { containerMetadata, metadataPointer } from '../../../support/own-keys.ts';
import type { ApiAnswer } from '../../../support/control-plane/api-client.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { installRollouts } from '../rollouts.ts';
import { add, attemptsOn, drop, GUARDED, image, PASSES } from './attempts.ts';
import { createAll, readManifests, remove, replace, rulesOf, withSpec } from './manifests.ts';
import {
  runUpdate,
  LATER,
  makeNamespace,
  makeWorkload,
  readWorkload,
  startOwnCluster,
  OTHER,
  rightsAre,
  type OwnCluster,
} from './own-cluster.ts';
import { UPDATES } from './updates.ts';
import { until } from '../../../support/until.ts';
import { containerImages } from '../../../support/container-images.ts';
import { tampering } from './tampering.ts';

const POLICY = 'image-updater-image-only';

describe('the image-only policy', () => {
  let ownCluster: OwnCluster;
  let manifests: readonly KubernetesObject[];

  before(async function () {
    this.timeout(30_000);
    ownCluster = await startOwnCluster();
    const { controlPlane: own } = ownCluster;
    await installRollouts(own);
    await createAll(own, await readManifests('cluster-wide.yaml', UPDATER));
    const others = await readManifests('cluster-wide.yaml', OTHER);
    await createAll(own, others.map((object) => ({ ...object, metadata: { name: 'other' } })).slice(1));
    await rightsAre(ownCluster, () => false);
    manifests = await readManifests('image-only-policy.yaml', UPDATER);
    await makeNamespace(ownCluster, 'before');
    const path = await makeWorkload(ownCluster, kind('Deployment'), { namespace: 'before', ...GUARDED });
    const command = [add('/spec/template/spec/containers/0/command', ['sh'])];
    assert.equal(await dryRun(UPDATER, path, command), 200, 'without the policy the right is enough');
    await createAll(own, manifests);
    await until(async () => (await dryRun(UPDATER, path, command)) === 422);
  });
  after(() => ownCluster.close());

  async function dryRun(user: string, path: string, patch: Json): Promise<number> {
    return (await ownCluster.controlPlane.request(user, 'PATCH', `${path}?dryRun=All`, patch)).status;
  }

  for (const row of BUILT_IN_KINDS) {
    const template = `/${row.podTemplate.join('/')}`;
    const namespace = `guarded-${row.plural}`;

    describe(`on ${row.plural}`, () => {
      let path: string;

      before(async () => {
        await makeNamespace(ownCluster, namespace);
        path = await makeWorkload(ownCluster, row, { namespace, ...GUARDED });
      });

      for (const [what, attempt] of attemptsOn(row)) {
        it(`refuses ${what}, also together with an image`, async () => {
          assertRefused(await ownCluster.controlPlane.request(UPDATER, 'PATCH', path, [attempt(template)]));
          const both = [image(`${REPOSITORY}:v2`)(template), attempt(template)];
          assert.equal((await ownCluster.controlPlane.request(UPDATER, 'PATCH', path, both)).status, 422);
        });
      }

      for (const [what, attempt] of Object.entries(PASSES)) {
        it(`lets ${what} through`, async () => {
          assert.equal(await dryRun(UPDATER, path, [attempt(template)]), 200);
        });
      }

      it('refuses a change that comes by another way of patching', async () => {
        const body = { spec: row.kind === 'CronJob' ? { suspend: true } : { minReadySeconds: 9 } };
        for (const type of ['merge-patch', 'strategic-merge-patch']) {
          const headers = { 'content-type': `application/${type}+json` };
          assertRefused(await ownCluster.controlPlane.send(UPDATER, 'PATCH', path, { body, headers }));
        }
      });

      it('leaves other users alone', async () => {
        for (const user of [ADMIN, OTHER]) {
          const patch = [add(`${template}/spec/containers/0/command`, ['sh'])];
          assert.equal(await dryRun(user, path, patch), 200);
        }
      });
    });

    describe(`an update of ${row.plural}`, () => {
      const updating = `updated-${row.plural}`;
      before(() => makeNamespace(ownCluster, updating));

      for (const [what, { made, setting, pushes, images, byHand }] of Object.entries(UPDATES)) {
        it(`passes: ${what}`, async () => {
          const name = what.replaceAll(/\W+/g, '-').toLowerCase();
          const path = await makeWorkload(ownCluster, row, { namespace: updating, name, ...made });
          const run = { namespaces: [updating], ...(setting === undefined ? {} : { settings: setting }) };
          for (const each of pushes) {
            if (each !== pushes[0] && byHand !== undefined) {
              const patch = [image(byHand)(template)];
              assert.equal((await ownCluster.controlPlane.request(ADMIN, 'PATCH', path, patch)).status, 200);
            }
            const report = await runUpdate(ownCluster, each, run);
            assert.deepEqual([report.failed, report.faults], [[], []]);
          }
          const workload = await readWorkload(ownCluster, row, path);
          assert.deepEqual(containerImages(workload), images);
          for (const app of workload.containers.filter((one) => one.image.startsWith(REPOSITORY)))
            assert.equal(readContainerState(workload, app.name, app.image).status, 'followed');
          const last = pushes.at(-1)?.publishedAt;
          assert.ok(workload.labels[appliedLabelKey('app')]?.startsWith(`${last}.`));
          const { status } = await ownCluster.controlPlane.request(ADMIN, 'DELETE', path);
          assert.equal(status, 200);
        });
      }
    });
  }

  describe('as a whole', () => {
    it('is in the report as a refusal of that workload, final, with what was refused', async () => {
      await makeNamespace(ownCluster, 'stolen');
      for (const row of BUILT_IN_KINDS) await makeWorkload(ownCluster, row, { namespace: 'stolen' });
      const run = { namespaces: ['stolen'], transport: tampering(ownCluster.transport) };
      const report = await runUpdate(ownCluster, push({ publishedAt: LATER }), run);
      assert.deepEqual(reasonsOf(report), [
        'Refused: Deployment',
        'Refused: StatefulSet',
        'Refused: DaemonSet',
      ]);
      const says = report.failed.map(
        ({ detail }) => detail.includes(POLICY) && detail.includes('template.spec.nodeName'),
      );
      assert.deepEqual(says, [true, true, true]);
      assert.equal(wantsRedelivery({ push: push(), clusters: [report] }), false);
      assert.deepEqual(
        report.updated.map(({ workload }) => workload.kind),
        ['CronJob'],
      );
    });

    it('has room for a large workload: 100 containers with 100 entries of env each, 80 image volumes, and labels of each', async () => {
      await makeNamespace(ownCluster, 'large');
      const env = Array.from({ length: 100 }, (_, index) => ({ name: `KEY_${index}`, value: `${index}` }));
      const containers = Array.from({ length: 100 }, (_, index) => ({
        name: index === 0 ? 'app' : `app-${index}`,
        image: `${REPOSITORY}:v1`,
        env,
      }));
      const volumes = containers
        .slice(0, 80)
        .map(({ name, image: reference }) => ({ name, image: { reference } }));
      const metadata = containerMetadata(containers.map(({ name }) => name));
      const made = { namespace: 'large', metadata, containers, pod: { volumes } };
      const path = await makeWorkload(ownCluster, kind('CronJob'), made);
      const report = await runUpdate(ownCluster, push({ publishedAt: LATER }), { namespaces: ['large'] });
      assert.deepEqual([reasonsOf(report), report.updated.length], [[], 180]);
      const value = '/spec/jobTemplate/spec/template/spec/containers/99/env/99/value';
      const answer = await ownCluster.controlPlane.request(UPDATER, 'PATCH', path, [add(value, 'new')]);
      assertRefused(answer);
      assert.ok(answer.text.includes('container app-99: env'));
      const all = Object.keys(metadata.labels).map((key) => drop(metadataPointer({ map: 'labels', key })));
      assert.equal(await dryRun(UPDATER, path, all), 200);
    });

    it('takes further kinds, and refuses what it can not look at', async () => {
      const rollouts = customKind({
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'rollouts',
        kind: 'Rollout',
      });
      const [guard, binding] = manifests;
      assert.ok(guard !== undefined && binding !== undefined);
      const constraints = memberAt(guard, ['spec', 'matchConstraints', 'resourceRules']);
      assert.ok(isList(constraints));
      const more = {
        operations: ['UPDATE'],
        apiGroups: ['argoproj.io'],
        apiVersions: ['*'],
        resources: ['rollouts'],
      };
      await replace(
        ownCluster.controlPlane,
        withSpec(guard, { matchConstraints: { resourceRules: [...constraints, more] } }),
      );
      const [role] = await readManifests('cluster-wide.yaml', UPDATER);
      assert.ok(role !== undefined);
      const right = { apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['get', 'list', 'patch'] };
      await replace(ownCluster.controlPlane, { ...role, rules: [...rulesOf(role), right] });

      await makeNamespace(ownCluster, 'rollouts');
      const path = await makeWorkload(ownCluster, rollouts, { namespace: 'rollouts' });
      await until(async () => (await dryRun(UPDATER, path, [add('/spec/paused', true)])) === 422);
      const setting = { kinds: [rollouts] };
      const report = await runUpdate(ownCluster, push({ publishedAt: LATER }), {
        namespaces: ['rollouts'],
        settings: setting,
      });
      assert.deepEqual([reasonsOf(report), report.updated.length], [[], 1]);
      const cause = [add('/metadata/annotations/kubernetes.io~1change-cause', 'a')];
      assert.equal(await dryRun(UPDATER, path, cause), 200);
      const { status, text } = await ownCluster.controlPlane.request(ADMIN, 'PATCH', path, [
        drop('/spec/template'),
      ]);
      assert.equal(status, 200, text);
      assert.equal(await dryRun(UPDATER, path, cause), 422);
      await replace(ownCluster.controlPlane, guard);
    });

    it('is gone when it is deleted', async () => {
      const path = '/apis/apps/v1/namespaces/before/deployments/web';
      await remove(ownCluster.controlPlane, manifests);
      const command = [add('/spec/template/spec/containers/0/command', ['sh'])];
      await until(async () => (await dryRun(UPDATER, path, command)) === 200);
    });
  });
});

/** A 422 with a cause, in the name of the policy: not a validation, and not a `test` that failed. */
function assertRefused(answer: ApiAnswer): void {
  assert.equal(answer.status, 422, answer.text);
  assert.equal(memberAt(answer.json(), ['reason']), 'Invalid');
  const causes = memberAt(answer.json(), ['details', 'causes']);
  assert.ok(isList(causes) && JSON.stringify(causes).includes(POLICY), answer.text);
}

function reasonsOf({ failed, faults }: ClusterReport): string[] {
  return [
    ...faults.map(({ reason, where }) => `${reason}: ${where}`),
    ...failed.map(({ reason, workload }) => `${reason}: ${workload.kind}`),
  ];
}

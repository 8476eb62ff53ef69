/** The steps of `infra/smoke.sh`. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { runProgram } from '../../../support/run-program.ts';
import { NAME, positions, SCRIPT, smoke, withSmoke } from './smoke-run.ts';

describe('infra/smoke.sh', function () {
  this.timeout(120_000);

  it('goes through all steps with rights in its namespace alone, and leaves nothing', () =>
    withSmoke(async (installation) => {
      const { code, stdout, stderr, calls, work, made } = await smoke(installation, ['--yes']);
      assert.equal(code, 0, stdout + stderr);
      for (const step of [
        'Registry, topic and namespace',
        'Deploy',
        'Push',
        'Hold',
        'Release and replay',
        'Destroy',
      ])
        assert.ok(stdout.includes(`\n\n${step}\n`), step);
      const order = positions(calls, [
        'gcloud services enable',
        'gcloud artifacts repositories create',
        'gcloud pubsub topics create gcr',
        'get-credentials prod --location europe-north1-a',
        'create -f -',
        'terraform -chdir',
        ' apply -auto-approve',
        'create deployment web',
        'delete namespaces',
        ' destroy -auto-approve',
        'gcloud artifacts repositories delete',
        'gcloud pubsub topics delete gcr',
      ]);
      assert.ok(!order.includes(-1), `${order.join(' ')} in\n${calls.join('\n')}`);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
      const context = `--context gke_${installation.project}_europe-north1-a_prod`;
      assert.deepEqual(
        calls
          .filter((call) => /kubectl .* (?:apply|create -f|delete) /.test(call))
          .map((call) => call.replace(context, '…')),
        [
          'kubectl … create -f -',
          `kubectl … --namespace ${NAME} apply -f -`,
          `kubectl … apply -f ${work}/policy.yaml`,
          `kubectl … --namespace ${NAME} delete deployment web --ignore-not-found`,
          `kubectl … --namespace ${NAME} apply -f -`,
          `kubectl … delete namespaces --selector made_by=${NAME}`,
          `kubectl … delete -f ${work}/policy.yaml --ignore-not-found`,
        ],
      );
      assert.ok(!existsSync(work));
      assert.deepEqual(made, []);
    }));

  it('pushes with docker where there is no crane', () =>
    withSmoke(async (installation) => {
      const { code, stdout, stderr, calls } = await smoke(installation, ['--yes'], {}, 'docker');
      assert.equal(code, 0, stdout + stderr);
      assert.equal(calls.filter((call) => call.startsWith('docker push')).length, 3);
    }));

  it('fails where an image cannot be pushed, also in the step that expects no change', () =>
    withSmoke(async (installation) => {
      const { code, stdout, stderr } = await smoke(installation, ['--yes'], { SMOKE_FAILS: 'crane copy#3' });
      assert.equal(code, 1, stdout);
      assert.match(stderr, /FAILED: expected crane to copy \S+pause:3\.10/);
      assert.match(stdout, /\n\nHold\n/);
      assert.doesNotMatch(stdout, /\n\nRelease/);
    }));

  it('goes on where the cluster cannot be asked once', () =>
    withSmoke(async (installation) => {
      // The first is the one that says what runs, before the push.
      const failing = { SMOKE_FAILS: 'get deployment web#2' };
      const { code, stdout, stderr } = await smoke(installation, ['--yes'], failing);
      assert.equal(code, 0, stdout + stderr);
    }));

  it('does nothing before it is told to', () =>
    withSmoke(async (installation) => {
      const { code, calls } = await smoke(installation, []);
      assert.equal(code, 1);
      assert.deepEqual(calls, [
        'gcloud auth application-default print-access-token',
        `gcloud projects describe ${installation.project} --format value(projectNumber)`,
      ]);
    }));

  it('wants a project, a location and a cluster', async () => {
    const { code, stderr } = await runProgram('bash', [SCRIPT, 'my-project']);
    assert.equal(code, 2);
    assert.match(stderr, /smoke\.sh PROJECT LOCATION CLUSTER/);
  });
});

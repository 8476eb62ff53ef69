/** What `image-updater clusters` finds on a real API server, and that the lines which it prints fix it. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { wantsRedelivery } from '../../../../lib/core/report/report.ts';
import type { NamespaceSelection } from '../../../../lib/core/settings.ts';
import { inspectCluster } from '../../../../lib/admin/inspect/inspect-cluster.ts';
import type { Advice, Inspected } from '../../../../lib/admin/inspect/inspection.ts';
import { CLUSTER, glob, kind, push, ROLLOUT, settings } from '../../../support/builders.ts';
import { answered } from '../../../support/probing.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { installRollouts, KINDS } from '../rollouts.ts';
import { needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { add } from './attempts.ts';
import {
  runUpdate,
  LATER,
  makeNamespace,
  makeWorkload,
  startOwnCluster,
  OTHER,
  type OwnCluster,
} from './own-cluster.ts';
import { until } from '../../../support/until.ts';
import { ROOT } from '../../../support/project-root.ts';
import { kubectlEnvironment } from '../kubectl.ts';
import { runProgram } from '../../../support/run-program.ts';

const ONE_BY_ONE: NamespaceSelection = { include: [glob('shop'), glob('pay')], exclude: [] };

const DEPLOYMENT = '/apis/apps/v1/namespaces/shop/deployments/web';
const ROLLOUT_PATH = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/web';
const UNTRIED = ['statefulsets.apps', 'daemonsets.apps'].map((resource) => ({
  resource,
  why: 'no workload exists to test it',
}));
const ONE_MORE_RULE = `
      - operations: [UPDATE]
        apiGroups: [argoproj.io]
        apiVersions: ['*']
        resources: [rollouts]`;

describe('the inspection of a real cluster', () => {
  let ownCluster: OwnCluster;
  /** The folder in which the lines are run: with a copy of `infra/rbac`. */
  let folder: string;

  before(async function () {
    this.timeout(30_000);
    folder = await mkdtemp(path.join(os.tmpdir(), 'inspection-'));
    await cp(path.join(ROOT, 'infra/rbac'), path.join(folder, 'infra/rbac'), { recursive: true });
    ownCluster = await startOwnCluster();
    needKubectl(this);
    for (const namespace of ['shop', 'pay']) await makeNamespace(ownCluster, namespace);
    await makeWorkload(ownCluster, kind('Deployment'), { namespace: 'shop' });
    await makeWorkload(ownCluster, kind('CronJob'), {
      namespace: 'shop',
      metadata: { annotations: { a: 'b' } },
    });
  });
  after(async () => {
    await ownCluster.close();
    await rm(folder, { recursive: true });
  });

  it('reports the user, and the missing rights of each namespace', async () => {
    const inspection = await inspect(ONE_BY_ONE);
    assert.equal(inspection.ready, false);
    assert.equal(inspection.identity?.username, UPDATER);
    assert.match(inspection.version ?? '', /^v1\.\d+\.\d+/);
    assert.deepEqual(inspection.faults, []);
    assert.deepEqual(weights(inspection), ['needed', 'needed']);
  });

  it('is fixed by the lines for namespaces, a kind that is not there included', () =>
    mendedBy(() => inspect(ONE_BY_ONE)));

  it('is fixed by the lines for the whole cluster, a kind that is not there and a role that lacks something included', async () => {
    await makeRoleToList(ownCluster);
    await mendedBy(() => inspect());
    assert.deepEqual(countsOf(await inspect()), [
      ['Deployment', 1],
      ['StatefulSet', 0],
      ['DaemonSet', 0],
      ['CronJob', 1],
      ['Rollout', 0, 'absent'],
    ]);
    const report = await runUpdate(ownCluster, push({ publishedAt: LATER }), { settings: { kinds: KINDS } });
    assert.equal(wantsRedelivery({ push: push(), clusters: [report] }), false);
  });

  it('finds a kind that comes later, with the rights on it', async () => {
    await installRollouts(ownCluster.controlPlane);
    await makeWorkload(ownCluster, ROLLOUT, { namespace: 'shop' });
    const inspection = await inspect();
    assert.equal(inspection.ready, true);
    assert.deepEqual(countsOf(inspection).at(-1), ['Rollout', 1]);
    assert.deepEqual(inspection.imageOnlyPolicy, {
      state: 'missing',
      open: ['deployments.apps', 'cronjobs.batch', 'rollouts.argoproj.io'],
      unchecked: UNTRIED,
    });
  });

  it('finds the policy missing for the further kind alone once its line was run', async () => {
    await runLines(await inspect());
    const open = async () => ({ ...(await inspect()).imageOnlyPolicy });
    await until(async () => !JSON.stringify(await open()).includes('deployments.apps'));
    assert.deepEqual(await open(), { state: 'missing', open: ['rollouts.argoproj.io'], unchecked: UNTRIED });
    assert.deepEqual(await steal(), [422, 200]);
  });

  it('has nothing to say any more once the policy names that kind', async () => {
    const { advice } = await inspect();
    assert.deepEqual(
      advice.map(({ weight }) => weight),
      ['advised'],
    );
    assert.match(advice[0]?.message ?? '', /rollouts\.argoproj\.io .*infra\/rbac\/image-only-policy\.yaml/);
    const file = path.join(folder, 'infra/rbac/image-only-policy.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(?<=resources: \[cronjobs\])/, ONE_MORE_RULE));
    await runLines(await inspect());
    await until(async () => (await inspect()).imageOnlyPolicy.state === 'inForce');
    const { imageOnlyPolicy, advice: left } = await inspect();
    assert.deepEqual([imageOnlyPolicy, left], [{ state: 'inForce', unchecked: UNTRIED }, []]);
    assert.deepEqual(await steal(), [422, 422]);
  });

  for (const second of ['second@shop.iam.gserviceaccount.com', 'system:serviceaccount:image-updater:second'])
    it(`stays so when the lines for ${second} are run, who ends where the first is`, async () => {
      const lines = [...ran].map((line) =>
        line
          .replaceAll(UPDATER, second)
          .replaceAll(UPDATER.replace('@', '.'), second.replaceAll(/[@:]/g, '.')),
      );
      for (const line of lines) await shell(line);
      await until(async () => (await patchAs(second, DEPLOYMENT)) === 422);
      assert.deepEqual([await patchAs(second, ROLLOUT_PATH), await patchAs(OTHER, DEPLOYMENT)], [422, 403]);
      const { ready, advice, imageOnlyPolicy } = await inspect();
      assert.deepEqual([ready, advice, imageOnlyPolicy.state], [true, [], 'inForce']);
      assert.deepEqual(await steal(), [422, 422]);
    });

  async function inspect(namespaces: NamespaceSelection = CLUSTER.namespaces): Promise<Inspected> {
    const cluster = { name: 'test', namespaces, transport: ownCluster.transport };
    const budget = { signal: new AbortController().signal };
    return answered(await inspectCluster(cluster, settings({ kinds: KINDS }), budget));
  }

  /** Runs the lines that are needed, as the admin, and waits until the API server knows of them. */
  async function mendedBy(find: () => Promise<Inspected>): Promise<void> {
    const inspection = await find();
    assert.equal(inspection.ready, false);
    await runLines(inspection, 'needed');
    await until(async () => (await find()).ready);
  }

  const ran = new Set<string>();

  /** Twice: somebody may do that. */
  async function runLines({ advice }: Inspected, weight: Advice['weight'] = 'advised'): Promise<void> {
    const lines = advice.filter((each) => each.weight === weight).flatMap(({ commands }) => commands);
    for (const line of [...lines, ...lines]) await shell(line);
    for (const line of lines) ran.add(line);
  }

  async function shell(line: string): Promise<void> {
    const environment = await kubectlEnvironment(ownCluster.controlPlane, ADMIN);
    const { code, stderr } = await runProgram('sh', ['-c', line], { cwd: folder, environment });
    assert.equal(code, 0, stderr);
  }

  /** What a thief of the updater's token would be answered, for a Deployment and a Rollout. */
  function steal(): Promise<number[]> {
    return Promise.all([DEPLOYMENT, ROLLOUT_PATH].map((workload) => patchAs(UPDATER, workload)));
  }

  /** Nothing is stored. */
  async function patchAs(user: string, workload: string): Promise<number> {
    const command = [add('/spec/template/spec/containers/0/command', ['sh', '-c', 'steal'])];
    const target = `${workload}?dryRun=All`;
    const headers = { 'impersonate-user': user };
    return (await ownCluster.controlPlane.send(ADMIN, 'PATCH', target, { body: command, headers })).status;
  }
});

/** The role of the lines for Rollouts, as somebody left it. */
async function makeRoleToList({ controlPlane }: OwnCluster): Promise<void> {
  const { status, text } = await controlPlane.request(
    ADMIN,
    'POST',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    {
      metadata: { name: 'image-updater:rollouts.argoproj.io' },
      rules: [{ apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['list'] }],
    },
  );
  assert.equal(status, 201, text);
}

function weights({ advice }: Inspected): string[] {
  return advice.map(({ weight }) => weight);
}

function countsOf({ workloads }: Inspected): (string | number)[][] {
  return workloads.map(({ kind: name, count, absent }) => [
    name,
    count,
    ...(absent === true ? ['absent'] : []),
  ]);
}

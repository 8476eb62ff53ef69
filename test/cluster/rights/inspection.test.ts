/** What `image-updater clusters` finds on a real API server, and that the lines which it prints mend it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { NamespaceSelection } from '../../../lib/core/settings.ts';
import { inspectCluster } from '../../../lib/kubernetes/inspect/inspect-cluster.ts';
import type { Inspection } from '../../../lib/kubernetes/inspect/inspection.ts';
import { CLUSTER, glob, kind, settings } from '../../core/given.ts';
import { ADMIN, UPDATER } from '../control-plane.ts';
import { installRollouts, KINDS } from '../rollouts.ts';
import { needKubectl } from '../shared.ts';
import { makeNamespace, makeWorkload, openStage, until, type Stage } from './stage.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);
const ONE_BY_ONE: NamespaceSelection = { include: [glob('shop'), glob('pay')], exclude: [] };

describe('the inspection of a real cluster', () => {
  let stage: Stage;

  before(async function () {
    this.timeout(30_000);
    stage = await openStage();
    needKubectl(this);
    await installRollouts(stage.controlPlane);
    for (const namespace of ['shop', 'pay']) await makeNamespace(stage, namespace);
    await makeWorkload(stage, kind('Deployment'), { namespace: 'shop' });
    await makeWorkload(stage, kind('CronJob'), { namespace: 'shop', metadata: { annotations: { a: 'b' } } });
  });
  after(() => stage.close());

  it('says who we are, and which rights are missing where', async () => {
    const inspection = await inspect(ONE_BY_ONE);
    assert.equal(inspection.served, false);
    assert.equal(inspection.identity?.username, UPDATER);
    assert.match(inspection.version ?? '', /^v1\.\d+\.\d+/);
    assert.deepEqual(inspection.faults, []);
    assert.deepEqual(weights(inspection), ['needed', 'needed']);
  });

  it('is mended by the lines for namespaces', () => mendedBy(() => inspect(ONE_BY_ONE)));

  it('is mended by the lines for the whole cluster, further kinds included', async () => {
    await mendedBy(() => inspect());
    const { workloads, imageOnlyPolicy } = await inspect();
    assert.deepEqual(
      workloads.map((row) => [row.kind, row.count]),
      [
        ['Deployment', 1],
        ['StatefulSet', 0],
        ['DaemonSet', 0],
        ['CronJob', 1],
        ['Rollout', 0],
      ],
    );
    assert.deepEqual(imageOnlyPolicy, { state: 'missing' });
  });

  it('finds the image-only policy in force once its line was run, and has nothing to say any more', async function () {
    this.timeout(60_000);
    const { advice } = await inspect();
    assert.deepEqual(
      advice.map(({ weight }) => weight),
      ['advised'],
    );
    for (const line of advice.flatMap(({ commands }) => commands)) await shell(line);
    await until(async () => (await inspect()).imageOnlyPolicy.state === 'inForce');
    assert.deepEqual((await inspect()).advice, []);
  });

  function inspect(namespaces: NamespaceSelection = CLUSTER.namespaces): Promise<Inspection> {
    const cluster = { name: 'test', namespaces, transport: stage.transport };
    return inspectCluster(cluster, settings({ kinds: KINDS }), { signal: new AbortController().signal });
  }

  /** Runs the lines that are needed, as the admin, and waits until the API server knows of them. */
  async function mendedBy(find: () => Promise<Inspection>): Promise<void> {
    const { served, advice } = await find();
    assert.equal(served, false);
    const needed = advice.filter(({ weight }) => weight === 'needed');
    for (const line of needed.flatMap(({ commands }) => commands)) await shell(line);
    await until(async () => (await find()).served);
  }

  async function shell(line: string): Promise<void> {
    const kubectl = stage.controlPlane.assets.kubectl ?? '';
    const env = {
      PATH: `${path.dirname(kubectl)}:${process.env['PATH']}`,
      HOME: stage.controlPlane.folder,
      KUBECONFIG: await stage.controlPlane.writeKubeconfig(ADMIN),
    };
    await run('sh', ['-c', line], { cwd: ROOT, env });
  }
});

function weights({ advice }: Inspection): string[] {
  return advice.map(({ weight }) => weight);
}

/** `image-updater clusters` as a process, before two real API servers that the Container API knows as GKE clusters. */
import assert from 'node:assert/strict';
import { BUILT_IN_KINDS } from '../../../../lib/core/workload/kind.ts';
import { valueAt, parseJson } from '../../../../lib/core/text/json.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { eventually } from '../../../support/until.ts';
import { needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { deploy, describeAt, openRealGke, type RealCluster, type RealGke } from './real-gke.ts';
import { ROOT } from '../../../support/project-root.ts';
import { kubectlEnvironment } from '../kubectl.ts';
import { runProgram, type Ran } from '../../../support/run-program.ts';

const MACHINE = 'machine@shop.iam.gserviceaccount.com';

/** What is printed of each cluster, in the order of the list. */
interface Printed extends Ran {
  readonly clusters: readonly unknown[];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : assert.fail(`a list was expected, ${JSON.stringify(value)} came`);
}

/** The lines for a shell that stand beside a cluster, of this weight. */
function commandsOf(cluster: unknown, weight: string): string[] {
  const advice = listOf(valueAt(cluster, ['advice'])).filter((each) => valueAt(each, ['weight']) === weight);
  return advice.flatMap((each) => listOf(valueAt(each, ['commands'])).map(String));
}

describe('image-updater clusters before real API servers', () => {
  let realGke: RealGke;
  let close: () => Promise<void> = () => Promise.resolve();
  before(async function () {
    needKubectl(this);
    ({ realGke, close } = await openRealGke());
    await deploy([realGke.a, realGke.b], 'shop', 'europe-docker.pkg.dev/shop/images/web:v1');
  });
  after(() => close());

  async function inspected(...options: readonly string[]): Promise<Ran> {
    const config = await realGke.folder.write('config.yaml', {
      clusters: [{ gke: 'projects/shop/locations/-/clusters/-' }],
    });
    const parameters = ['lib/cli/main.ts', 'clusters', '--config', config, ...options];
    return runProgram(process.execPath, parameters, { cwd: ROOT, environment: realGke.environment });
  }

  async function printed(): Promise<Printed> {
    const ended = await inspected('--json');
    return { ...ended, clusters: listOf(valueAt(parseJson(ended.stdout), ['clusters'])) };
  }

  /** Pastes lines into a shell whose kubectl has a context for a cluster as its admin, named as gcloud names it. */
  async function paste({ plane, path }: RealCluster, lines: readonly string[]): Promise<void> {
    const environment = await kubectlEnvironment(plane, ADMIN);
    assert.ok(lines.length > 0);
    const [, project, , location, , name] = path.split('/');
    const context = ['config', 'set-context', `gke_${project}_${location}_${name}`];
    const made = await runProgram('kubectl', [...context, '--cluster', 'test', '--user', ADMIN], {
      environment,
    });
    assert.equal(made.code, 0, made.stderr);
    for (const line of lines)
      assert.equal((await runProgram('sh', ['-c', line], { cwd: ROOT, environment })).code, 0, line);
  }

  it('reports the user and the missing rights, with commands that grant them when they are pasted', async () => {
    const { a, b } = realGke;
    const lacking = await printed();
    assert.equal(lacking.code, 1, lacking.stderr);
    for (const [index, cluster] of [a, b].entries()) {
      const said = lacking.clusters[index];
      const version = valueAt((await cluster.plane.request(ADMIN, 'GET', '/version')).json(), ['gitVersion']);
      assert.deepEqual(
        [['ready'], ['version'], ['identity', 'username'], ['found', 'way']].map((each) =>
          valueAt(said, each),
        ),
        [false, version, MACHINE, cluster.path],
      );
      assert.deepEqual(allowedIn(said), ofEachKind({ get: false, list: false, patch: false }));
      await paste(cluster, commandsOf(said, 'needed'));
    }
    await eventually('the rights', async () => (await inspected()).code === 0);
    const granted = await printed();
    for (const said of granted.clusters)
      assert.deepEqual(allowedIn(said), ofEachKind({ get: true, list: true, patch: true }));
    assert.deepEqual(policiesIn(granted), ['missing', 'missing']);

    await paste(a, commandsOf(granted.clusters[0], 'advised'));
    await eventually('the policy', async () => policiesIn(await printed()).includes('inForce'));
    const guarded = await printed();
    assert.deepEqual([guarded.code, policiesIn(guarded)], [0, ['inForce', 'missing']]);
    for (const said of guarded.clusters)
      assert.deepEqual(countsIn(said), { Deployment: 1, StatefulSet: 0, DaemonSet: 0, CronJob: 0 });
    for (const { stdout, stderr } of [lacking, granted, guarded]) assertNoToken(`${stdout}${stderr}`);
  });

  function assertNoToken(text: string): void {
    for (const token of realGke.tokens.issued) assert.ok(!text.includes(token));
  }

  it('says of a cluster that is out of reach what is wrong, of the others how they are, and ends with 1', async () => {
    const { containers, a } = realGke;
    const gone = { ...a, path: a.path.replace(/a$/, 'gone') };
    describeAt(containers, gone, '127.0.0.1:1');
    try {
      const { code, clusters } = await printed();
      assert.equal(code, 1);
      const last = clusters.at(-1);
      assert.deepEqual(
        [valueAt(last, ['cluster']), valueAt(last, ['ready'])],
        ['shop/europe-west1/gone', false],
      );
      const reasons = listOf(valueAt(last, ['faults'])).map((fault) => valueAt(fault, ['reason']));
      assert.deepEqual([...new Set(reasons)], ['Unreachable']);
      for (const said of clusters.slice(0, 2)) assert.equal(valueAt(said, ['identity', 'username']), MACHINE);
    } finally {
      containers.remove(gone.path);
    }
  });
});

/** A row for each kind. */
function ofEachKind(allowed: object): object[] {
  return BUILT_IN_KINDS.map(() => allowed);
}

function allowedIn(cluster: unknown): unknown[] {
  return listOf(valueAt(cluster, ['rights'])).map((right) => valueAt(right, ['allowed']));
}

function countsIn(cluster: unknown): Record<string, unknown> {
  const rows = listOf(valueAt(cluster, ['workloads']));
  return Object.fromEntries(rows.map((row) => [String(valueAt(row, ['kind'])), valueAt(row, ['count'])]));
}

function policiesIn({ clusters }: Printed): unknown[] {
  return clusters.map((each) => valueAt(each, ['imageOnlyPolicy', 'state']));
}

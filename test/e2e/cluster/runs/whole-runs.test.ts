import assert from 'node:assert/strict';
import type { EventResult } from '../../../../lib/core/report/event-result.ts';
import type { Updated } from '../../../../lib/core/report/report.ts';
import type { Workload } from '../../../../lib/core/workload/workload.ts';
import { listWorkloads } from '../../../../lib/kubernetes/list/list.ts';
import type { Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { at, isMap, mapOr, readJson } from '../../../../lib/sandbox/json.ts';
import { serving } from '../../../support/served-functions.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { installRollouts } from '../rollouts.ts';
import { SAMPLES } from '../sample-workloads.ts';
import {
  controlPlane,
  needControllers,
  needKubectl,
} from '../../../support/control-plane/shared-control-plane.ts';
import {
  create,
  ctl,
  KINDS,
  kindOf,
  openTestNamespace,
  ROLLOUT,
  through,
  type TestNamespace,
} from './test-namespace.ts';
import { runUpdate, deliveryOf, imageFor, message, repositoryOf, wordsOf, type Message } from './messages.ts';
import { eventually } from '../../../support/until.ts';
import {
  CONTROLLER_REVISIONS,
  imageIn,
  imageOf,
  JOBS,
  madeFor,
  make,
  REPLICA_SETS,
  settled,
  statedNow,
  textsNow,
} from './workloads.ts';

const REPOSITORY = repositoryOf('web');
const ROLLED = [
  ['Deployment', REPLICA_SETS],
  ['StatefulSet', CONTROLLER_REVISIONS],
  ['DaemonSet', CONTROLLER_REVISIONS],
] as const;

describe('a registry event on the real server', () => {
  let testNamespace: TestNamespace;
  let handled: EventResult;
  let status: number;
  let lines: readonly string[];
  let sent: Message;

  before(async function () {
    needControllers(this);
    needKubectl(this);
    await installRollouts(controlPlane());
    testNamespace = await openTestNamespace('whole-runs');
    for (const { kind } of KINDS) {
      const named = { kind, name: 'web' };
      await make(testNamespace, { ...named, image: `${REPOSITORY}:v1` });
      if (ROLLED.some(([rolled]) => rolled === kind)) await settled(testNamespace, named);
    }
    // The function takes no event from the future.
    sent = { ...message(REPOSITORY, 1), at: Date.now() };
    ({ handled, status, lines } = await delivered());
  });
  after(() => testNamespace?.close());

  /** What the real function makes of the event, with the cluster out of a kubeconfig. */
  async function delivered() {
    const kubeconfig = await controlPlane().writeKubeconfig(UPDATER);
    const { group, version, plural, kind } = ROLLOUT;
    const config = {
      clusters: [{ name: 'real', kubeconfig, namespaces: { include: [testNamespace.namespace] } }],
      kinds: [{ group, version, plural, kind }],
    };
    return serving(JSON.stringify(config), async (served) => {
      const ended = served.handled();
      const { path, headers, body } = deliveryOf(sent);
      const answer = await fetch(served.url + path, {
        method: 'POST',
        headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
        body: Buffer.from(body),
      });
      return { handled: await ended, status: answer.status, lines: [...served.lines] };
    });
  }

  /** What is told of the change, with as much of the digest as a person compares. */
  function cause(): string {
    return `image-updater: app to ${REPOSITORY}:v1@${sent.digest.slice(0, 'sha256:'.length + 12)}`;
  }

  it('is acknowledged, and logged with a line for each update and one that sums up', () => {
    assert.equal(status, 204);
    const messages = lines.map((line) => at(readJson(line), ['message']));
    assert.deepEqual(messages, [...KINDS.map(() => 'Image updated'), 'Event handled']);
  });

  it('is reported as it takes effect: five kinds, nothing skipped, nothing wrong', () => {
    assert.ok(handled.status === 'completed');
    const [report, ...others] = handled.report.clusters;
    assert.ok(report !== undefined && others.length === 0);
    assert.deepEqual([report.cluster, report.scanned], ['real', 5]);
    assert.deepEqual([report.failed, report.faults, report.skipped], [[], [], []]);
    assert.deepEqual(report.updated.map(effectOf), [
      ['Deployment', 'now'],
      ['StatefulSet', 'now'],
      ['DaemonSet', 'now'],
      ['CronJob', 'nextRun'],
      ['Rollout', 'now'],
    ]);
  });

  for (const { kind } of KINDS) {
    it(`changes the image of a ${kind}, and leaves mark and record`, async () => {
      const named = { kind, name: 'web' };
      assert.equal(await imageOf(testNamespace, named), imageFor(sent));
      const { labels, annotations } = await textsNow(testNamespace, named);
      assert.equal(labels['app.image-updater/applied'], `${sent.at}.1`);
      const record = at(readJson(annotations['image-updater/updates'] ?? ''), ['app']);
      const { from, to, push, by } = mapOr(record);
      assert.deepEqual([from, to, push, by], [`${REPOSITORY}:v1`, imageFor(sent), sent.id, 'shop']);
    });
  }

  for (const [kind, { api, plural }] of ROLLED) {
    it(`rolls a ${kind}: a second revision of it has the new image`, async () => {
      const named = { kind, name: 'web' };
      await eventually('the second revision', async () => {
        const revisions = await madeFor(testNamespace, named, { api, plural });
        const images = revisions.map((revision) => imageIn(templateIn(plural), revision));
        return images.toSorted().join() === [`${REPOSITORY}:v1`, imageFor(sent)].join();
      });
    });

    it(`is in the history of a ${kind} as the cause of the change`, async () => {
      await settled(testNamespace, { kind, name: 'web' });
      const history = await ctl(testNamespace, 'rollout', 'history', `${kind}/web`);
      assert.deepEqual(rowsOf(history), ['1 <none>', `2 ${cause()}`]);
    });
  }

  it('is in the template of the next job of a CronJob', async () => {
    await ctl(testNamespace, 'create', 'job', 'next', '--from=cronjob/web');
    const jobs = await madeFor(testNamespace, { kind: 'CronJob', name: 'web' }, JOBS);
    assert.deepEqual(
      jobs.map((job) => imageIn(['spec', 'template'], job)),
      [imageFor(sent)],
    );
  });

  it('delivered again is acknowledged, and changes nothing', async () => {
    const stated = () =>
      Promise.all(KINDS.map(({ kind }) => statedNow(testNamespace, { kind, name: 'web' })));
    const before = await stated();
    const again = await delivered();
    assert.ok(again.handled.status === 'completed');
    assert.deepEqual(
      [again.status, again.handled.report.clusters.map(wordsOf)],
      [204, [KINDS.map(() => 'AlreadyCurrent')]],
    );
    assert.deepEqual(await stated(), before);
  });

  for (const { kind } of KINDS) {
    it(`is told by kubectl describe of a ${kind}: mark, cause, and how the record begins`, async () => {
      const described = await ctl(testNamespace, 'describe', kind.toLowerCase(), 'web');
      assert.match(described, new RegExp(`app\\.image-updater/applied[:=] ?${sent.at}\\.1$`, 'm'));
      // It cuts annotations after 140 characters.
      const record = `{"app":{"from":"${REPOSITORY}:v1","to":"${REPOSITORY}:v1@sha256:1`;
      assert.match(described, /^(Annotations:)? +image-updater\/updates:$/m);
      assert.ok(described.includes(`  ${record}`));
      assert.ok(described.includes(`kubernetes.io/change-cause: ${cause()}`));
    });
  }
});

describe('a scan of the real server', () => {
  let testNamespace: TestNamespace;
  before(async () => {
    await installRollouts(controlPlane());
    testNamespace = await openTestNamespace('readers');
    for (const { path, objects } of SAMPLES)
      for (const object of objects) {
        assert.ok(isMap(object));
        const metadata = { ...mapOr(object['metadata']), namespace: testNamespace.namespace };
        await create(path.replace('/default/', `/${testNamespace.namespace}/`), { ...object, metadata });
      }
    await make(testNamespace, { kind: 'Rollout', name: 'web', image: `${REPOSITORY}:v1` });
    const [deployments] = SAMPLES;
    assert.ok(deployments !== undefined);
    const deleting = `${deployments.path.replace('/default/', `/${testNamespace.namespace}/`)}/deleting`;
    assert.equal((await controlPlane().request(ADMIN, 'DELETE', deleting)).status, 200);
  });
  after(() => testNamespace?.close());

  it('asks once for each kind, and reads protobuf of those that are built in, JSON of the others', async () => {
    const types: [string, string][] = [];
    const watched = through(testNamespace, (transport) => ({
      stream: async (request) => {
        const received = await transport.stream(request);
        const plural = request.path.split('/').at(-1) ?? '';
        types.push([plural, received.headers['content-type'] ?? '']);
        return received;
      },
    }));
    const report = await runUpdate(watched, message(REPOSITORY, 1, 'v9'));
    assert.equal(report.scanned, 13);
    assert.deepEqual(
      new Map(types),
      new Map([
        ['deployments', 'application/vnd.kubernetes.protobuf'],
        ['statefulsets', 'application/vnd.kubernetes.protobuf'],
        ['daemonsets', 'application/vnd.kubernetes.protobuf'],
        ['cronjobs', 'application/vnd.kubernetes.protobuf'],
        ['rollouts', 'application/json'],
      ]),
    );
    assert.equal(types.length, KINDS.length);
  });

  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob']) {
    it(`finds the same ${kind}s in protobuf as in JSON`, async () => {
      const { transport } = testNamespace.cluster;
      const inJson: Transport = {
        ...transport,
        stream: (request) => transport.stream({ ...request, accept: 'application/json' }),
      };
      const [ours, theirs] = [await workloads(transport, kind), await workloads(inJson, kind)];
      assert.ok(ours.length > 1);
      assert.deepEqual(ours, theirs);
    });
  }

  async function workloads(transport: Transport, kind: string): Promise<readonly Workload[]> {
    const { signal } = new AbortController();
    const { namespace } = testNamespace;
    const list = await listWorkloads(transport, kindOf(kind), { namespace, signal });
    assert.deepEqual([list.odd, list.scanned], [0, list.workloads.length]);
    return list.workloads;
  }
});

function effectOf({ workload, effect }: Updated): [string, string] {
  return [workload.kind, effect];
}

/** A ControllerRevision holds its template as data. */
function templateIn(plural: string): readonly string[] {
  return plural === 'replicasets' ? ['spec', 'template'] : ['data', 'spec', 'template'];
}

/** The lines of a history: revision and cause. */
function rowsOf(history: string): string[] {
  return history
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.replace(/\s+/, ' ').trim());
}

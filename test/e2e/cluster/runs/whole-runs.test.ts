import assert from 'node:assert/strict';
import type { EventResult } from '../../../../lib/core/report/event-result.ts';
import type { Updated } from '../../../../lib/core/report/report.ts';
import { memberAt, mapOr, readJson } from '../../../../lib/sandbox/json.ts';
import { serving } from '../../../support/served-functions.ts';
import { UPDATER } from '../../../support/control-plane/control-plane.ts';
import { nextSecond } from '../../../support/next-second.ts';
import { installRollouts } from '../rollouts.ts';
import {
  controlPlane,
  needControllers,
  needKubectl,
} from '../../../support/control-plane/shared-control-plane.ts';
import { ctl, KINDS, openTestNamespace, ROLLOUT, type TestNamespace } from './test-namespace.ts';
import { deliveryOf, imageFor, message, repositoryOf, wordsOf, type Message } from './messages.ts';
import { eventually } from '../../../support/until.ts';
import {
  CONTROLLER_REVISIONS,
  currentImage,
  JOBS,
  madeFor,
  make,
  REPLICA_SETS,
  settled,
  statedNow,
  textsNow,
} from './workloads.ts';
import { podImage } from '../../../support/pod-image.ts';

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
    // The function takes no event from the future, and none from before the workloads.
    await nextSecond();
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
    const messages = lines.map((line) => memberAt(readJson(line), ['message']));
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
      ['Rollout', 'unknown'],
    ]);
  });

  for (const { kind } of KINDS) {
    it(`changes the image of a ${kind}, and leaves mark and record`, async () => {
      const named = { kind, name: 'web' };
      assert.equal(await currentImage(testNamespace, named), imageFor(sent));
      const { labels, annotations } = await textsNow(testNamespace, named);
      assert.equal(labels['app.image-updater/applied'], `${sent.at}.1`);
      const record = memberAt(readJson(annotations['image-updater/updates'] ?? ''), ['app']);
      const { from, to, push, by } = mapOr(record);
      assert.deepEqual([from, to, push, by], [`${REPOSITORY}:v1`, imageFor(sent), sent.id, 'shop']);
    });
  }

  for (const [kind, { api, plural }] of ROLLED) {
    it(`rolls a ${kind}: a second revision of it has the new image`, async () => {
      const named = { kind, name: 'web' };
      await eventually('the second revision', async () => {
        const revisions = await madeFor(testNamespace, named, { api, plural });
        const images = revisions.map((revision) => podImage(revision, templateIn(plural)));
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
      jobs.map((job) => podImage(job)),
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
      [204, [KINDS.map(() => 'alreadyApplied')]],
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

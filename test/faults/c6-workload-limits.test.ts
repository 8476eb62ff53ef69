/** Limits that one tenant cannot use up for others, and that are loud. */
import assert from 'node:assert/strict';
import { reportResponse } from '../../lib/http/report-response.ts';
import { runPlan } from '../../lib/cli/plan/run-plan.ts';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { runConfigCheck } from '../../lib/cli/config-check/run-config-check.ts';
import { responseStatus } from '../../lib/core/report/event-result.ts';
import { valueAt, parseJson } from '../../lib/core/text/json.ts';
import type { OutgoingMessage, Publish } from '../../lib/core/event/message.ts';
import type { ClusterReport, Report } from '../../lib/core/report/report.ts';
import { logEntries } from '../support/log-entries.ts';
import { reportResult } from '../../lib/pipeline/report-result.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { run } from '../support/cli-in-process.ts';
import { digest, workloadsIn, push, REPOSITORY, settings, type Given } from '../support/builders.ts';
import { onSandbox, patches } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const IMAGE = `${REPOSITORY}:v1`;
const DELIVERY = { shape: 'push', data: '', attributes: {}, id: 'm1', publishedAt: 1000 } as const;

/** One workload of 250 containers that runs nothing, as a tenant may make it. */
const HUGE: Given = {
  namespace: 'tenant',
  name: 'huge',
  spec: { replicas: 0 },
  containers: Array.from({ length: 250 }, (_, index) => ({ name: `c${index}`, image: IMAGE })),
};

/** The report of a push to a cluster with these workloads, and the namespaces that were written to. */
function delivered(objects: readonly Given[]) {
  return onSandbox({ objects }, async ({ sandbox, cluster }) => {
    const replayTopic = { project: 'p', topic: 'replays' };
    const report = await updateCluster(push(), cluster, {
      settings: settings({ replayTopic }),
      budget: { signal },
    });
    const names = patches(sandbox).map(({ path }) => /namespaces\/([^/]+)/.exec(path)?.[1]);
    return { report, written: new Set(names) };
  });
}

const reportOf = (cluster: ClusterReport): Report => ({ push: push(), clusters: [cluster] });

describe('beyond a limit', () => {
  it('a workload of 250 containers that is scaled to zero keeps no other namespace from being updated', async () => {
    const { written } = await delivered([HUGE, { namespace: 'shop' }]);
    assert.ok(written.has('shop'));
  });

  it('a namespace with 120 workloads keeps no neighbour with 90 from being updated', async () => {
    const { written } = await delivered([...workloadsIn(120, 'crowded'), ...workloadsIn(90, 'calm')]);
    assert.deepEqual([...written], ['calm']);
  });

  it('a namespace with 120 workloads of one container is left alone', async () => {
    const { written } = await delivered(workloadsIn(120, 'crowded'));
    assert.deepEqual([...written], []);
  });

  it('a namespace of 90 workloads with three containers each is not: workloads count, and 100 may be changed', async () => {
    const containers = ['a', 'b', 'c'].map((name) => ({ name, image: IMAGE }));
    const { written } = await delivered(workloadsIn(90, 'calm', { containers }));
    assert.deepEqual([...written], ['calm']);
  });

  describe('a push', () => {
    const beyond = () => delivered(workloadsIn(250, 'crowded'));

    it('is an ERROR in the log that is there to be alerted on', async () => {
      const { report } = await beyond();
      const entries = logEntries({ status: 'completed', delivery: DELIVERY, report: reportOf(report) });
      assert.ok(
        entries.some(({ severity, labels }) => severity === 'ERROR' && labels['reason'] === 'TooMany'),
      );
    });

    it('is logged with the command that replays it: image, digest, time, and no limit', async () => {
      const { report } = await beyond();
      const entries = logEntries({ status: 'completed', delivery: DELIVERY, report: reportOf(report) });
      const commands = entries.map(({ fields: { command } }) => (typeof command === 'string' ? command : ''));
      const words = `npm run image-updater -- replay ${IMAGE}@${digest(1)}`;
      assert.ok(commands.some((command) => command.startsWith(words)));
      assert.ok(commands.some((command) => command.includes('1970-01-01T00:00:01.000Z')));
      assert.ok(commands.some((command) => command.includes('--ignore-limit')));
    });

    it('is one failure, and the containers are counted', async () => {
      const { report } = await beyond();
      assert.deepEqual(
        [report.faults.length, report.skipped.map(({ reason, count }) => [reason, count])],
        [1, [['TooMany', 250]]],
      );
    });

    it('is answered 409 over HTTP', async () => {
      const { report } = await beyond();
      assert.equal(reportResponse(reportOf(report), {}).status, 409);
    });

    it('fails in the command line', async () => {
      await onSandbox({ objects: workloadsIn(250, 'crowded') }, async ({ sandbox }) => {
        const environment = { IMAGE_UPDATER_CONFIG: `clusters: [{ name: here, server: '${sandbox.url}' }]` };
        const { code } = await run((context) => runPlan({ image: `${IMAGE}@${digest(1)}` }, context), {
          environment,
        });
        assert.equal(code, EXIT.failed);
      });
    });

    it('is told to whoever listens for failures, and is not delivered again', async () => {
      const { report } = await beyond();
      const handled = { status: 'completed', delivery: DELIVERY, report: reportOf(report) } as const;
      const published: OutgoingMessage[] = [];
      const publish: Publish = (_, messages) => (published.push(...messages), Promise.resolve([{ id: '1' }]));
      const results = { topic: { project: 'shop', topic: 'results' }, publish };
      await reportResult(handled, undefined, { log: () => undefined, results });
      assert.deepEqual(
        published.map(({ attributes }) => [attributes['ce-failed'], attributes['ce-redelivery']]),
        [['true', 'false']],
      );
      assert.equal(responseStatus(handled), 204);
    });
  });
});

describe('the limit of former times', () => {
  it('is an error of the configuration that names both limits which take its place', async () => {
    const file =
      "clusters: [{ name: here, server: 'https://h.example' }]\nlimits: { updatesPerCluster: 9 }\n";
    const { written } = await run((context) => runConfigCheck({ json: true }, context), {
      environment: { IMAGE_UPDATER_CONFIG: file },
    });
    const complaints = valueAt(parseJson(written), ['complaints']);
    const complaint: unknown = Array.isArray(complaints) ? complaints[0] : undefined;
    assert.deepEqual(
      ['code', 'path'].map((key) => valueAt(complaint, [key])),
      ['UnknownKey', 'limits.updatesPerCluster'],
    );
    assert.deepEqual(String(valueAt(complaint, ['expected'])).match(/workloads\w+/g), [
      'workloadsPerNamespace',
      'workloadsPerCluster',
    ]);
  });
});

import assert from 'node:assert/strict';
import type { Settings } from '../../../lib/core/settings.ts';
import { deadlineWithin } from '../../../lib/async/deadline.ts';
import { inspectCluster } from '../../../lib/admin/inspect/inspect-cluster.ts';
import type { Inspection } from '../../../lib/admin/inspect/inspection.ts';
import { CLUSTER, kind, ROLLOUT, settings } from '../../support/builders.ts';
import { answer, GET, over, withTransport } from '../../support/loopback.ts';
import { freePort } from '../../support/free-ports.ts';
import { answered, asUser, NOT_FOUND, type Asked } from '../../support/probing.ts';
import { UPDATER } from '../../support/accounts.ts';

const ORIGIN = { entry: 'clusters[0]', way: 'inCluster', server: new URL('https://10.0.0.1') };
const ALL = {
  apiGroups: ['apps', 'batch', 'argoproj.io'],
  resources: ['*'],
  verbs: ['get', 'list', 'patch'],
};

function inspect(
  transport: Asked['probe']['transport'],
  changes: Partial<Settings> = {},
): Promise<Inspection> {
  const cluster = { ...CLUSTER, transport, origin: ORIGIN };
  return inspectCluster(cluster, settings(changes), { signal: GET.signal });
}

function reasons({ faults }: Inspection): string[] {
  return faults.map(({ reason }) => reason);
}

describe('the inspection of a cluster', () => {
  it('says all that can be found out', () =>
    asUser({ imageOnlyPolicy: UPDATER, rights: [ALL] }, async ({ probe }) => {
      const { scanMilliseconds, ...rest } = answered(
        await inspect(probe.transport, { kinds: [kind('Deployment')] }),
      );
      assert.equal(typeof scanMilliseconds, 'number');
      assert.deepEqual(rest, {
        state: 'inspected',
        cluster: 'test',
        ready: true,
        found: ORIGIN,
        version: 'v1.36.3',
        identity: { username: UPDATER, groups: ['system:authenticated'] },
        rights: [
          {
            kind: 'Deployment',
            resource: 'deployments.apps',
            allowed: { get: true, list: true, patch: true },
          },
        ],
        imageOnlyPolicy: { state: 'inForce' },
        workloads: [{ kind: 'Deployment', count: 1 }],
        faults: [],
        advice: [],
      });
    }));

  it('changes nothing', () =>
    asUser({}, async ({ probe, sandbox }) => {
      const before = sandbox.objects('Deployment');
      await inspect(probe.transport);
      assert.deepEqual(sandbox.objects('Deployment'), before);
      assert.ok(
        sandbox.requests.every(
          ({ method, path, query }) =>
            method === 'GET' || /\/selfsubject\w+$/.test(path) || query['dryRun'] === 'All',
        ),
      );
    }));

  it('says once that a right is missing, with the line that grants it', () =>
    asUser({ rights: [] }, async ({ probe }) => {
      const inspection = await inspect(probe.transport);
      assert.deepEqual([inspection.ready, inspection.why, reasons(inspection)], [false, 'rights', []]);
      assert.deepEqual(
        inspection.advice.map(({ weight, commands }) => [weight, commands.length]),
        [['needed', 1]],
      );
    }));

  it('finds a cluster ready without the right to patch in observe mode alone', () =>
    asUser({ rights: [{ ...ALL, verbs: ['list'] }] }, async ({ probe }) => {
      assert.equal((await inspect(probe.transport)).ready, false);
      const observed = answered(await inspect(probe.transport, { mode: 'observe' }));
      assert.deepEqual([observed.ready, observed.imageOnlyPolicy.state], [true, 'unknown']);
    }));

  it('wants no right on a kind that the cluster does not have', () =>
    asUser(
      {
        rights: [
          { ...ALL, verbs: ['list'] },
          { ...ALL, apiGroups: ['apps'] },
        ],
      },
      async ({ probe }) => {
        const inspection = answered(await inspect(probe.transport, { kinds: [kind('Deployment'), ROLLOUT] }));
        assert.equal(inspection.ready, true);
        assert.deepEqual(inspection.workloads.at(-1), { kind: 'Rollout', count: 0, absent: true });
      },
    ));

  it('ends with one fault if the user is unknown', () =>
    asUser({}, async ({ probe, sandbox }) => {
      sandbox.fail({ fault: { type: 'expireToken' }, times: Infinity });
      const inspection = await inspect(probe.transport);
      assert.deepEqual([inspection.ready, reasons(inspection)], [false, ['Unauthorized']]);
      assert.deepEqual([inspection.state, inspection.found], ['unreachable', ORIGIN]);
    }));

  it('ends with one fault where nobody listens', async () => {
    const server = new URL(`http://127.0.0.1:${await freePort()}`);
    await over(server, async (transport) => {
      const inspection = await inspect(transport);
      assert.deepEqual(
        [inspection.state, inspection.why, reasons(inspection)],
        ['unreachable', 'Unreachable', ['Unreachable']],
      );
    });
  });

  it('says once what is wrong with all lists', () =>
    asUser({}, async ({ probe, sandbox }) => {
      sandbox.fail({
        fault: { type: 'hang' },
        match: { path: /^\/apis\/(?:apps|batch)\/v1\/\w+$/ },
        times: Infinity,
      });
      const cluster = { ...CLUSTER, transport: probe.transport };
      const inspection = await inspectCluster(
        cluster,
        settings(),
        deadlineWithin(400, { signal: GET.signal }),
      );
      assert.deepEqual(
        inspection.faults.map(({ where, reason }) => [where, reason]),
        [['list workloads', 'OutOfTime']],
      );
    }));

  it('shows what could be found out beside what failed', () =>
    asUser({}, async ({ probe, sandbox }) => {
      sandbox.fail({
        fault: { type: 'forbidden', user: UPDATER },
        match: { path: /cronjobs/ },
        times: Infinity,
      });
      const inspection = answered(await inspect(probe.transport));
      assert.deepEqual([inspection.why, reasons(inspection)], ['Forbidden', ['Forbidden']]);
      assert.deepEqual(
        inspection.workloads.map((row) => row.kind),
        ['Deployment', 'StatefulSet', 'DaemonSet'],
      );
      assert.equal(inspection.identity?.username, UPDATER);
    }));

  it('of something that is hardly a cluster has a fault for each question', () =>
    withTransport(
      (request, response) =>
        answer(response, request.url === '/version' ? 200 : 404, request.url === '/version' ? {} : NOT_FOUND),
      async (transport) => {
        const inspection = await inspect(transport, { kinds: [kind('Deployment')] });
        assert.equal(inspection.ready, false);
        assert.deepEqual(
          inspection.faults.map(({ where }) => where),
          ['review the rights', 'list deployments'],
        );
        assert.ok(!('identity' in inspection) && !('rights' in inspection));
      },
    ));
});

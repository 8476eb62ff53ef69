/** Priority and fairness: an API server that turns requests away. */
import assert from 'node:assert/strict';
import { request as httpsRequest } from 'node:https';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorReason } from '../../../../lib/core/errors/reason.ts';
import { listWorkloads } from '../../../../lib/kubernetes/list/list-workloads.ts';
import { patchWorkload } from '../../../../lib/kubernetes/patch-workload.ts';
import { CLUSTER } from '../../../support/builders.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { rejectsWith } from '../../../support/rejects-with.ts';
import { UPDATER, type ControlPlane } from '../../../support/control-plane/control-plane.ts';
import { connected, createWorkloadSet, ROLLOUT } from './crowded-cluster.ts';
import { planned, planning } from '../../../support/planning.ts';
import { createObject } from '../objects.ts';
import { PASS, signal, behind, allPassing } from './behind-proxy.ts';

/** On the control plane that is there once tests run. */
export function describeFairness(clusterOf: () => ControlPlane): void {
  describe('priority and fairness', () => {
    let own: ControlPlane;
    before(() => {
      own = clusterOf();
    });

    const LEVELS = '/apis/flowcontrol.apiserver.k8s.io/v1';
    before(async () => {
      const metadata = { name: 'narrow' };
      await createObject(own, `${LEVELS}/prioritylevelconfigurations`, {
        metadata,
        spec: {
          type: 'Limited',
          limited: {
            nominalConcurrencyShares: 1,
            lendablePercent: 0,
            borrowingLimitPercent: 0,
            limitResponse: { type: 'Reject' },
          },
        },
      });
      const verbs = ['*'];
      await createObject(own, `${LEVELS}/flowschemas`, {
        metadata,
        spec: {
          matchingPrecedence: 2,
          priorityLevelConfiguration: metadata,
          rules: [
            {
              subjects: [{ kind: 'User', user: { name: UPDATER } }],
              resourceRules: [
                { verbs, apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true },
              ],
              nonResourceRules: [{ verbs, nonResourceURLs: ['*'] }],
            },
          ],
        },
      });
    });

    /** Takes all seats: a list that nobody reads to its end. Resolves when others are rejected. */
    async function occupy(): Promise<() => void> {
      const sent = httpsRequest(`${own.url}/apis/apps/v1/deployments`, {
        ca: own.ca,
        agent: false,
        headers: { authorization: `Bearer ${own.tokens[UPDATER]}` },
      });
      sent.on('error', () => undefined);
      sent.end();
      await once(sent, 'response');
      return () => sent.destroy();
    }

    async function occupied(): Promise<() => void> {
      for (;;) {
        const leave = await occupy();
        const probe = await own.request(UPDATER, 'GET', '/version');
        if (probe.status === 429) return leave;
        leave();
        await sleep(50);
      }
    }

    it('that rejects everything is Throttled, after as long a wait as each Retry-After says', async () => {
      const workloadSet = await createWorkloadSet(own, 'throttled', 1);
      await behind(
        own,
        () => PASS,
        (proxy) =>
          connected(own, proxy, async (transport) => {
            await listWorkloads(transport, ROLLOUT, { signal });
            const [workload] = await workloadSet.workloads();
            assert.ok(workload !== undefined);
            const cluster = { ...CLUSTER, transport };
            const plan = planned(workload, { push: workloadSet.push(), cluster });
            const leave = await occupied();
            try {
              const asked = () =>
                proxy.passed
                  .filter(({ status }) => status === 429)
                  .map(({ retryAfter }) => 1000 * Number(retryAfter));
              const listing = fakeClock();
              await rejectsWith('Throttled', listWorkloads(transport, ROLLOUT, { signal, clock: listing }));
              assert.equal(listing.waits.length, 4);
              assert.deepEqual(listing.waits, asked().slice(0, 4));
              const before = asked().length;
              const patching = fakeClock();
              const outcomes = await patchWorkload(plan, {
                ...planning({ push: workloadSet.push() }),
                cluster,
                budget: { signal },
                clock: patching,
              });
              assert.deepEqual(
                outcomes.map((outcome) => 'reason' in outcome && outcome.reason),
                ['Throttled' satisfies ErrorReason],
              );
              assert.deepEqual(patching.waits, asked().slice(before, before + 4));
              assert.ok(asked().every((wait) => wait >= 1000));
            } finally {
              leave();
            }
          }),
      );
    });

    it('that rejects for a while lets all through in the end, each written once', async () => {
      const workloadSet = await createWorkloadSet(own, 'narrow', 12);
      const leave = await occupied();
      await behind(
        own,
        () => PASS,
        (proxy) =>
          connected(own, proxy, async (transport) => {
            const until = (async () => {
              while (proxy.passed.filter(({ status }) => status === 429).length === 0) await sleep(20);
              leave();
            })();
            allPassing(await workloadSet.deliverAll(transport));
            await until;
          }),
      );
      await workloadSet.allRun(workloadSet.push(), 1);
    });
  });
}

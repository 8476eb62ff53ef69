/** An API server that is killed while it is asked. */
import assert from 'node:assert/strict';
import type { ControlPlane } from '../../../support/control-plane/control-plane.ts';
import type { Interference, Passing } from './interfering-proxy.ts';
import { connected, createWorkloadSet, wordsOf } from './crowded-cluster.ts';
import { untilBytes } from './tcp-proxy.ts';
import { PASS, behind, isPatch, allPassing } from './behind-proxy.ts';

/** On the control plane that is there once tests run. */
export function describeKilledServer(clusterOf: () => ControlPlane): void {
  describe('an API server that is killed', () => {
    let own: ControlPlane;
    before(() => {
      own = clusterOf();
    });

    // Compressed bytes; more than everything but the list of Deployments needs, and less than that.
    const HALFWAY = 1_000_000;

    it('in the middle of a list, and stays down: nothing is patched, the report says why, a redelivery does it all', async () => {
      const workloadSet = await createWorkloadSet(own, 'list-down', 4);
      const report = await untilBytes(
        own.url,
        HALFWAY,
        () => own.killApiServer(),
        (url) => connected(own, { url, ca: own.ca }, (transport) => workloadSet.deliver(transport)),
      );
      assert.equal(wordsOf(report)['list deployments: Unreachable'], 1);
      assert.deepEqual([report.updated, report.failed], [[], []]);
      allPassing([report]);
      await own.restartApiServer();
      await connected(own, own, async (transport) => {
        assert.deepEqual((await workloadSet.deliverAll(transport)).map(wordsOf), [{ updated: 4 }]);
      });
      await workloadSet.allRun(workloadSet.push(), 1);
    });

    it('in the middle of a list, and comes back: deliveries until 204 update all, each once', async () => {
      const workloadSet = await createWorkloadSet(own, 'list-back', 4);
      let restarted = Promise.resolve();
      const reports = await untilBytes(
        own.url,
        HALFWAY,
        async () => {
          await own.killApiServer();
          restarted = own.restartApiServer();
        },
        (url) => connected(own, { url, ca: own.ca }, (transport) => workloadSet.deliverAll(transport)),
      );
      await restarted;
      allPassing(reports);
      await workloadSet.allRun(workloadSet.push(), 1);
    });

    it('in the middle of patches, and stays down: what the report calls updated is, and a redelivery does the rest', async () => {
      const workloadSet = await createWorkloadSet(own, 'patch-down', 16);
      const killed = killedAt(12);
      await behind(own, killed.interferenceWith, (proxy) =>
        connected(own, proxy, async (transport) => {
          const report = await workloadSet.deliver(transport);
          const { updated = 0, Unreachable: unreachable = 0, ...others } = wordsOf(report);
          assert.deepEqual([updated + unreachable, others], [16, {}]);
          assert.ok(updated >= 4 && unreachable >= 5, `${updated} updated`);
          await own.restartApiServer();
          const running = (await workloadSet.workloads()).filter(
            ({ labels }) => 'app.image-updater/applied' in labels,
          );
          const names = new Set(running.map(({ name }) => name));
          assert.deepEqual(
            report.updated.filter(({ workload }) => !names.has(workload.name)),
            [],
          );
          const [again, ...more] = await workloadSet.deliverAll(transport);
          assert.ok(again !== undefined && more.length === 0);
          assert.deepEqual(wordsOf(again), { updated: 16 - names.size, alreadyApplied: names.size });
          await workloadSet.allRun(workloadSet.push(), 1);
        }),
      );
    });

    it('in the middle of patches, and comes back: deliveries until 204 update all, each once', async () => {
      const workloadSet = await createWorkloadSet(own, 'patch-back', 150);
      let restarted = Promise.resolve();
      const killed = killedAt(60, () => {
        restarted = own.restartApiServer();
      });
      await behind(own, killed.interferenceWith, (proxy) =>
        connected(own, proxy, async (transport) => {
          allPassing(await workloadSet.deliverAll(transport));
          await restarted;
          await workloadSet.allRun(workloadSet.push(), 1);
        }),
      );
    });

    /** Kills the API server when the patch of this number comes, and only then lets it go on to it. */
    function killedAt(patch: number, afterwards = (): void => undefined) {
      let patches = 0;
      return {
        interferenceWith: async (passing: Passing): Promise<Interference> => {
          if (isPatch(passing)) patches += 1;
          if (isPatch(passing) && patches === patch) {
            await own.killApiServer();
            afterwards();
          }
          return PASS;
        },
      };
    }
  });
}

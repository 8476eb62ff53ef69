/** Patches whose answer is lost, or that are cut off. */
import assert from 'node:assert/strict';
import type { ControlPlane } from '../../../support/control-plane/control-plane.ts';
import type { Interference, Passing } from './interfering-proxy.ts';
import { connected, createWorkloadSet, wordsOf } from './crowded-cluster.ts';
import { PASS, behind, interferenceWith, isPatch } from './behind-proxy.ts';

/** On the control plane that is there once tests run. */
export function describePatches(clusterOf: () => ControlPlane): void {
  describe('a patch', () => {
    let own: ControlPlane;
    before(() => {
      own = clusterOf();
    });

    const places: Readonly<Record<string, Interference>> = {
      'that never arrives': { type: 'drop' },
      'whose answer is lost': { type: 'lose' },
      'whose answer is cut in its head': { type: 'cutHead', bytes: 30 },
      'whose answer is cut in its body': { type: 'cut', at: (body) => body.length >> 1, end: 'broken' },
      'whose answer is cut in its body, as if it were whole': {
        type: 'cut',
        at: (body) => body.length >> 1,
        end: 'clean',
      },
    };
    Object.entries(places).forEach(([title, interference], index) => {
      it(`${title} is recognised or sent again: updated, and written once`, async () => {
        const workloadSet = await createWorkloadSet(own, `patch-${index}`, 12);
        await behind(own, interferenceWith(isPatch, interference, { from: 6, times: 3 }), (proxy) =>
          connected(own, proxy, async (transport) => {
            assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { updated: 12 });
            await workloadSet.allRun(workloadSet.push(), 1);
            assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { alreadyApplied: 12 });
          }),
        );
      });
    });

    it('whose answer is lost before the API server is out of reach is named as failed, and was made', async () => {
      const workloadSet = await createWorkloadSet(own, 'lost', 4);
      let patches = 0;
      let healed = false;
      const interference = (passing: Passing): Interference => {
        if (healed) return PASS;
        if (isPatch(passing)) patches += 1;
        if (patches === 0) return PASS;
        return patches <= 4 && isPatch(passing) ? { type: 'lose' } : { type: 'drop' };
      };
      await behind(own, interference, (proxy) =>
        connected(own, proxy, async (transport) => {
          assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { Unreachable: 4 });
          await workloadSet.allRun(workloadSet.push(), 1);
          healed = true;
          assert.deepEqual((await workloadSet.deliverAll(transport)).map(wordsOf), [{ alreadyApplied: 4 }]);
          await workloadSet.allRun(workloadSet.push(), 1);
        }),
      );
    });
  });
}

/** Lists that are cut off. */
import assert from 'node:assert/strict';
import { kind } from '../../../support/builders.ts';
import type { ControlPlane } from '../../../support/control-plane/control-plane.ts';
import { afterItem, beforeLastByte, insideItem, type Format } from './list-places.ts';
import {
  startInterferingProxy,
  type Interference,
  type Passing,
  type InterferingProxy,
} from './interfering-proxy.ts';
import {
  connected,
  DEPLOYMENT,
  KINDS,
  createWorkloadSet,
  OTHERS,
  ROLLOUT,
  wordsOf,
  type WorkloadSet,
} from './crowded-cluster.ts';
import { PASS, behind, interferenceWith, isListOf } from './behind-proxy.ts';

/** On the control plane that is there once tests run. */
export function describeCutList(clusterOf: () => ControlPlane): void {
  describe('a list that is cut once', () => {
    let own: ControlPlane;
    before(() => {
      own = clusterOf();
    });

    const places: Readonly<Record<string, (format: Format) => Interference>> = {
      'before the API server gets the request': () => ({ type: 'drop' }),
      'before its first byte': () => ({ type: 'lose' }),
      'in its head': () => ({ type: 'cutHead', bytes: 30 }),
      'after its head': () => ({ type: 'cut', at: () => 0, end: 'broken' }),
      'after its head, as if it were empty': () => ({ type: 'cut', at: () => 0, end: 'clean' }),
      'in its first bytes': () => ({ type: 'cut', at: () => 3, end: 'clean' }),
      'in the middle of an item': (format) => ({ type: 'cut', at: insideItem(format), end: 'broken' }),
      'in the middle of an item, as if it were whole': (format) => ({
        type: 'cut',
        at: insideItem(format),
        end: 'clean',
      }),
      'after an item': (format) => ({ type: 'cut', at: afterItem(format), end: 'broken' }),
      'after an item, as if it were whole': (format) => ({
        type: 'cut',
        at: afterItem(format),
        end: 'clean',
      }),
      'in the middle of what is compressed': () => ({
        type: 'cut',
        at: (body) => body.length >> 1,
        end: 'broken',
        compressed: true,
      }),
      'in the middle of what is compressed, as if it were whole': () => ({
        type: 'cut',
        at: (body) => body.length >> 1,
        end: 'clean',
        compressed: true,
      }),
      'in its last bytes': (format) => ({ type: 'cut', at: beforeLastByte(format), end: 'broken' }),
      'in its last bytes, as if it were whole': (format) => ({
        type: 'cut',
        at: beforeLastByte(format),
        end: 'clean',
      }),
    };
    let workloadSet: WorkloadSet;
    let decide: (passing: Passing) => Interference;
    let proxy: InterferingProxy;
    let number = 0;
    before(async () => {
      workloadSet = await createWorkloadSet(own, 'cut-once', 6, [DEPLOYMENT, ROLLOUT]);
      proxy = await startInterferingProxy(own, (passing) => decide(passing));
    });
    after(() => proxy.close());

    for (const [place, cut] of Object.entries(places)) {
      it(`${place} is begun again, in protobuf and in JSON: all are updated, none is counted twice`, () =>
        connected(own, proxy, async (transport) => {
          const inProtobuf = interferenceWith(isListOf(DEPLOYMENT.plural), cut('protobuf'));
          const inJson = interferenceWith(isListOf(ROLLOUT.plural), cut('json'));
          const lists: string[] = [];
          decide = (passing) => {
            if (passing.method === 'GET') lists.push(passing.path.split('/').at(-1) ?? '');
            return isListOf(ROLLOUT.plural)(passing) ? inJson(passing) : inProtobuf(passing);
          };
          number += 1;
          const report = await workloadSet.deliver(transport, workloadSet.push(number));
          assert.deepEqual(wordsOf(report), { updated: 12 });
          assert.equal(report.scanned, OTHERS + 12);
          assert.deepEqual(
            KINDS.map(({ plural }) => lists.filter((list) => list === plural).length),
            [2, 1, 1, 1, 2],
          );
          await workloadSet.allRun(workloadSet.push(number), number);
        }));
    }
  });
}

/** On the control plane that is there once tests run. */
export function describeCutLists(clusterOf: () => ControlPlane): void {
  describe('lists that are cut each time', () => {
    let own: ControlPlane;
    before(() => {
      own = clusterOf();
    });

    const cases = [
      ['protobuf', DEPLOYMENT, 'json', ROLLOUT],
      ['json', ROLLOUT, 'protobuf', DEPLOYMENT],
    ] as const;
    cases.forEach(([format, cut, otherFormat, lost], index) => {
      it(`in the middle as ${format}, before the first byte as ${otherFormat}: named, and updated by a redelivery`, async () => {
        const workloadSet = await createWorkloadSet(own, `cut-${index}`, 4, [
          DEPLOYMENT,
          ROLLOUT,
          kind('StatefulSet'),
        ]);
        const cutting = interferenceWith(
          isListOf(cut.plural),
          { type: 'cut', at: insideItem(format), end: 'broken' },
          { times: Infinity },
        );
        const losing = interferenceWith(isListOf(lost.plural), { type: 'lose' }, { times: Infinity });
        let healed = false;
        const interference = (passing: Passing): Interference => {
          if (healed) return PASS;
          const first = cutting(passing);
          return first.type === 'pass' ? losing(passing) : first;
        };
        await behind(own, interference, (proxy) =>
          connected(own, proxy, async (transport) => {
            assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), {
              updated: 4,
              [`list ${cut.plural}: CutStream`]: 1,
              [`list ${lost.plural}: Unreachable`]: 1,
            });
            healed = true;
            const [again, ...more] = await workloadSet.deliverAll(transport);
            assert.ok(again !== undefined && more.length === 0);
            assert.deepEqual(wordsOf(again), { updated: 8, alreadyApplied: 4 });
            await workloadSet.allRun(workloadSet.push(), 1);
          }),
        );
      });
    });
  });
}

/** The skipped containers of a cluster that the log names beyond the examples, in the memory that an event has for them. */
import assert from 'node:assert/strict';
import { joinLists, type ClusterPlan } from '../../../lib/core/plan/cluster-plan.ts';
import { RowMemory } from '../../../lib/core/report/row-memory.ts';
import { workload, workloadsIn, type Given } from '../../support/builders.ts';
import { listPlan, planCluster } from '../../support/planning.ts';
import { changed, within } from './cluster-plans.ts';

const HELD = { namespace: 'z', name: 'held', metadata: { labels: { 'image-updater/hold': '' } } };

/** The workloads that the log names, by reason. */
const rowNames = ({ skipped }: ClusterPlan): Record<string, readonly string[]> =>
  Object.fromEntries(skipped.map(({ reason, rows = [] }) => [reason, rows.map((row) => row.workload.name)]));

const parsed = (...given: readonly Given[]) => given.map((each) => workload(each));

describe('the rows of the plan of a cluster', () => {
  it('are of what is skipped, also where there is memory for one, however much is written', () => {
    const asked = within({}, { rowMemory: new RowMemory(1_000) });
    const plan = planCluster(asked, parsed(...workloadsIn(20, 'a'), HELD));
    assert.deepEqual([rowNames(plan), changed(plan).length], [{ Held: ['held'] }, 20]);
  });

  it('are of all that a limit holds back', () => {
    const asked = within({ workloadsPerNamespace: 2 }, { rowMemory: new RowMemory() });
    const plan = planCluster(asked, parsed(...workloadsIn(15, 'a'), ...workloadsIn(1, 'b')));
    assert.equal(rowNames(plan)['TooMany']?.length, 15);
  });

  it('are no more than there is memory for, of what a limit holds back too', () => {
    const asked = within({ workloadsPerNamespace: 2 }, { rowMemory: new RowMemory(2_000) });
    const plan = planCluster(asked, parsed(...workloadsIn(15, 'a'), HELD));
    const { Held, TooMany = [] } = rowNames(plan);
    assert.deepEqual(Held, ['held']);
    assert.ok(TooMany.length > 0 && TooMany.length < 4, String(TooMany.length));
  });

  it('leave the memory for what limits might hold back as it was, for the next cluster', () => {
    const rowMemory = new RowMemory(2_000);
    const asked = within({ workloadsPerNamespace: 20 }, { rowMemory });
    for (let cluster = 0; cluster < 3; cluster += 1) planCluster(asked, parsed(...workloadsIn(15, 'a')));
    const plan = planCluster(
      within({ workloadsPerNamespace: 2 }, { rowMemory }),
      parsed(...workloadsIn(3, 'a')),
    );
    assert.equal(rowNames(plan)['TooMany']?.length, 3);
  });

  it('are given back with a list that is read again', () => {
    const asked = within({ workloadsPerNamespace: 2 }, { rowMemory: new RowMemory(2_000) });
    for (let time = 0; time < 3; time += 1) listPlan(asked, parsed(...workloadsIn(3, 'a'), HELD)).drop();
    const plan = joinLists([listPlan(asked, parsed(...workloadsIn(3, 'a'), HELD))], asked);
    assert.deepEqual([rowNames(plan)['Held'], rowNames(plan)['TooMany']?.length], [['held'], 3]);
  });
});

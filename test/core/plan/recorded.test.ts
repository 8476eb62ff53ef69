import assert from 'node:assert/strict';
import { compareAdmitted } from '../../../lib/core/plan/admitted.ts';
import { findImage, isRecorded, patchedWorkload } from '../../../lib/core/plan/recorded.ts';
import { updatePatch } from '../../../lib/core/plan/update-patch.ts';
import { appliedLabelKey, parseWorkload, RECORD_ANNOTATION } from '../../../lib/core/workload/workload.ts';
import { kind, object, push, settings, workload, written, type Given } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';
import { apply, IMAGE, NEW } from './patches.ts';

const SIDES = ['app', 'side'].map((name) => ({ name, image: IMAGE }));

const GIVEN: readonly (readonly [what: string, given: Given])[] = [
  ['without labels and annotations', {}],
  ['with those of others', { metadata: { labels: { team: 'a' }, annotations: { note: 'b' } } }],
  ['that was updated before', { metadata: written() }],
  ['with several containers', { containers: SIDES }],
];

/** A plan, and the workload as an API server has it once the patch is applied. */
function patched(given: Given) {
  const plan = planned(workload(given));
  const current = parseWorkload(kind('Deployment'), apply(object(given), updatePatch(plan, 0)));
  assert.ok(current !== undefined);
  return { plan, current };
}

describe('a workload after its patch', () => {
  for (const [what, given] of GIVEN)
    it(`is known without the answer: one ${what}`, () => {
      const { plan, current } = patched(given);
      const scope = { push: push(), settings: settings() };
      const admitted = plan.changes.map((change) => compareAdmitted(change, NEW, scope));
      assert.deepEqual(patchedWorkload(plan, admitted), current);
    });

  it('has the images that admission made', () => {
    const { plan } = patched({ containers: SIDES });
    const [app] = plan.changes;
    assert.ok(app !== undefined);
    const after = patchedWorkload(plan, [{ change: app, status: 'rewritten', runs: 'mirror/web:v1' }]);
    assert.deepEqual(
      after.containers.map(({ image }) => image),
      ['mirror/web:v1', IMAGE],
    );
  });
});

describe('a change', () => {
  for (const [what, given] of GIVEN)
    it(`is recorded once its patch is applied, and not before: of a workload ${what}`, () => {
      const { plan, current } = patched(given);
      for (const change of plan.changes)
        assert.deepEqual([isRecorded(change, plan.workload), isRecorded(change, current)], [false, true]);
    });

  it('is not recorded where label or record tell of anything else', () => {
    const { plan, current } = patched({});
    const [change] = plan.changes;
    assert.ok(change !== undefined);
    const { entry } = change.decision.applied;
    const key = appliedLabelKey('app');
    const records = [{ ...entry, from: 'x' }, { ...entry, at: 1 }, { ...entry, by: 'x' }, undefined];
    const others = [
      { ...current, labels: { [key]: '1000.2' } },
      { ...current, labels: {} },
      ...records.map((app) => ({
        ...current,
        annotations: { [RECORD_ANNOTATION]: JSON.stringify({ app }) },
      })),
      { ...current, annotations: {} },
    ];
    for (const other of others) assert.equal(isRecorded(change, other), false);
  });

  it('is of a container whose image can be looked up, as long as it is there', () => {
    const { plan, current } = patched({});
    const [change] = plan.changes;
    assert.ok(change !== undefined);
    assert.deepEqual(
      [findImage(current, change), findImage({ ...current, containers: [] }, change)],
      [NEW, undefined],
    );
  });
});

import assert from 'node:assert/strict';
import { toListedRepository } from '../../../lib/core/plan/missed-pushes.ts';
import { reconcileReport, type ReconcileSteps } from '../../../lib/pipeline/reconcile/reconcile-report.ts';
import { push } from '../../support/builders.ts';

const nothing: ReconcileSteps = {
  survey: { clusters: [], repositories: new Set(), faults: [] },
  listed: { tags: new Map(), faults: new Map(), unlistable: [] },
  missed: { updates: [], skipped: [], faults: [] },
  selected: { updates: [], skipped: [], faults: [] },
  outcomes: [],
};
const skipped = {
  workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  container: 'app',
  image: 'x',
  result: 'skipped',
  reason: 'NextRun',
} as const;

describe('the report of a run', () => {
  it('has a report for each push, the oldest first, under its repository', () => {
    const [newer, older] = [push({ publishedAt: 2 }), push({ publishedAt: 1 })];
    const outcomes = [newer, older].map((each) => ({ cluster: 'a', push: each, outcomes: [skipped] }));
    const tags = new Map([[newer.repository, toListedRepository([newer])]]);
    const { repositories } = reconcileReport({ ...nothing, outcomes, listed: { ...nothing.listed, tags } });
    assert.deepEqual(
      repositories.map(({ reports }) => reports.map((each) => each.push)),
      [[older, newer]],
    );
  });
  it('has repositories that were listed and that were not, by name', () => {
    const fault = { where: 'list the tags', reason: 'ListingForbidden', detail: '' } as const;
    const listed = {
      tags: new Map([['b/x', toListedRepository([])]]),
      faults: new Map([['a/x', fault]]),
      unlistable: [],
    };
    assert.deepEqual(
      reconcileReport({ ...nothing, listed }).repositories.map(({ repository }) => repository),
      ['a/x', 'b/x'],
    );
  });
  it('has a fault that both scans met once', () => {
    const fault = {
      cluster: 'a',
      where: 'list deployments',
      reason: 'Forbidden',
      detail: 'at 10:00',
    } as const;
    const again = { ...fault, detail: 'at 10:01' };
    const { faults } = reconcileReport({
      ...nothing,
      survey: { ...nothing.survey, faults: [fault] },
      missed: { ...nothing.missed, faults: [again] },
    });
    assert.equal(faults.length, 1);
  });
});

import assert from 'node:assert/strict';
import { hasFailures, listReports, reconcileCounts } from '../../../lib/core/report/reconcile-report.ts';
import type { Failed } from '../../../lib/core/report/report.ts';
import { LIST_FAULT, SUBJECT, updatedOutcome } from '../../support/outcome-builders.ts';
import {
  compared,
  NOT_LISTED,
  NOTHING_MISSED,
  reconciled,
  skipped,
} from '../../support/reconcile-reports.ts';

const FAILED: Failed = { ...SUBJECT, result: 'failed', reason: 'Refused', detail: 'no' };
const BEYOND = { where: 'update the cluster', reason: 'TooMany', detail: 'd' } as const;

describe('a reconcile run', () => {
  for (const [title, report, expected] of [
    ['in which nothing was missed has no failures', reconciled([NOTHING_MISSED]), false],
    ['that updated all has none', reconciled([compared()]), false],
    ['that left some for the next run has none', reconciled([compared(skipped('NextRun'))]), false],
    ['with a tag that is behind has none', reconciled([compared(skipped('Behind'))]), false],
    ['with another registry has none', reconciled([], { unlistable: ['docker.io/library/nginx'] }), false],
    ['with a failed listing has some', reconciled([NOTHING_MISSED, NOT_LISTED]), true],
    ['with a failed patch has some', reconciled([compared([FAILED])]), true],
    ['with an exceeded limit has some', reconciled([compared(skipped('TooMany'), [BEYOND])]), true],
    [
      'with a cluster that was not read has some',
      reconciled([NOTHING_MISSED], { faults: [{ ...LIST_FAULT, cluster: 'a' }] }),
      true,
    ],
  ] as const)
    it(title, () => assert.equal(hasFailures(report), expected));

  it('is counted over all repositories', () => {
    const outcomes = [updatedOutcome(), updatedOutcome(), updatedOutcome({ result: 'planned' }), FAILED];
    const report = reconciled([
      compared([...outcomes, ...skipped('NextRun', 3)]),
      compared([updatedOutcome(), ...skipped('Behind', 2), ...skipped('TooMany', 4)]),
      NOT_LISTED,
    ]);
    assert.deepEqual(reconcileCounts(report), {
      repositories: 3,
      tags: 14,
      updated: 3,
      planned: 1,
      failed: 1,
      left: 3,
      beyondLimit: 4,
      behind: 2,
      waiting: 0,
    });
    assert.equal(listReports(report).length, 2);
  });
});

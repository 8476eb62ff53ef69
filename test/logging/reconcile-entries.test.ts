import assert from 'node:assert/strict';
import { eachEntry } from '../../lib/logging/log-entries.ts';
import { logLine } from '../../lib/logging/log-line.ts';
import { reconcileEntries, reconcileSummary } from '../../lib/logging/reconcile-entries.ts';
import type { ReconcileReport } from '../../lib/core/report/reconcile-report.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { LIST_FAULT, updatedOutcome } from '../support/outcome-builders.ts';
import {
  compared,
  LISTING_FAULT,
  NOT_LISTED,
  NOTHING_MISSED,
  reconciled,
  skipped,
} from '../support/reconcile-reports.ts';
import { DELIVERY, failed, LOGGED } from './handled-events.ts';

const result = (report: ReconcileReport) =>
  ({ status: 'reconciled', delivery: DELIVERY, reconciled: report }) as const;
const entriesOf = (report: ReconcileReport) => [...reconcileEntries(result(report))];
const shown = (report: ReconcileReport) =>
  entriesOf(report).map(({ severity, message }) => [severity, message]);

describe('the log entries of a reconcile run', () => {
  it('that found nothing are its summary', () =>
    assert.deepEqual(entriesOf(reconciled([NOTHING_MISSED])), [
      {
        severity: 'INFO',
        message: 'Reconcile finished',
        labels: { push: 'm1' },
        fields: {
          repositories: 1,
          tags: 7,
          updated: 0,
          planned: 0,
          failed: 0,
          left: 0,
          beyondLimit: 0,
          behind: 0,
          waiting: 0,
          notListed: 0,
          faults: 0,
          delivery: LOGGED,
        },
      },
    ]));

  it('name each missed push, with its image and the time of its upload', () => {
    const [entry] = entriesOf(reconciled([compared()]));
    assert.equal(entry?.message, 'Missed push handled');
    assert.deepEqual(entry.fields['image'], {
      repository: REPOSITORY,
      tag: 'v1',
      digest: digest(1),
      publishedAt: '1970-01-01T00:00:01.000Z',
    });
  });

  it('have one line for all tags that are behind, whatever their number', () => {
    const behind = compared(skipped('Behind'));
    const [entry, ...others] = entriesOf(reconciled([behind, behind]));
    assert.partialDeepStrictEqual(entry, {
      severity: 'INFO',
      message: 'Tags point to older digests',
      labels: { reason: 'Behind' },
      fields: { count: 2 },
    });
    assert.deepEqual(
      others.map(({ message }) => message),
      ['Reconcile finished'],
    );
  });

  it('have one line for all containers that the limit left, whatever the number of their pushes', () => {
    const left = compared(skipped('NextRun', 3));
    const entries = entriesOf(reconciled([left, left, compared()]));
    assert.deepEqual(
      entries.map(({ message, fields: { count } }) => [message, count]),
      [
        ['Missed push handled', undefined],
        ['Missed pushes wait for the next run', 6],
        ['Reconcile finished', undefined],
      ],
    );
  });

  it('have one line for all pushes that wait for gates', () => {
    const waiting = compared(skipped('NoTick', 3));
    assert.deepEqual(shown(reconciled([waiting, waiting])), [
      ['INFO', 'Pushes wait for gates'],
      ['INFO', 'Reconcile finished'],
    ]);
  });

  it('are, in observe mode, what would be updated', () =>
    assert.deepEqual(shown(reconciled([compared([updatedOutcome({ result: 'planned' })])])), [
      ['INFO', 'Image would be updated'],
      ['INFO', 'Missed push handled'],
      ['INFO', 'Reconcile finished'],
    ]));

  it('name the repository that was not listed, its reason, and the command that grants the role', () => {
    const [entry] = entriesOf(reconciled([NOT_LISTED]));
    assert.partialDeepStrictEqual(entry, {
      severity: 'ERROR',
      message: 'Repository not listed',
      labels: { push: 'm1', reason: 'ListingForbidden' },
      fields: { repository: NOT_LISTED.repository, where: LISTING_FAULT.where },
    });
    assert.match(String(entry?.fields['command']), /artifactregistry\.reader/);
  });

  it('name the cluster that was not read in full, as a warning if the next run may read it', () =>
    assert.partialDeepStrictEqual(
      entriesOf(reconciled([], { faults: [{ ...LIST_FAULT, cluster: 'production' }] })),
      [
        {
          severity: 'WARNING',
          message: 'Cluster not read in full',
          labels: { push: 'm1', reason: 'Timeout', cluster: 'production' },
          fields: { where: LIST_FAULT.where },
        },
        { severity: 'WARNING', message: 'Reconcile finished' },
      ],
    ));

  for (const [title, outcome, severity] of [
    ['that the next run repeats is a warning', failed('Unreachable'), 'WARNING'],
    ['that is final is an error', failed('Refused'), 'ERROR'],
  ] as const)
    it(`a failed update ${title}`, () =>
      assert.deepEqual(shown(reconciled([compared([outcome])])), [
        [severity, 'Update failed'],
        [severity, 'Missed push handled'],
        ['WARNING', 'Reconcile finished'],
      ]));

  it('are those of any event', () => {
    const report = reconciled([compared(), NOT_LISTED]);
    assert.deepEqual([...eachEntry(result(report))], entriesOf(report));
  });
});

describe('the summary of a reconcile run', () => {
  it('names repositories of other registries, and fits into a line', () => {
    const unlistable = Array.from({ length: 5_000 }, (_, index) => `docker.io/${index}/`.padEnd(255, 'a'));
    const entry = reconcileSummary(result(reconciled([], { unlistable })));
    const named = entry.fields['otherRegistries'];
    assert.deepEqual(Array.isArray(named) && [named.length, named[0]], [200, unlistable[0]]);
    assert.ok(logLine(entry, undefined).length < 256_000);
  });

  it('counts what the limit left for the next run', () =>
    assert.partialDeepStrictEqual(reconcileSummary(result(reconciled([compared(skipped('NextRun', 3))]))), {
      severity: 'INFO',
      fields: { left: 3 },
    }));
});

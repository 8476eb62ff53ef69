import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { REASONS, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import {
  isLimit,
  reportCluster,
  reportFault,
  isEmptyReport,
  listFailures,
  hasNews,
  wantsRedelivery,
  type ClusterFault,
  type Failed,
  type ContainerOutcome,
  type Updated,
} from '../../../lib/core/report/report.ts';
import type { Skipped } from '../../../lib/core/report/skipped.ts';
import { push } from '../../support/builders.ts';
import { SUBJECT, updatedOutcome } from '../../support/outcome-builders.ts';

const subject = { ...SUBJECT, image: 'web:v1' };
const updated = updatedOutcome({ ...subject, from: 'web:v1', to: 'web:v2' });
const planned: Updated = { ...updated, result: 'planned' };
const failed = (reason: ErrorReason): Failed => ({ ...subject, result: 'failed', reason, detail: '' });
const fault = (reason: ErrorReason): ClusterFault => ({ where: 'list deployments', reason, detail: '' });
const skipped = (reason: Skipped['reason'], name = 'web'): Skipped => ({
  ...subject,
  workload: { ...subject.workload, name },
  result: 'skipped',
  reason,
});

describe('reportCluster', () => {
  it('sorts outcomes by what happened, and counts skips by reason, in the order of the closed list', () => {
    const outcomes: readonly ContainerOutcome[] = [
      skipped('NotNewer', 'a'),
      updated,
      failed('Refused'),
      skipped('Held'),
      planned,
      skipped('NotNewer', 'b'),
    ];
    assert.deepEqual(reportCluster('test', 40, outcomes, [fault('Timeout')]), {
      cluster: 'test',
      scanned: 40,
      updated: [updated, planned],
      alreadyApplied: [],
      failed: [failed('Refused')],
      skipped: [
        { reason: 'Held', count: 1, examples: [skipped('Held')] },
        { reason: 'NotNewer', count: 2, examples: [skipped('NotNewer', 'a'), skipped('NotNewer', 'b')] },
      ],
      faults: [fault('Timeout')],
    });
  });

  it('keeps the first ten examples of a reason, and counts all', () => {
    const all = Array.from({ length: 5000 }, (_, index) => skipped('OtherTag', `web-${index}`));
    const { skipped: counts } = reportCluster('test', 5000, all, []);
    assert.deepEqual(counts, [{ reason: 'OtherTag', count: 5000, examples: all.slice(0, 10) }]);
  });

  it('is empty where nothing happened', () =>
    assert.deepEqual(reportCluster('test', 0, [], []), {
      cluster: 'test',
      scanned: 0,
      updated: [],
      alreadyApplied: [],
      failed: [],
      skipped: [],
      faults: [],
    }));
});

describe('a cluster where nothing could be done', () => {
  it('is reported with its fault, and what its remedy is to name', () => {
    const terms = { CLUSTER: 'production' };
    const { faults } = reportFault(
      'test',
      'find the cluster',
      new UpdaterError('NotServing', 'it is in ERROR', { terms }),
    );
    assert.deepEqual(faults, [
      { where: 'find the cluster', reason: 'NotServing', detail: 'it is in ERROR', terms },
    ]);
  });

  it('has no names where the fault knows none', () => {
    const { faults } = reportFault(
      'test',
      'update the cluster',
      new UpdaterError('Unreachable', 'no connection'),
    );
    assert.deepEqual(faults, [
      { where: 'update the cluster', reason: 'Unreachable', detail: 'no connection' },
    ]);
  });
});

const wants = (outcomes: readonly ContainerOutcome[], faults: readonly ClusterFault[] = []): boolean =>
  wantsRedelivery({
    push: push(),
    clusters: [reportCluster('fine', 1, [updated], []), reportCluster('test', 1, outcomes, faults)],
  });

const isFault = (reason: string): reason is ErrorReason =>
  Object.entries(REASONS).some(
    ([code, { kind }]) => code === reason && /^(transient|failed|limit|malformed)$/.test(kind),
  );

describe('a limit', () => {
  it('holds back what is TooMany, and nothing that failed otherwise', () =>
    assert.deepEqual([fault('TooMany'), failed('Refused'), fault('Timeout')].map(isLimit), [
      true,
      false,
      false,
    ]));
});

describe('wantsRedelivery', () => {
  for (const reason of Object.keys(REASONS).filter(isFault)) {
    const wanted = REASONS[reason].kind === 'transient';
    it(`is ${wanted} for a workload that failed with ${reason}`, () =>
      assert.equal(wants([failed(reason)]), wanted));
    if (REASONS[reason].kind !== 'limit')
      it(`is true for a cluster fault ${reason}: something was not seen`, () =>
        assert.ok(wants([], [fault(reason)])));
  }
  it('is false for what is beyond a limit: a person decides', () => {
    assert.ok(!wants([skipped('TooMany')], [fault('TooMany')]));
    assert.ok(wants([skipped('TooMany')], [fault('TooMany'), fault('Timeout')]));
  });
  it('is false for objects of a list that are no workloads', () =>
    assert.ok(!wants([], [{ where: 'list deployments', reason: 'InvalidObject', detail: '' }])));
  it('is true for one transient failure among others', () =>
    assert.ok(wants([failed('Refused'), updated, failed('Conflict')])));
  it('is false for updates and skips, TooMany included', () =>
    assert.ok(!wants([updated, planned, skipped('NotNewer'), skipped('TooMany')])));
  it('is false without clusters', () => assert.ok(!wantsRedelivery({ push: push(), clusters: [] })));
});

describe('hasNews', () => {
  const tells = (outcomes: readonly ContainerOutcome[], faults: readonly ClusterFault[] = []): boolean =>
    hasNews({
      push: push(),
      clusters: [
        reportCluster('quiet', 1, [skipped('NotNewer')], []),
        reportCluster('test', 1, outcomes, faults),
      ],
    });
  const rows: readonly (readonly [string, boolean, boolean])[] = [
    ['an update', true, tells([skipped('Held'), updated])],
    ['an update that observe mode only planned', true, tells([planned])],
    ['a failure that is final', true, tells([failed('Refused')])],
    ['a failure that may pass', true, tells([failed('Conflict')])],
    ['a fault of a cluster', true, tells([], [fault('Unreachable')])],
    ['skips alone', false, tells([skipped('Held'), skipped('NotNewer')])],
    ['no workload that uses the image', false, tells([])],
    ['no cluster', false, hasNews({ push: push(), clusters: [] })],
  ];
  for (const [what, expected, told] of rows)
    it(`is ${expected} of ${what}`, () => assert.equal(told, expected));
});

const TIMEOUT = { where: 'w', reason: 'Timeout', detail: 'd' } as const;

describe('isEmptyReport', () => {
  const cluster = reportCluster('a', 3, [], []);
  it('is so where no container uses the image', () =>
    assert.equal(isEmptyReport({ clusters: [cluster] }), true));
  it('is not so where something failed that may hide one', () =>
    assert.equal(isEmptyReport({ clusters: [cluster, { ...cluster, faults: [TIMEOUT] }] }), false));
});

describe('listFailures', () => {
  it('is what failed of workloads and beyond them', () => {
    assert.deepEqual(listFailures({ clusters: [reportCluster('a', 1, [], [TIMEOUT])] }), [TIMEOUT]);
  });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  reportCluster,
  type Failed,
  type ContainerOutcome,
  type Report,
  type Updated,
} from '../../lib/core/report/report.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import type { ReportDocument } from '../../lib/report/report-schema.ts';
import { push } from '../support/builders.ts';
import { anyReport, complaints, NASTY, UNPRINTABLE } from '../support/report-builders.ts';
import { LIST_FAULT, SUBJECT, updatedOutcome } from '../support/outcome-builders.ts';
import { textsIn } from './texts-in.ts';

// 1 MB with base64 around it.
const PUSH_TAKES = (1024 * 1024 * 3) / 4;

const UPDATED = updatedOutcome({ from: 'web:v1', to: 'web:v2' });
const FAILED: Failed = { ...SUBJECT, result: 'failed', reason: 'Refused', detail: 'the webhook said no' };
const SKIPPED: Skipped = { ...SUBJECT, result: 'skipped', reason: 'Held' };

function reportOf(...clusters: (readonly ContainerOutcome[])[]): Report {
  return {
    push: push(),
    clusters: clusters.map((outcomes, index) => reportCluster(`c${index}`, 9, outcomes, [])),
  };
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

function sizeOf(document: ReportDocument): number {
  return Buffer.byteLength(JSON.stringify(document));
}

describe('the document of a report', () => {
  it('counts all, in every cluster and together', () => {
    const planned: Updated = { ...UPDATED, result: 'planned' };
    const before: Updated = { ...UPDATED, result: 'alreadyApplied' };
    const { totals, clusters } = reportDocument({
      push: push(),
      clusters: [
        reportCluster('a', 9, [UPDATED, planned, planned, before, FAILED], [LIST_FAULT]),
        reportCluster('b', 9, [...times(12, SKIPPED), FAILED], []),
      ],
    });
    const [a, b] = [
      { updated: 1, planned: 2, alreadyApplied: 1, failed: 1, faults: 1, skipped: 0 },
      { updated: 0, planned: 0, alreadyApplied: 0, failed: 1, faults: 0, skipped: 12 },
    ];
    assert.deepEqual(
      clusters.map((cluster) => cluster.totals),
      [a, b],
    );
    assert.deepEqual(totals, {
      updated: 1,
      planned: 2,
      alreadyApplied: 1,
      failed: 2,
      faults: 1,
      skipped: 12,
    });
  });

  it('says whether the event is to be delivered again', () => {
    assert.equal(reportDocument(reportOf([FAILED])).redelivery, false);
    assert.equal(reportDocument(reportOf([{ ...FAILED, reason: 'Conflict' }])).redelivery, true);
  });

  it('leaves nothing out of an ordinary report: 1,000 failed rows are one', () => {
    const document = reportDocument(reportOf(times(1000, FAILED)));
    assert.deepEqual(document.omitted, {
      clusters: 0,
      faults: 0,
      failed: 0,
      updated: 0,
      alreadyApplied: 0,
      examples: 0,
    });
    assert.equal(document.clusters[0]?.failed.length, 1000);
    assert.ok(sizeOf(document) < PUSH_TAKES);
  });

  it('stays below what a push endpoint takes with 5,000 long and hostile failures, and says what it left out', () => {
    const hostile = { ...FAILED, detail: NASTY.repeat(1000), image: NASTY.repeat(1000) };
    const document = reportDocument(reportOf(times(5000, hostile), [UPDATED]));
    assert.ok(sizeOf(document) < PUSH_TAKES);
    const listed = document.clusters[0]?.failed.length ?? 0;
    assert.ok(listed > 50);
    assert.deepEqual(document.omitted, {
      clusters: 0,
      faults: 0,
      failed: 5000 - listed,
      updated: 1,
      alreadyApplied: 0,
      examples: 0,
    });
    assert.deepEqual([document.totals.failed, document.totals.updated], [5000, 1]);
    assert.deepEqual(complaints(document), []);
  });

  it('leaves examples out first, then updates, failures, faults, and clusters last', () => {
    const clusters = ['a', 'b'].map((name) =>
      reportCluster(name, 9, [UPDATED, FAILED, SKIPPED], [LIST_FAULT]),
    );
    const report = { push: push(), clusters };
    const kept = (bytes: number): number[] => {
      const { omitted } = reportDocument(report, { bytes });
      return [omitted.clusters, omitted.faults, omitted.failed, omitted.updated, omitted.examples];
    };
    const steps = new Set(Array.from({ length: 4000 }, (_, bytes) => kept(bytes).join(' ')));
    assert.deepEqual(
      [...steps],
      [
        '2 2 2 2 2',
        '1 2 2 2 2',
        '0 2 2 2 2',
        '0 1 2 2 2',
        '0 0 2 2 2',
        '0 0 1 2 2',
        '0 0 0 2 2',
        '0 0 0 1 2',
        '0 0 0 0 2',
        '0 0 0 0 1',
        '0 0 0 0 0',
      ],
    );
  });

  it('has all of it where there is no bound', () => {
    const hostile = { ...FAILED, detail: NASTY.repeat(1000) };
    const document = reportDocument(reportOf(times(3000, hostile)), { bytes: Infinity });
    assert.deepEqual([document.omitted.failed, document.clusters[0]?.failed.length], [0, 3000]);
  });

  it('of any report is what the schema says, can be printed, and counts what it lists and leaves out', () =>
    fc.assert(
      fc.property(anyReport, fc.nat({ max: 50_000 }), (report, bytes) => {
        const document = reportDocument(report, { bytes });
        assert.deepEqual(complaints(document), []);
        assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
        assert.ok(textsIn(document).every((text) => !UNPRINTABLE.test(text)));
        const { totals, omitted, clusters } = document;
        const listed = (key: 'faults' | 'failed' | 'updated') =>
          clusters.reduce((sum, cluster) => sum + cluster[key].length, omitted[key]);
        assert.equal(clusters.length + omitted.clusters, report.clusters.length);
        assert.deepEqual(
          [listed('faults'), listed('failed'), listed('updated')],
          [totals.faults, totals.failed, totals.updated + totals.planned],
        );
        const head = { ...document, clusters: [] };
        assert.ok(sizeOf(document) <= sizeOf(head) + bytes);
      }),
    ));
});

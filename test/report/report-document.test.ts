import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isObject } from '../../lib/core/text/json.ts';
import {
  reportCluster,
  type Failed,
  type Outcome,
  type Report,
  type Updated,
} from '../../lib/core/report/report.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import type { ReportDocument } from '../../lib/report/report-schema.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { push, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox, type SandboxClusterOptions } from '../support/on-sandbox.ts';
import type { Sandbox } from '../../lib/sandbox/server.ts';
import { anyReport, complaints, NASTY, UNPRINTABLE } from '../support/report-builders.ts';

const { signal } = new AbortController();
// 1 MB with base64 around it.
const PUSH_TAKES = (1024 * 1024 * 3) / 4;

const WORKLOAD = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const SUBJECT = { workload: WORKLOAD, container: 'app', image: `${REPOSITORY}:v1` };
const UPDATED: Updated = {
  ...SUBJECT,
  result: 'updated',
  from: 'web:v1',
  to: 'web:v2',
  effect: 'now',
  restarted: false,
  keepsOldBits: false,
  pinned: true,
};
const FAILED: Failed = { ...SUBJECT, result: 'failed', reason: 'Refused', detail: 'the webhook said no' };
const SKIPPED: Skipped = { ...SUBJECT, result: 'skipped', reason: 'Held' };
const FAULT = { where: 'list deployments', reason: 'Timeout', detail: 'no answer' } as const;

function reportOf(...clusters: (readonly Outcome[])[]): Report {
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

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : [];
}

describe('the document of a report', () => {
  it('counts all, in every cluster and together', () => {
    const planned: Updated = { ...UPDATED, result: 'planned' };
    const { totals, clusters } = reportDocument({
      push: push(),
      clusters: [
        reportCluster('a', 9, [UPDATED, planned, planned, FAILED], [FAULT]),
        reportCluster('b', 9, [...times(12, SKIPPED), FAILED], []),
      ],
    });
    const [a, b] = [
      { updated: 1, planned: 2, failed: 1, faults: 1, skipped: 0 },
      { updated: 0, planned: 0, failed: 1, faults: 0, skipped: 12 },
    ];
    assert.deepEqual(
      clusters.map((cluster) => cluster.totals),
      [a, b],
    );
    assert.deepEqual(totals, { updated: 1, planned: 2, failed: 2, faults: 1, skipped: 12 });
  });

  it('says whether the event is to be delivered again', () => {
    assert.equal(reportDocument(reportOf([FAILED])).redelivery, false);
    assert.equal(reportDocument(reportOf([{ ...FAILED, reason: 'Conflict' }])).redelivery, true);
  });

  it('leaves nothing out of an ordinary report: 1,000 failed rows are one', () => {
    const document = reportDocument(reportOf(times(1000, FAILED)));
    assert.deepEqual(document.omitted, { clusters: 0, faults: 0, failed: 0, updated: 0, examples: 0 });
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
      examples: 0,
    });
    assert.deepEqual([document.totals.failed, document.totals.updated], [5000, 1]);
    assert.deepEqual(complaints(document), []);
  });

  it('leaves examples out first, then updates, failures, faults, and clusters last', () => {
    const clusters = ['a', 'b'].map((name) => reportCluster(name, 9, [UPDATED, FAILED, SKIPPED], [FAULT]));
    const report = { push: push(), clusters };
    const kept = (bytes: number): number[] => {
      const { omitted } = reportDocument(report, bytes);
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
    const document = reportDocument(reportOf(times(3000, hostile)), Infinity);
    assert.deepEqual([document.omitted.failed, document.clusters[0]?.failed.length], [0, 3000]);
  });

  it('of any report is what the schema says, can be printed, and counts what it lists and leaves out', () =>
    fc.assert(
      fc.property(anyReport, fc.nat({ max: 50_000 }), (report, bytes) => {
        const document = reportDocument(report, bytes);
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

interface Run {
  readonly title: string;
  readonly stage?: SandboxClusterOptions;
  readonly changes?: Partial<Settings>;
  readonly prepare?: (sandbox: Sandbox) => void;
  readonly missing?: readonly { readonly name: string; readonly fault: Fault }[];
  /** What the document has: results, effects, reasons. */
  readonly words: readonly string[];
}

const EFFECTS = [
  { name: 'a' },
  { name: 'b', spec: { paused: true } },
  { name: 'c', kind: 'StatefulSet', spec: { updateStrategy: { type: 'OnDelete' } } },
  { name: 'd', kind: 'StatefulSet', spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } },
  { name: 'e', kind: 'CronJob' },
  { name: 'f', kind: 'CronJob', spec: { suspend: true } },
];
const CACHED = [{ name: 'app', image: `${REPOSITORY}:v1`, imagePullPolicy: 'IfNotPresent' }];
const TERMS = { PROJECT: 'shop', CLUSTER: 'prod', LOCATION: 'europe-west1' };

const RUNS: readonly Run[] = [
  {
    title: 'updates with every effect',
    stage: { objects: EFFECTS },
    words: ['now', 'paused', 'onDelete', 'partition', 'nextRun', 'suspended'].map(
      (effect) => `updated ${effect}`,
    ),
  },
  {
    title: 'a restart whose nodes keep the old bits',
    stage: { objects: [{ containers: CACHED }] },
    changes: { pin: 'tag' },
    words: ['updated now restarted keepsOldBits'],
  },
  { title: 'observe mode', changes: { mode: 'observe' }, words: ['planned now'] },
  {
    title: 'skips with and without a detail',
    stage: {
      objects: [
        { name: 'a', metadata: { labels: { 'image-updater/hold': '' } } },
        { name: 'b', metadata: { annotations: { 'image-updater/policy': 'sometimes' } } },
        { name: 'c', containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] },
      ],
    },
    words: ['Held', 'InvalidPolicy', 'OtherTag'],
  },
  {
    title: 'more updates than the limit',
    stage: { objects: [{ name: 'a' }, { name: 'b' }] },
    changes: { limits: { workloadsPerNamespace: 1, workloadsPerCluster: 200 } },
    words: ['TooMany', 'TooMany command'],
  },
  {
    title: 'a patch that a webhook refuses',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: NASTY, code: 403 } }),
    words: ['Refused'],
  },
  {
    title: 'a patch without the right to',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' } }),
    words: ['Forbidden'],
  },
  {
    title: 'a kind that cannot be listed',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { path: 'cronjobs' } }),
    words: ['updated now', 'Forbidden'],
  },
  {
    title: 'an object of a list that is no workload',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'insertItem', at: 0, text: '"web"' }, match: { path: 'deployments' } }),
    words: ['updated now', 'InvalidObject'],
  },
  {
    title: 'a cluster that cannot be found, with the command that shows it',
    missing: [{ name: 'prod', fault: new Fault('NotServing', 'it is in ERROR', { terms: TERMS }) }],
    words: ['updated now', 'NotServing command'],
  },
];

function wordsOf({ clusters }: ReportDocument): string[] {
  return clusters.flatMap(({ updated, failed, faults, skipped }) => [
    ...updated.map(({ result, effect, restarted, keepsOldBits }) =>
      [result, effect, ...(restarted ? ['restarted'] : []), ...(keepsOldBits ? ['keepsOldBits'] : [])].join(
        ' ',
      ),
    ),
    ...[...failed, ...faults].map(({ reason, command }) =>
      command === undefined ? reason : `${reason} command`,
    ),
    ...skipped.map(({ reason }) => reason),
  ]);
}

describe('the document of a real run', () => {
  for (const { title, stage = {}, changes = {}, prepare, missing = [], words } of RUNS)
    it(`with ${title} is what the schema says`, () =>
      onSandbox(stage, async ({ sandbox, cluster }) => {
        prepare?.(sandbox);
        const lost: ClusterSource = { name: 'lost', find: () => Promise.resolve({ clusters: [], missing }) };
        const updater = { settings: settings(changes), sources: [alwaysThere(cluster), lost] };
        const document = reportDocument(await updateClusters(push(), updater, { signal }));
        assert.deepEqual(complaints(document), []);
        assert.deepEqual(new Set(wordsOf(document)), new Set(words));
        assert.ok(textsIn(document).every((text) => !UNPRINTABLE.test(text)));
      }));
});

/** How the report documents and the messages of the results topic come to be: runs on a sandbox. */
import assert from 'node:assert/strict';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Completed } from '../../../lib/core/report/event-result.ts';
import type { Report } from '../../../lib/core/report/report.ts';
import { updateClusters } from '../../../lib/pipeline/update-clusters.ts';
import { reportDocument, type DocumentOptions } from '../../../lib/report/report-document.ts';
import type { ReportDocument } from '../../../lib/report/report-schema.ts';
import { alwaysThere } from '../always-there.ts';
import { digest, push, settings, workloadsIn } from '../builders.ts';
import { onSandbox } from '../on-sandbox.ts';
import { DELIVERY } from '../report-builders.ts';
import { REPORT_RUNS, runReport } from '../report-runs.ts';

const FIRST = push({ digest: digest(1), publishedAt: 1_764_387_000_000, id: '8041722640918121' });

/** A report and how it is written as a document. */
interface ReportRecipe {
  readonly run: () => Promise<Report>;
  readonly options?: DocumentOptions;
}

const { digest: _digest, source: _source, ...WITHOUT_DIGEST } = FIRST;

/** By the name of the fixture. */
const REPORTS: Readonly<Record<string, ReportRecipe>> = {
  ...Object.fromEntries(
    REPORT_RUNS.map(({ title, ...run }) => [
      title.replaceAll(/\W+/g, '-').toLowerCase(),
      { run: () => runReport(run, FIRST) },
    ]),
  ),
  'an-update-of-an-earlier-delivery': { run: () => deliveredTwice(FIRST) },
  'a-push-of-a-caller': { run: () => runReport({}, { ...FIRST, caller: 'deployer' }) },
  'a-push-without-digest-and-topic': { run: () => runReport({}, WITHOUT_DIGEST) },
  'no-workload-of-the-image': { run: () => runReport({ stage: { objects: [] } }, FIRST) },
  'more-rows-than-there-is-room-for': {
    run: () => runReport({ stage: { objects: workloadsIn(20, 'shop') } }, FIRST),
    options: { bytes: 3000 },
  },
  'transient-failures-that-are-not-retried': {
    run: () => runReport(failing('a patch without the right to'), FIRST),
    options: { isTriedAgain: false },
  },
};

/** By the name of the fixture: what the message is made of. */
const RESULTS: Readonly<
  Record<
    string,
    { readonly run: () => Promise<Report>; readonly delivery: Delivery } & Pick<Completed, 'requeue'>
  >
> = {
  updated: { run: () => runReport({}, FIRST), delivery: DELIVERY },
  planned: { run: () => runReport({ changes: { mode: 'observe' } }, FIRST), delivery: DELIVERY },
  'already-applied': { run: () => deliveredTwice(FIRST), delivery: DELIVERY },
  failed: { run: () => runReport(failing('a patch that a webhook refuses'), FIRST), delivery: DELIVERY },
  'failed-and-redelivered': {
    run: () => runReport(failing('a patch without the right to'), FIRST),
    delivery: DELIVERY,
  },
  'of-a-call': {
    run: () => runReport({}, { ...FIRST, caller: 'deployer' }),
    delivery: { shape: 'api', data: '', attributes: {}, id: FIRST.id, publishedAt: FIRST.publishedAt },
  },
  'of-a-call-that-is-queued': {
    run: () => runReport(failing('a patch without the right to'), { ...FIRST, caller: 'deployer' }),
    delivery: { shape: 'api', data: '', attributes: {}, id: FIRST.id, publishedAt: FIRST.publishedAt },
    requeue: { is: 'queued' },
  },
  'of-a-topic': {
    run: () => runReport({}, FIRST),
    delivery: {
      shape: 'cloudevent-binary',
      data: '',
      attributes: {},
      id: FIRST.id,
      publishedAt: FIRST.publishedAt,
      topic: { project: 'shop', topic: 'gcr' },
    },
  },
};

function failing(title: string): (typeof REPORT_RUNS)[number] {
  return REPORT_RUNS.find((each) => each.title === title) ?? assert.fail(`there is a run ${title}`);
}

function deliveredTwice(sent: Push): Promise<Report> {
  return onSandbox({}, async ({ cluster }) => {
    const updater = { settings: settings(), sources: [alwaysThere(cluster)] };
    const { signal } = new AbortController();
    await updateClusters(sent, updater, { signal });
    return updateClusters(sent, updater, { signal });
  });
}

/** The documents, by the name of the fixture. */
export function makeReports(): Promise<Readonly<Record<string, ReportDocument>>> {
  return all(REPORTS, async ({ run, options }) => reportDocument(await run(), options));
}

/** What the messages are made of, by the name of the fixture. */
export function makeResults(): Promise<
  Readonly<Record<string, Pick<Completed, 'report' | 'delivery' | 'requeue'>>>
> {
  return all(RESULTS, async ({ run, ...rest }) => ({ ...rest, report: await run() }));
}

/** One after the other. */
async function all<T, R>(
  map: Readonly<Record<string, T>>,
  make: (value: T) => Promise<R>,
): Promise<Readonly<Record<string, R>>> {
  const made: [string, R][] = [];
  for (const [name, value] of Object.entries(map)) made.push([name, await make(value)]);
  return Object.fromEntries(made);
}

/** The output of `reconcile` for a person. */
import type { Config } from '../../config/config.ts';
import { formatImage } from '../../core/event/push.ts';
import { reconcileCounts, type ReconcileReport } from '../../core/report/reconcile-report.ts';
import type { Report } from '../../core/report/report.ts';
import { printable } from '../../core/text/printable.ts';
import type { ReconcileStep } from '../../pipeline/reconcile/context.ts';
import { shortImage } from '../../report/short-image.ts';
import { faultText } from '../terminal/fault-text.ts';
import { textReport, type Emphasis } from '../terminal/report-text.ts';

/** What is counted in each step, for progress: `7 of 12 clusters read`. */
export const PROGRESS_UNITS: Readonly<Record<ReconcileStep, string>> = {
  'read clusters': 'clusters read',
  'list repositories': 'registry listings read',
  'compare clusters': 'clusters compared',
  'update workloads': 'workloads updated',
};

/** Each missed push with the containers that it changes, and what could not be read. */
export function reconcileText(report: ReconcileReport, bold: Emphasis): string {
  const { repositories, unlistable, faults } = report;
  return [
    ...repositories.flatMap(({ reports }) => reports.map((each) => pushText(each, bold))),
    ...repositories.flatMap(({ repository, fault }) =>
      fault === undefined ? [] : [faultText(`repository ${printable(repository)}`, fault)],
    ),
    ...faults.map(({ cluster, ...fault }) => faultText(`cluster ${printable(cluster)}`, fault)),
    ...(unlistable.length === 0 ? [] : [otherRegistries(unlistable)]),
  ].join('\n');
}

function pushText(report: Report, bold: Emphasis): string {
  const { push } = report;
  const image = `${printable(push.repository)}:${shortImage(formatImage(push))}`;
  const uploaded = new Date(push.publishedAt).toISOString();
  return `${bold(`${image}, uploaded ${uploaded}`)}\n${textReport(report)}`;
}

function otherRegistries(repositories: readonly string[]): string {
  const head = 'Not compared, because their registries do not list upload times:';
  return [head, ...repositories.map((each) => `  ${printable(each)}`), ''].join('\n');
}

/** The question before `count` containers are changed. */
export function reconcileQuestion({ settings }: Pick<Config, 'settings'>, count: number): string {
  const observes =
    settings.mode === 'observe' ? ' The configuration has `mode: observe`; this command patches anyway.' : '';
  return `Update ${count} containers to the images that they missed?${observes}`;
}

/** The last line. */
export function summaryText(report: ReconcileReport): string {
  const { repositories, tags, planned, updated, failed, left, beyondLimit, behind, waiting } =
    reconcileCounts(report);
  const unlisted = report.repositories.filter(({ fault }) => fault !== undefined).length;
  const parts = [
    [planned, 'containers missed a push'],
    [updated, 'containers were updated'],
    [failed, 'containers could not be updated'],
    [left, 'wait for the next run'],
    [beyondLimit, 'are held back by a limit'],
    [behind, 'run a newer image than their tag'],
    [waiting, 'wait for a gate'],
    [unlisted, 'repositories could not be listed'],
    [report.faults.length, 'clusters or lists could not be read'],
  ] as const;
  const found = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const compared = `${repositories - unlisted} repositories with ${tags} tags were compared`;
  return `${compared}: ${found.length === 0 ? 'nothing was missed' : found.join(', ')}.\n`;
}

/** The report for a person, within 80 columns as far as names allow. */
import { formatCommand, formatRemedy } from '../../core/errors/reason.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import {
  isLimit,
  type ClusterFault,
  type ClusterReport,
  type Failed,
  type Report,
  type Updated,
} from '../../core/report/report.ts';
import type { SkipCount, ContainerRef } from '../../core/report/skipped.ts';
import { printable } from '../../core/text/printable.ts';
import { plainTable } from './plain-table.ts';
import { commandLine, reasonHead } from './reason-head.ts';
import { shortImage } from '../../report/short-image.ts';
import { wrap, wrapPhrases } from './wrap.ts';

/** Formats a heading: bold on a terminal, plain elsewhere. */
export type Emphasis = (text: string) => string;

/** Marks an update whose new image has no digest. */
const NO_DIGEST = 'no digest';

/** The report of every cluster: each change with old and new image, and the reason for every other container. */
export function textReport(report: Report, bold: Emphasis = (text) => text): string {
  return report.clusters.map((cluster) => textCluster(cluster, bold)).join('\n');
}

/** The report in a few lines: for each cluster the changes, and the count of each reason. */
export function reportCounts(report: Report): string {
  return report.clusters.map(clusterCounts).join('');
}

function clusterCounts(report: ClusterReport): string {
  const { cluster, updated, failed, faults, skipped } = report;
  // Containers beyond a limit are counted below.
  const counted = [...failed, ...faults].filter((failure) => !isLimit(failure));
  const failures = Map.groupBy(counted, ({ reason }) => reason);
  const counts = [
    ...updateCounts(report).map(([count, verb]) => `${count} ${verb}`),
    ...[...failures].map(([reason, all]) => `${all.length} ${reason}`),
    ...skipped.map(({ reason, count }) => `${count} ${reason}`),
  ];
  const phrases = counts.map((count, index) => (index < counts.length - 1 ? `${count},` : count));
  const changes = updated.map((each) =>
    wrap(
      `${containerName(each)}: ${shortImage(each.from)} to ${shortImage(each.to)}${each.pinned ? '' : `, ${NO_DIGEST}`}`,
      4,
    ),
  );
  return [wrapPhrases([`${printable(cluster)}:`, ...phrases], 2), ...changes, ''].join('\n');
}

function textCluster(cluster: ClusterReport, bold: Emphasis): string {
  const { updated, alreadyApplied, failed, skipped, faults, scanned } = cluster;
  const left = skipped.reduce((sum, { count }) => sum + count, 0);
  const made = updateCounts(cluster).map(([count, verb]) => `${count} containers ${verb}`);
  const counts = [...made, `${left} skipped`].join(', ');
  return [
    bold(`cluster ${printable(cluster.cluster)}: ${scanned} workloads read; ${counts}`),
    ...(updated.length > 0 ? [updatedTable(updateVerb(updated), updated)] : []),
    ...(alreadyApplied.length > 0 ? [updatedTable(BEFORE, alreadyApplied)] : []),
    ...textFailures([...faults, ...failed]),
    ...skipped.map(textSkip),
    '',
  ].join('\n');
}

function updatedTable(verb: string, updated: readonly Updated[]): string {
  const rows = updated.map((outcome) => [
    containerName(outcome),
    shortImage(outcome.from),
    shortImage(outcome.to),
    effectCell(outcome),
  ]);
  return plainTable([verb, 'from', 'to', 'effect'], rows, 2);
}

/** In observe mode and dry runs nothing was written. */
function updateVerb(updated: readonly Updated[]): string {
  return updated.some(({ result }) => result === 'planned') ? 'would be updated' : 'updated';
}

const BEFORE = 'updated by an earlier delivery';

/** The number of containers that this delivery updated, or would update, even if it is 0; then those of earlier deliveries. */
function updateCounts({ updated, alreadyApplied }: ClusterReport): readonly (readonly [number, string])[] {
  const now = [updated.length, updateVerb(updated)] as const;
  return alreadyApplied.length === 0 ? [now] : [now, [alreadyApplied.length, BEFORE]];
}

function effectCell({ effect, restarted, staleImage, pinned }: Updated): string {
  const more = [restarted && 'restart', staleImage && 'stale image', !pinned && NO_DIGEST];
  return [effect, ...more.filter((word) => word !== false)].join(', ');
}

function textSkip({ reason, count, examples }: SkipCount): string {
  const names = examples.map((skipped) => {
    const detail = skipped.detail === undefined ? '' : `: ${printable(skipped.detail)}`;
    const image = skipped.image === '' ? '' : ` (${shortImage(skipped.image)})`;
    return wrap(`${containerName(skipped)}${image}${detail}`, 4);
  });
  const more = count > examples.length ? [`    and ${count - examples.length} more`] : [];
  return [reasonHead(reason, formatRemedy(reason)), ...names, ...more].join('\n');
}

/** All failures, grouped by reason and remedy; the command that fixes them follows. */
function textFailures(failures: readonly (ClusterFault | Failed)[]): string[] {
  const byHead = Map.groupBy(failures, failureHead);
  return [...byHead].flatMap(([head, all]) => [head, ...all.map(textFailure), ...failureCommands(all)]);
}

function failureHead(failure: ClusterFault | Failed): string {
  return reasonHead(failure.reason, formatRemedy(failure.reason, failureTerms(failure)));
}

/** Each once. */
function failureCommands(failures: readonly (ClusterFault | Failed)[]): string[] {
  const commands = failures.flatMap((failure) => formatCommand(failure.reason, failureTerms(failure)) ?? []);
  return [...new Set(commands)].map(commandLine);
}

function failureTerms(failure: ClusterFault | Failed): Terms | undefined {
  return 'terms' in failure ? failure.terms : undefined;
}

function textFailure(failure: ClusterFault | Failed): string {
  const subject = 'where' in failure ? printable(failure.where) : containerName(failure);
  return wrap(`${subject}: ${printable(failure.detail)}`, 4);
}

function containerName({ workload: { kind, namespace, name }, container }: ContainerRef): string {
  return `${printable(`${kind} ${namespace}/${name}`)} ${printable(container)}`;
}

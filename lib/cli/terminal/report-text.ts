/** The report as a person reads it, within 80 columns as far as names allow. */
import { commandOf, remedyOf } from '../../core/errors/reason.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import {
  isLimit,
  type ClusterFault,
  type ClusterReport,
  type Failed,
  type Report,
  type Updated,
} from '../../core/report/report.ts';
import type { SkipCount, Subject } from '../../core/report/skipped.ts';
import { printable } from '../../core/text/printable.ts';
import { plainTable } from './plain-table.ts';
import { commandLine, reasonHead } from './reason-head.ts';
import { shortImage } from '../../report/short-image.ts';
import { wrap, wrapPhrases } from './wrap.ts';

/** How a heading is set off: bold on a terminal, as it is elsewhere. */
export type Emphasis = (text: string) => string;

/** What every row of an update says whose new image carries none. */
const NO_DIGEST = 'no digest';

/** What a report says of every cluster: what changed from what to what, and why all else did not. */
export function textReport(report: Report, bold: Emphasis = (text) => text): string {
  return report.clusters.map((cluster) => textCluster(cluster, bold)).join('\n');
}

/** The report in a few lines: for each cluster what changed, and how often each reason was given. */
export function countsOf(report: Report): string {
  return report.clusters.map(countsOfCluster).join('');
}

function countsOfCluster({ cluster, updated, failed, faults, skipped }: ClusterReport): string {
  // Containers that a limit holds back are counted below.
  const counted = [...failed, ...faults].filter((failure) => !isLimit(failure));
  const failures = Map.groupBy(counted, ({ reason }) => reason);
  const counts = [
    `${updated.length} ${verbOf(updated)}`,
    ...[...failures].map(([reason, all]) => `${all.length} ${reason}`),
    ...skipped.map(({ reason, count }) => `${count} ${reason}`),
  ];
  const phrases = counts.map((count, index) => (index < counts.length - 1 ? `${count},` : count));
  const changes = updated.map((each) =>
    wrap(
      `${containerOf(each)}: ${shortImage(each.from)} to ${shortImage(each.to)}${each.pinned ? '' : `, ${NO_DIGEST}`}`,
      4,
    ),
  );
  return [wrapPhrases([`${printable(cluster)}:`, ...phrases], 2), ...changes, ''].join('\n');
}

function textCluster(cluster: ClusterReport, bold: Emphasis): string {
  const { updated, failed, skipped, faults, scanned } = cluster;
  const left = skipped.reduce((sum, { count }) => sum + count, 0);
  const counts = `${scanned} workloads, ${updated.length} containers ${verbOf(updated)}, ${left} left as they are`;
  return [
    bold(`cluster ${printable(cluster.cluster)}: ${counts}`),
    ...(updated.length > 0 ? [updatedTable(updated)] : []),
    ...textFailures([...faults, ...failed]),
    ...skipped.map(textSkip),
    '',
  ].join('\n');
}

function updatedTable(updated: readonly Updated[]): string {
  const rows = updated.map((outcome) => [
    containerOf(outcome),
    shortImage(outcome.from),
    shortImage(outcome.to),
    effectOf(outcome),
  ]);
  return plainTable([verbOf(updated), 'from', 'to', 'effect'], rows, 2);
}

/** In observe mode and dry runs nothing was written. */
function verbOf(updated: readonly Updated[]): string {
  return updated.some(({ result }) => result === 'planned') ? 'would be updated' : 'updated';
}

function effectOf({ effect, restarted, keepsOldBits, pinned }: Updated): string {
  const more = [restarted && 'restart', keepsOldBits && 'old bits', !pinned && NO_DIGEST];
  return [effect, ...more.filter((word) => word !== false)].join(', ');
}

function textSkip({ reason, count, examples }: SkipCount): string {
  const names = examples.map((skipped) => {
    const detail = skipped.detail === undefined ? '' : `: ${printable(skipped.detail)}`;
    const image = skipped.image === '' ? '' : ` (${shortImage(skipped.image)})`;
    return wrap(`${containerOf(skipped)}${image}${detail}`, 4);
  });
  const more = count > examples.length ? [`    and ${count - examples.length} more`] : [];
  return [reasonHead(reason, remedyOf(reason)), ...names, ...more].join('\n');
}

/** All failures, under their reasons and what can be done; the command that does it comes after them. */
function textFailures(failures: readonly (ClusterFault | Failed)[]): string[] {
  const byHead = Map.groupBy(failures, headOf);
  return [...byHead].flatMap(([head, all]) => [head, ...all.map(textFailure), ...commandsOf(all)]);
}

function headOf(failure: ClusterFault | Failed): string {
  return reasonHead(failure.reason, remedyOf(failure.reason, termsOf(failure)));
}

/** Each once. */
function commandsOf(failures: readonly (ClusterFault | Failed)[]): string[] {
  const commands = failures.flatMap((failure) => commandOf(failure.reason, termsOf(failure)) ?? []);
  return [...new Set(commands)].map(commandLine);
}

function termsOf(failure: ClusterFault | Failed): Terms | undefined {
  return 'terms' in failure ? failure.terms : undefined;
}

function textFailure(failure: ClusterFault | Failed): string {
  const subject = 'where' in failure ? printable(failure.where) : containerOf(failure);
  return wrap(`${subject}: ${printable(failure.detail)}`, 4);
}

function containerOf({ workload: { kind, namespace, name }, container }: Subject): string {
  return `${printable(`${kind} ${namespace}/${name}`)} ${printable(container)}`;
}

/** The report as a person reads it, within 80 columns. */
import Table from 'cli-table3';
import { REASONS, type Reason } from '../core/reason.ts';
import type {
  ClusterFault,
  ClusterReport,
  Failed,
  Report,
  SkipCount,
  Subject,
  Updated,
} from '../core/report.ts';
import { printable } from '../core/text.ts';

/** How a heading is set off: bold on a terminal, as it is elsewhere. */
export type Emphasis = (text: string) => string;

/** What a report says of every cluster: what changed from what to what, and why all else did not. */
export function textReport(report: Report, bold: Emphasis = (text) => text): string {
  return report.clusters.map((cluster) => textCluster(cluster, report.push.repository, bold)).join('\n');
}

/** The report in a few lines: for each cluster what changed, and how often each reason was given. */
export function countsOf(report: Report): string {
  return report.clusters
    .map(({ cluster, updated, failed, faults, skipped }) => {
      const reasons = [...failed, ...faults].map(({ reason }) => reason);
      const counts = [
        `${updated.length} updated`,
        ...reasons,
        ...skipped.map(({ reason, count }) => `${count} ${reason}`),
      ];
      const names = updated.map((outcome) =>
        wrap(`${nameOf(outcome)} ${outcome.container}: ${versions(outcome, report)}`, 4),
      );
      return [wrap(`${printable(cluster)}: ${counts.join(', ')}`, 2), ...names, ''].join('\n');
    })
    .join('');
}

function versions({ from, to }: Updated, { push: { repository } }: Report): string {
  return `${shortImage(from, repository)} to ${shortImage(to, repository)}`;
}

function textCluster(cluster: ClusterReport, repository: string, bold: Emphasis): string {
  const { updated, failed, skipped, faults, scanned } = cluster;
  const left = skipped.reduce((sum, { count }) => sum + count, 0);
  const counts = `${scanned} workloads, ${updated.length} containers updated, ${left} left as they are`;
  return [
    bold(`cluster ${printable(cluster.cluster)}: ${counts}`),
    ...(updated.length > 0 ? [updatedTable(updated, repository)] : []),
    ...faults.map(textFault),
    ...failed.map(textFailed),
    ...skipped.map((skip) => textSkip(skip, repository)),
    '',
  ].join('\n');
}

function updatedTable(updated: readonly Updated[], repository: string): string {
  const table = new Table({
    head: ['updated', 'container', 'from', 'to', 'effect'],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  const rows = updated.map((outcome) => [
    nameOf(outcome),
    printable(outcome.container),
    shortImage(outcome.from, repository),
    shortImage(outcome.to, repository),
    effectOf(outcome),
  ]);
  table.push(...rows);
  return indent(table.toString());
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

function effectOf({ result, effect, restarted, keepsOldBits }: Updated): string {
  const words = [
    result === 'planned' ? `(${effect})` : effect,
    ...(restarted ? ['restart'] : []),
    ...(keepsOldBits ? ['old bits'] : []),
  ];
  return words.join(' ');
}

function textSkip({ reason, count, examples }: SkipCount, repository: string): string {
  const names = examples.map((skipped) => {
    const detail = skipped.detail === undefined ? '' : `: ${printable(skipped.detail)}`;
    return wrap(
      `${nameOf(skipped)} ${printable(skipped.container)} (${shortImage(skipped.image, repository)})${detail}`,
      4,
    );
  });
  const more = count > examples.length ? [`    and ${count - examples.length} more`] : [];
  return [headOf(reason), ...names, ...more].join('\n');
}

function textFailed(failed: Failed): string {
  return [
    headOf(failed.reason),
    wrap(`${nameOf(failed)} ${printable(failed.container)}: ${printable(failed.detail)}`, 4),
  ].join('\n');
}

function textFault({ where, reason, detail }: ClusterFault): string {
  return [headOf(reason), wrap(`${where}: ${printable(detail)}`, 4)].join('\n');
}

function headOf(reason: Reason): string {
  const { says, remedy } = REASONS[reason];
  return wrap(remedy === NOTHING_TO_DO ? `${reason}: ${says}` : `${reason}: ${says} ${remedy}`, 2);
}

function nameOf({ workload: { kind, namespace, name } }: Subject): string {
  return printable(`${kind} ${namespace}/${name}`);
}

/** Of an image of the repository only what differs; the digest cut as `docker images` cuts it. */
function shortImage(image: string, repository: string): string {
  const version = /(?<=\/[^/]*)[:@].*$/.exec(image)?.[0] ?? image;
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  return printable(
    (version.startsWith(':') ? version.slice(1) : version || last).replace(/sha256:(\w{8})\w+/, '$1'),
  );
}

const COLUMNS = 80;
const NOTHING_TO_DO = 'Nothing to do.';

/** Breaks a text at spaces so that no line is longer than 80 columns; lines after the first stand in by two more. */
export function wrap(text: string, margin: number): string {
  const lines: string[] = [];
  let line = ' '.repeat(margin);
  for (const word of text.split(' ')) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(margin + 2) + word;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

/** What became of workloads that were to be held or let go. */
import type { ClusterFault } from '../../core/report/report.ts';
import type { SkipReason } from '../../core/errors/reason.ts';
import { printable } from '../../core/text/printable.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { explainReason } from '../../report/explain-reason.ts';

export interface HoldRow {
  readonly cluster: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `skipped` names the image in a text that is no reference: it may be of another one, and is never written to. */
  readonly result: 'held' | 'released' | 'unchanged' | 'failed' | 'skipped';
  readonly fault?: ClusterFault;
  readonly skip?: { readonly reason: SkipReason; readonly detail: string };
}

/** What could not be looked at, and where. */
export type PlacedFault = ClusterFault & { readonly cluster: string };

/** Keys are only ever added to it. */
export function holdDocument(rows: readonly HoldRow[], faults: readonly PlacedFault[]) {
  return {
    workloads: rows.map(({ fault, skip, ...row }) => ({
      ...row,
      ...(fault === undefined ? {} : explainReason(fault.reason, fault.detail, fault.terms)),
      ...(skip === undefined ? {} : explainReason(skip.reason, skip.detail)),
    })),
    faults: faults.map(({ cluster, where, reason, detail, terms }) => ({
      cluster,
      where,
      ...explainReason(reason, detail, terms),
    })),
  };
}

/** A table, and what failed. */
export function holdText(rows: readonly HoldRow[], faults: readonly PlacedFault[]): string {
  const failures = rows.flatMap(({ cluster, fault }) => (fault === undefined ? [] : [{ cluster, ...fault }]));
  const cells = rows.map(({ cluster, kind, namespace, name, result }) =>
    [cluster, `${kind} ${namespace}/${name}`, result].map((cell) => printable(cell)),
  );
  return [
    ...(rows.length === 0 ? ['No workload matches.'] : []),
    ...(rows.length === 0 ? [] : [plainTable(['cluster', 'workload', 'result'], cells, 0)]),
    ...[...faults, ...failures].map(faultLine),
    ...rows.flatMap((row) => (row.skip === undefined ? [] : [skipLine(row, row.skip)])),
    '',
  ].join('\n');
}

function skipLine(
  { cluster, kind, namespace, name }: HoldRow,
  { reason, detail }: NonNullable<HoldRow['skip']>,
): string {
  const { message, remedy } = explainReason(reason, detail);
  return printable(
    `${cluster}: ${kind} ${namespace}/${name}: ${reason}: ${message} ${remedy} (${detail})`,
    1024,
  );
}

function faultLine({ cluster, where, reason, detail, terms }: PlacedFault): string {
  const { message, remedy } = explainReason(reason, detail, terms);
  return printable(`${cluster}: ${where}: ${reason}: ${message} ${remedy} (${detail})`, 1024);
}

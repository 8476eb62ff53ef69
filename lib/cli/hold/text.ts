/** The output of `hold` and `release`. */
import type { ClusterFault } from '../../core/report/report.ts';
import type { SkipReason } from '../../core/errors/reason.ts';
import type { Hold } from '../../core/workload/hold.ts';
import { printable } from '../../core/text/printable.ts';
import { asRunHere } from '../command-name.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { explainReason } from '../../report/explain-reason.ts';

export interface HoldRow {
  readonly cluster: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `skipped`: the workload contains the name of the image in a text that is not a valid reference; it is never changed. */
  readonly result: 'held' | 'released' | 'unchanged' | 'gone' | 'failed' | 'skipped';
  readonly fault?: ClusterFault;
  /** With `unchanged`: the existing hold. */
  readonly hold?: Hold;
  /** With `unchanged`: the workload is held by its label, without a record. */
  readonly unsigned?: true;
  readonly skip?: { readonly reason: SkipReason; readonly detail: string };
}

/** What could not be read, and in which cluster. */
export type PlacedFault = ClusterFault & { readonly cluster: string };

/** Later versions only add keys. */
export function holdDocument(rows: readonly HoldRow[], faults: readonly PlacedFault[]) {
  return {
    workloads: rows.map(({ fault, skip, hold, ...row }) => ({
      ...row,
      ...(hold === undefined ? {} : { hold: { ...hold, at: new Date(hold.at).toISOString() } }),
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

/** A table, failures, and existing holds. "No workload matches" only if everything was read. */
export function holdText(rows: readonly HoldRow[], faults: readonly PlacedFault[]): string {
  const failures = rows.flatMap(({ cluster, fault }) => (fault === undefined ? [] : [{ cluster, ...fault }]));
  const cells = rows.map(({ cluster, kind, namespace, name, result }) =>
    [cluster, `${kind} ${namespace}/${name}`, result].map((cell) => printable(cell)),
  );
  return [
    ...(rows.length === 0 && faults.length === 0 ? ['No workload matches.'] : []),
    ...(rows.length === 0 ? [] : [plainTable(['cluster', 'workload', 'result'], cells, 0)]),
    ...[...faults, ...failures].map(faultLine),
    ...rows.flatMap((row) => (row.skip === undefined ? [] : [skipLine(row, row.skip)])),
    ...rows.flatMap((row) => (row.hold === undefined ? [] : [heldLine(row, row.hold)])),
    ...rows.flatMap((row) => (row.unsigned === true ? [unsignedLine(row)] : [])),
    '',
  ].join('\n');
}

function skipLine(
  { cluster, kind, namespace, name }: HoldRow,
  { reason, detail }: NonNullable<HoldRow['skip']>,
): string {
  const { message, remedy } = explainReason(reason, detail);
  return printable(
    `${cluster}: ${kind} ${namespace}/${name}: ${reason}: ${message} ${asRunHere(remedy)} (${detail})`,
    1024,
  );
}

/** A second hold does not replace the first: the person who removes it has to know who set it. */
function heldLine({ cluster, kind, namespace, name }: HoldRow, { by, why, at }: Hold): string {
  const reason = why === undefined ? '' : `: ${why}`;
  return printable(
    `${cluster}: ${kind} ${namespace}/${name}: held by ${by} since ${new Date(at).toISOString()}${reason}`,
    1024,
  );
}

function unsignedLine({ cluster, kind, namespace, name }: HoldRow): string {
  return printable(
    `${cluster}: ${kind} ${namespace}/${name}: held by its label, without a record of user, time and reason`,
    1024,
  );
}

function faultLine({ cluster, where, reason, detail, terms }: PlacedFault): string {
  const { message, remedy } = explainReason(reason, detail, terms);
  return printable(`${cluster}: ${where}: ${reason}: ${message} ${asRunHere(remedy)} (${detail})`, 1024);
}

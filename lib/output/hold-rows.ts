/** What became of workloads that were to be held or let go. */
import type { ClusterFault } from '../core/report.ts';
import { printable } from '../core/text.ts';
import { plainTable } from './plain-table.ts';
import { why } from './why.ts';

export interface HoldRow {
  readonly cluster: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly result: 'held' | 'released' | 'unchanged' | 'failed';
  readonly fault?: ClusterFault;
}

/** What could not be looked at, and where. */
export type PlacedFault = ClusterFault & { readonly cluster: string };

/** Keys are only ever added to it. */
export function holdDocument(
  rows: readonly HoldRow[],
  faults: readonly PlacedFault[],
  catchUp: readonly string[],
) {
  return {
    workloads: rows.map(({ fault, ...row }) => ({
      ...row,
      ...(fault === undefined ? {} : why(fault.reason, fault.detail, fault.terms)),
    })),
    faults: faults.map(({ cluster, where, reason, detail, terms }) => ({
      cluster,
      where,
      ...why(reason, detail, terms),
    })),
    catchUp,
  };
}

/** A table, what failed, and the lines that catch up, each to be pasted. */
export function holdText(
  rows: readonly HoldRow[],
  faults: readonly PlacedFault[],
  catchUp: readonly string[],
): string {
  const failures = rows.flatMap(({ cluster, fault }) => (fault === undefined ? [] : [{ cluster, ...fault }]));
  const cells = rows.map(({ cluster, kind, namespace, name, result }) =>
    [cluster, `${kind} ${namespace}/${name}`, result].map((cell) => printable(cell)),
  );
  return [
    ...(rows.length === 0 ? ['No such workload was found.'] : []),
    ...(rows.length === 0 ? [] : [plainTable(['cluster', 'workload', 'result'], cells, 0)]),
    ...[...faults, ...failures].map(faultLine),
    ...(catchUp.length === 0
      ? []
      : ['', 'To catch up, with these tags or newer ones, each with its digest (@sha256:…):', ...catchUp]),
    '',
  ].join('\n');
}

function faultLine({ cluster, where, reason, detail, terms }: PlacedFault): string {
  const { says, remedy } = why(reason, detail, terms);
  return printable(`${cluster}: ${where}: ${reason}: ${says} ${remedy} (${detail})`, 1024);
}

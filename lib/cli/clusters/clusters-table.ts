/** The table of inspected clusters: whether each is ready, or the cause in one word. */
import { printable } from '../../core/text/printable.ts';
import type { Inspection } from '../../admin/inspect/inspection.ts';
import { plainTable } from '../terminal/plain-table.ts';
import type { Emphasis } from '../terminal/report-text.ts';

/** Rows keep their order; clusters that are not ready are bold. Within 80 columns for names of up to 34 characters. */
export function clustersTable(inspections: readonly Inspection[], bold: Emphasis): string {
  const rows = inspections.map((inspection) =>
    Object.values(COLUMNS).map((cell) => (inspection.ready ? cell(inspection) : bold(cell(inspection)))),
  );
  return plainTable(Object.keys(COLUMNS), rows, 0);
}

const NONE = '-';

const COLUMNS: Readonly<Record<string, (inspection: Inspection) => string>> = {
  cluster: ({ cluster }) => printable(cluster),
  ready: readyCell,
  rights: rightsCell,
  policy: policyCell,
};

function readyCell({ state, why }: Inspection): string {
  if (why !== undefined) return `NO: ${why}`;
  return state === 'empty' ? `${NONE} (no cluster)` : 'yes';
}

function rightsCell(inspection: Inspection): string {
  if (inspection.state !== 'inspected' || inspection.rights === undefined) return NONE;
  const all = inspection.rights.flatMap(({ allowed }) => Object.values(allowed));
  const granted = all.filter((each) => each).length;
  return granted === all.length ? 'all' : `${granted} of ${all.length}`;
}

const POLICY_CELLS = { inForce: 'in force', missing: 'missing', unknown: 'unknown' } as const;

function policyCell(inspection: Inspection): string {
  return inspection.state === 'inspected' ? POLICY_CELLS[inspection.imageOnlyPolicy.state] : NONE;
}

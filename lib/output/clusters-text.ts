/**
 * The inspected clusters as a person reads them: which are served and why the others are not, then how each was found
 * and what is there, and at the end, nearest to the prompt, what is to be done.
 */
import type { Inspection } from '../kubernetes/inspect/inspection.ts';
import { clusterDetails } from './clusters-details.ts';
import { countOf } from './clusters-json.ts';
import { clustersTable } from './clusters-table.ts';
import { toDoList } from './clusters-to-do.ts';
import type { Emphasis } from './text-report.ts';
import { wrap } from './wrap.ts';

export function clustersText(inspections: readonly Inspection[], bold: Emphasis = (text) => text): string {
  return [
    `${clustersTable(inspections, bold)}\n\n`,
    ...inspections.map((inspection) => clusterDetails(inspection, bold)),
    toDoList(inspections, bold),
    `${summaryOf(inspections)}\n`,
  ].join('');
}

function summaryOf(inspections: readonly Inspection[]): string {
  const { total, served, notFound, empty } = countOf(inspections);
  const clauses = [
    `${served} of ${total} clusters can be served`,
    ...(notFound > 0 ? [`${entries(notFound)} found none, or not all`] : []),
    ...(empty > 0 ? [`${entries(empty)} stood for none`] : []),
  ];
  return wrap(`${clauses.join('; ')}.`, 0);
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

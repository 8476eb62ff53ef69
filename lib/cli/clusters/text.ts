/**
 * The inspected clusters as a person reads them: which are ready and why the others are not, then how each was found
 * and what is there, and at the end, nearest to the prompt, what is to be done.
 */
import type { Inspection } from '../../admin/inspect/inspection.ts';
import { clusterDetails } from './details.ts';
import { countOf } from './json.ts';
import { clustersTable } from './table.ts';
import { toDoList } from './to-do.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import { wrap } from '../terminal/wrap.ts';

export function clustersText(inspections: readonly Inspection[], bold: Emphasis = (text) => text): string {
  return [
    `${clustersTable(inspections, bold)}\n\n`,
    ...inspections.map((inspection) => clusterDetails(inspection, bold)),
    toDoList(inspections, bold),
    `${summaryOf(inspections)}\n`,
  ].join('');
}

function summaryOf(inspections: readonly Inspection[]): string {
  const { total, ready, notFound, empty } = countOf(inspections);
  const clauses = [
    `${ready} of ${total} clusters are ready`,
    ...(notFound > 0 ? [`${entries(notFound)} found none, or not all`] : []),
    ...(empty > 0 ? [`${entries(empty)} stood for none`] : []),
  ];
  return wrap(`${clauses.join('; ')}.`, 0);
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

/**
 * The inspected clusters for a person: the table of ready and unready clusters, the details of each, and last, nearest to
 * the prompt, what to do.
 */
import type { Inspection } from '../../admin/inspect/inspection.ts';
import { clusterDetails } from './details.ts';
import { countClusters } from './clusters-document.ts';
import { clustersTable } from './clusters-table.ts';
import { toDoList } from './to-do.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import { wrap } from '../terminal/wrap.ts';

export function clustersText(inspections: readonly Inspection[], bold: Emphasis = (text) => text): string {
  return [
    `${clustersTable(inspections, bold)}\n\n`,
    ...inspections.map((inspection) => clusterDetails(inspection, bold)),
    toDoList(inspections, bold),
    `${clustersSummary(inspections)}\n`,
  ].join('');
}

function clustersSummary(inspections: readonly Inspection[]): string {
  const { total, ready, notFound, empty } = countClusters(inspections);
  const clauses = [
    `${ready} of ${total} clusters are ready`,
    ...(notFound > 0 ? [`${found(notFound)} not found, or only in part`] : []),
    ...(empty > 0 ? [`${entries(empty)} matched none`] : []),
  ];
  return wrap(`${clauses.join('; ')}.`, 0);
}

function found(count: number): string {
  return count === 1 ? '1 entry was' : `${count} entries were`;
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

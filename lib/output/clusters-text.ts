/**
 * The inspected clusters as a person reads them: a line for each, then how it was found and who we are there, and at
 * the end, nearest to the prompt, what is to be done, the worst last. Commands are never broken into lines.
 */
import { REASONS } from '../core/reason.ts';
import { printable } from '../core/text.ts';
import type { Advice, Inspection, InspectionFault, WorkloadCount } from '../kubernetes/inspect/inspection.ts';
import { plainTable } from './plain-table.ts';
import type { Emphasis } from './text-report.ts';
import { wrap, wrapPhrases } from './wrap.ts';

export function clustersText(inspections: readonly Inspection[], bold: Emphasis = (text) => text): string {
  const toDo = inspections.filter(({ faults, advice }) => faults.length + advice.length > 0);
  const served = inspections.filter((inspection) => inspection.served).length;
  return [
    plainTable(Object.keys(COLUMNS), inspections.map(rowOf), 0),
    '',
    ...inspections.filter(isFound).map((inspection) => detailsOf(inspection, bold)),
    ...(toDo.length > 0 ? [bold('What to do'), ...howTo(toDo), ''] : []),
    ...toDo.toSorted((a, b) => Number(b.served) - Number(a.served)).map((each) => toDoOf(each, bold)),
    `${served} of ${inspections.length} clusters can be served.`,
    '',
  ].join('\n');
}

function howTo(toDo: readonly Inspection[]): readonly string[] {
  const hasCommands = toDo.some(({ advice }) => advice.some(({ commands }) => commands.length > 0));
  return hasCommands
    ? [wrap("Commands are for an administrator of the cluster, in this project's folder.", 0)]
    : [];
}

const NONE = '-';

const COLUMNS: Readonly<Record<string, (inspection: Inspection) => string>> = {
  cluster: ({ cluster }) => printable(cluster),
  served: ({ served }) => (served ? 'yes' : 'NO'),
  version: ({ version }) => (version === undefined ? NONE : shortVersion(version)),
  endpoint: ({ found }) => found.endpoint ?? NONE,
  rights: rightsCell,
  policy: ({ imageOnlyPolicy: { state }, scanMilliseconds }) =>
    scanMilliseconds === undefined ? NONE : POLICY_CELLS[state],
  workloads: ({ workloads }) => (workloads.length === 0 ? NONE : String(sumOf(workloads))),
  scan: ({ scanMilliseconds: ms }) => (ms === undefined ? NONE : `${ms} ms`),
};

const POLICY_CELLS = { inForce: 'in force', missing: 'missing', unknown: 'unknown' } as const;

/** Of all others the fault alone is known. */
function isFound({ found }: Inspection): boolean {
  return found.way !== undefined;
}

function rowOf(inspection: Inspection): string[] {
  return Object.values(COLUMNS).map((cell) => cell(inspection));
}

/** Without what a distribution puts behind it: `v1.34.1` of `v1.34.1-gke.1829001`. */
function shortVersion(version: string): string {
  return printable(/^v?\d+\.\d+\.\d+/.exec(version)?.[0] ?? version, 20);
}

function rightsCell({ rights }: Inspection): string {
  if (rights === undefined) return NONE;
  const all = rights.flatMap(({ allowed }) => Object.values(allowed));
  const granted = all.filter((each) => each).length;
  return granted === all.length ? 'all' : `${granted} of ${all.length}`;
}

function sumOf(workloads: readonly WorkloadCount[]): number {
  return workloads.reduce((sum, { count }) => sum + count, 0);
}

function detailsOf(inspection: Inspection, bold: Emphasis): string {
  const { cluster, found, identity, version, imageOnlyPolicy, workloads } = inspection;
  const { entry, way, server } = found;
  const places = [entry, way].flatMap((each) => (each === undefined ? [] : printable(each, 512))).join(': ');
  const who =
    identity?.username ?? (version === undefined ? undefined : 'unknown: the API server does not say');
  return [
    bold(printable(cluster)),
    ...line('found by', places),
    ...line('server', server === way ? undefined : server),
    ...line('version', version === undefined || version === shortVersion(version) ? undefined : version),
    ...line('we are', who),
    ...line(
      'policy',
      imageOnlyPolicy.state === 'unknown' && workloads.length > 0
        ? `unknown: ${imageOnlyPolicy.why}`
        : undefined,
    ),
    ...line('workloads', workloads.map(countText).join(', ')),
    '',
  ].join('\n');
}

function line(title: string, text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [wrap(`${title.padEnd(10)} ${printable(text, 512)}`, 2)];
}

function countText({ kind, count, absent }: WorkloadCount): string {
  return absent === true ? `no ${kind} in this cluster` : `${kind} ${count}`;
}

function toDoOf({ cluster, served, found, faults, advice }: Inspection, bold: Emphasis): string {
  const place = found.entry === undefined ? '' : ` (${printable(found.entry)})`;
  const byHead = Map.groupBy(faults, headOf);
  return [
    bold(`${printable(cluster)}${place} ${served ? 'is served; better still:' : 'cannot be served:'}`),
    ...[...byHead].flatMap(([head, all]) => [head, ...all.map(faultText)]),
    ...advice.map((each) => adviceText(each, found.kubectl)),
    '',
  ].join('\n');
}

function headOf({ reason, remedy }: InspectionFault): string {
  return wrapPhrases(phrasesOf(`${reason}: ${REASONS[reason].says} ${printable(remedy, 1024)}`), 2);
}

/** Words, and commands in backticks as one. */
function phrasesOf(text: string): readonly string[] {
  return text.match(/`[^`]*`\S*|\S+/g) ?? [];
}

function faultText({ where, detail }: InspectionFault): string {
  return wrap(`${printable(where)}: ${printable(detail, 1024)}`, 4);
}

function adviceText({ says, commands }: Advice, kubectl: string | undefined): string {
  const lines = kubectl === undefined || commands.length === 0 ? commands : [kubectl, ...commands];
  return [wrap(printable(says, 1024), 2), ...lines.map((command) => `    ${command}`)].join('\n');
}

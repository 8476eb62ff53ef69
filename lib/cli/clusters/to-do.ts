/** What a person has to do, or should do, for a cluster; each command is a line that can be pasted. */
import { printable } from '../../core/text/printable.ts';
import type { Advice, Inspection, InspectionFault } from '../../admin/inspect/inspection.ts';
import { packageFolder } from '../command-name.ts';
import { commandLine, reasonHead } from '../terminal/reason-head.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import { wrap } from '../terminal/wrap.ts';

/** The folder of the files that commands name. */
const FOLDER = packageFolder(import.meta.filename, process.cwd()) ?? "this project's folder";

/** Clusters that are not ready come last, nearest to the prompt; empty if there is nothing to do. */
export function toDoList(inspections: readonly Inspection[], bold: Emphasis): string {
  const toDo = inspections.filter(({ faults, advice }) => faults.length + advice.length > 0);
  if (toDo.length === 0) return '';
  const hasCommands = toDo.some(({ faults, advice }) =>
    [...faults, ...advice].some(({ commands }) => commands.length > 0),
  );
  return [
    bold('What to do'),
    ...(hasCommands ? [`Run the commands as an administrator, in ${FOLDER}.`] : []),
    '',
    ...toDo
      .toSorted((a, b) => Number(b.ready) - Number(a.ready))
      .map((each) => `${clusterToDo(each, bold)}\n`),
    '',
  ].join('\n');
}

function clusterToDo(inspection: Inspection, bold: Emphasis): string {
  const { cluster, found, faults, advice } = inspection;
  const place = found === undefined ? '' : ` (${printable(found.entry)})`;
  const byHead = Map.groupBy(faults, faultHead);
  return [
    bold(`${printable(cluster)}${place} ${readinessText(inspection)}:`),
    ...[...byHead].map(([head, all]) =>
      [head, ...all.map(faultText), ...commandLines(faultCommands(all))].join('\n'),
    ),
    ...advice.map((each) => adviceText(each, found?.kubectl)),
  ]
    .join('\n')
    .trimEnd();
}

function readinessText({ ready, state }: Inspection): string {
  if (ready) return 'is ready; recommended';
  return state === 'notFound' ? 'was not found, or only in part' : 'is not ready';
}

function faultHead({ reason, remedy }: InspectionFault): string {
  return reasonHead(reason, remedy);
}

function faultText({ where, detail }: InspectionFault): string {
  return wrap(`${printable(where)}: ${printable(detail, 1024)}`, 4);
}

/** The commands of faults, each once. */
function faultCommands(faults: readonly InspectionFault[]): readonly string[] {
  return [...new Set(faults.flatMap(({ commands }) => commands))];
}

function adviceText({ message, commands }: Advice, kubectl: string | undefined): string {
  const lines = kubectl === undefined || commands.length === 0 ? commands : [kubectl, ...commands];
  const needsContext = kubectl === undefined && commands.length > 0;
  const text = needsContext ? `${message} Point kubectl to this cluster first.` : message;
  return [wrap(printable(text, 1024), 2), ...commandLines(lines)].join('\n');
}

/** Separated from the text by blank lines. */
function commandLines(commands: readonly string[]): readonly string[] {
  return commands.length === 0 ? [] : ['', ...commands.map(commandLine), ''];
}

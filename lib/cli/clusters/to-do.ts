/** What a person has to do, or may want to do, for a cluster; each command is a line that can be pasted. */
import { printable } from '../../core/text/printable.ts';
import type { Advice, Inspection, InspectionFault } from '../../admin/inspect/inspection.ts';
import { commandLine, reasonHead } from '../terminal/reason-head.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import { wrap } from '../terminal/wrap.ts';

/** Of all that have something to be done, the worst last, nearest to the prompt; empty where there is none. */
export function toDoList(inspections: readonly Inspection[], bold: Emphasis): string {
  const toDo = inspections.filter(({ faults, advice }) => faults.length + advice.length > 0);
  if (toDo.length === 0) return '';
  const hasCommands = toDo.some(({ faults, advice }) =>
    [...faults, ...advice].some(({ commands }) => commands.length > 0),
  );
  return [
    bold('What to do'),
    ...(hasCommands ? ["Commands are for an administrator, in this project's folder."] : []),
    '',
    ...toDo.toSorted((a, b) => Number(b.served) - Number(a.served)).map((each) => `${toDoOf(each, bold)}\n`),
    '',
  ].join('\n');
}

function toDoOf(inspection: Inspection, bold: Emphasis): string {
  const { cluster, found, faults, advice } = inspection;
  const place = found === undefined ? '' : ` (${printable(found.entry)})`;
  const byHead = Map.groupBy(faults, headOf);
  return [
    bold(`${printable(cluster)}${place} ${verdictOf(inspection)}:`),
    ...[...byHead].map(([head, all]) =>
      [head, ...all.map(faultText), ...linesOf(commandsOf(all))].join('\n'),
    ),
    ...advice.map((each) => adviceText(each, found?.kubectl)),
  ]
    .join('\n')
    .trimEnd();
}

function verdictOf({ served, state }: Inspection): string {
  if (served) return 'is served; better still';
  return state === 'notFound' ? 'is not found, or not all of it' : 'cannot be served';
}

function headOf({ reason, remedy }: InspectionFault): string {
  return reasonHead(reason, remedy);
}

function faultText({ where, detail }: InspectionFault): string {
  return wrap(`${printable(where)}: ${printable(detail, 1024)}`, 4);
}

/** The commands of faults, each once. */
function commandsOf(faults: readonly InspectionFault[]): readonly string[] {
  return [...new Set(faults.flatMap(({ commands }) => commands))];
}

function adviceText({ message, commands }: Advice, kubectl: string | undefined): string {
  const lines = kubectl === undefined || commands.length === 0 ? commands : [kubectl, ...commands];
  return [wrap(printable(message, 1024), 2), ...linesOf(lines)].join('\n');
}

/** Set apart from what is to be read. */
function linesOf(commands: readonly string[]): readonly string[] {
  return commands.length === 0 ? [] : ['', ...commands.map(commandLine), ''];
}

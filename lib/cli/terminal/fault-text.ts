/** What could not be read, for a person: the subject, the reason with its remedy, the detail, and the command that fixes it. */
import { formatCommand, formatRemedy } from '../../core/errors/reason.ts';
import type { ClusterFault } from '../../core/report/report.ts';
import { printable } from '../../core/text/printable.ts';
import { commandLine, reasonHead } from './reason-head.ts';
import { wrap } from './wrap.ts';

/** The subject is printable; an empty line ends the text. */
export function faultText(subject: string, { where, reason, detail, terms }: ClusterFault): string {
  const command = formatCommand(reason, terms);
  return [
    `${subject}:`,
    reasonHead(reason, formatRemedy(reason, terms)),
    wrap(`${printable(where)}: ${printable(detail, 1024)}`, 4),
    ...(command === undefined ? [] : [commandLine(command)]),
    '',
  ].join('\n');
}

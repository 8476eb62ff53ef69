/** An error for people: reason and message, remedy, and the command that fixes it. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { asRunHere } from './command-name.ts';
import { formatCommand, formatRemedy } from '../core/errors/reason.ts';

/** Lines, each with a line break. The command has a line of its own, so that it can be pasted. */
export function errorText({ reason, message, terms }: UpdaterError): string {
  const command = formatCommand(reason, terms);
  const lines = [
    `${reason}: ${message}`,
    asRunHere(formatRemedy(reason, terms)),
    ...(command === undefined ? [] : [asRunHere(command)]),
  ];
  return `${lines.join('\n')}\n`;
}

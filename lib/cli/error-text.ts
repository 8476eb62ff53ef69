/** A fault for people: what is the case, what to do about it, and the command that does it. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { asRunHere } from './command-name.ts';
import { formatCommand, formatRemedy } from '../core/errors/reason.ts';

/** Lines, each with its end. The command stands alone on its line, so that it can be pasted. */
export function errorText({ reason, message, terms }: UpdaterError): string {
  const command = formatCommand(reason, terms);
  const lines = [
    `${reason}: ${message}`,
    asRunHere(formatRemedy(reason, terms)),
    ...(command === undefined ? [] : [asRunHere(command)]),
  ];
  return `${lines.join('\n')}\n`;
}

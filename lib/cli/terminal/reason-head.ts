/** The heading of a reason in texts for people, printed once for all its cases. */
import { REASONS, type Reason } from '../../core/errors/reason.ts';
import { asRunHere } from '../command-name.ts';
import { printable } from '../../core/text/printable.ts';
import { wrap } from './wrap.ts';

/** Reason, message, and the remedy if there is one. Commands have lines of their own. */
export function reasonHead(reason: Reason, remedy: string): string {
  const { message } = REASONS[reason];
  const toDo = remedy === NOTHING_TO_DO ? [] : [printable(asRunHere(remedy), 1024)];
  return wrap([`${reason}: ${message}`, ...toDo].join(' '), 2);
}

const NOTHING_TO_DO = 'Nothing to do.';

/** Never wrapped, so that it can be pasted. A command of the image updater is rewritten so that it can be run here. */
export function commandLine(command: string): string {
  return `    ${asRunHere(command)}`;
}

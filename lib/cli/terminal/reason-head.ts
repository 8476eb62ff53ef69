/** What texts for people say of a reason, once for all that it is about. */
import { REASONS, type Reason } from '../../core/errors/reason.ts';
import { asRunHere } from '../command-name.ts';
import { printable } from '../../core/text/printable.ts';
import { wrap } from './wrap.ts';

/** The reason, what is the case, and what can be done where there is something to do. Its commands have lines of their own. */
export function reasonHead(reason: Reason, remedy: string): string {
  const { message } = REASONS[reason];
  const toDo = remedy === NOTHING_TO_DO ? [] : [printable(asRunHere(remedy), 1024)];
  return wrap([`${reason}: ${message}`, ...toDo].join(' '), 2);
}

const NOTHING_TO_DO = 'Nothing to do.';

/** Never broken into lines: a line is pasted as it is. One of the image updater is named as it can be run here. */
export function commandLine(command: string): string {
  return `    ${asRunHere(command)}`;
}

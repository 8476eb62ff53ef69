/** A fault for people: what is the case, what to do about it, and the command that does it. */
import type { Fault } from '../core/errors/fault.ts';
import { commandOf, remedyOf } from '../core/errors/reason.ts';

/** Lines, each with its end. The command stands alone on its line, so that it can be pasted. */
export function faultText({ reason, message, terms }: Fault): string {
  const lines = [`${reason}: ${message}`, remedyOf(reason, terms), commandOf(reason, terms) ?? []].flat();
  return `${lines.join('\n')}\n`;
}

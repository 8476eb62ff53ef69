/** Checks of the configuration, each with the code of the complaints that it makes. */
import * as v from 'valibot';
import type { ComplaintCode } from './complaint.ts';

/** The codes of such checks. */
export const CHECK_CODES = [
  'Duplicate',
  'NoSource',
  'TwoSources',
  'UnknownKey',
] as const satisfies readonly ComplaintCode[];

/** The check; it runs also where other things are wrong, so it may get a value that is half parsed. */
export function codedCheck<T>(
  code: (typeof CHECK_CODES)[number],
  check: Parameters<typeof v.rawCheck<T>>[0],
): v.RawCheckAction<T> {
  const coded = { ...v.rawCheck(check), requirement: code };
  return coded;
}

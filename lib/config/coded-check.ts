/** Checks of the configuration, each with the code of its complaints. */
import * as v from 'valibot';
import type { ComplaintCode } from './complaint.ts';

/** The codes of these checks. */
export const CHECK_CODES = [
  'Duplicate',
  'NoSource',
  'TwoSources',
  'UnknownKey',
] as const satisfies readonly ComplaintCode[];

/** Creates a check. It runs also if other checks fail, so its value may be parsed only in part. */
export function codedCheck<T>(
  code: (typeof CHECK_CODES)[number],
  check: Parameters<typeof v.rawCheck<T>>[0],
): v.RawCheckAction<T> {
  const coded = { ...v.rawCheck(check), requirement: code };
  return coded;
}

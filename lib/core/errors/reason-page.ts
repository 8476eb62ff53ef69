/** Where a reason is explained, for who reads it in a log line. */
import type { Reason } from './reason.ts';

/** The page beside this file, as a code host shows it. */
export const REASONS_PAGE =
  'https://github.com/OWNER/kubernetes-image-updater/blob/main/lib/core/errors/README.md';

/** The address of the entry: a code host makes it of the heading, in lower case. */
export function reasonAddress(reason: Reason): string {
  return `${REASONS_PAGE}#${reason.toLowerCase()}`;
}

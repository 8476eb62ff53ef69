/** The address of the explanation of a reason, for readers of log lines. */
import type { Reason } from './reason.ts';

/** The page in this folder, at the code host. */
export const REASONS_PAGE =
  'https://github.com/OWNER/kubernetes-image-updater/blob/main/lib/core/errors/README.md';

/** The address of the heading of a reason, whose anchor is in lower case. */
export function reasonAddress(reason: Reason): string {
  return `${REASONS_PAGE}#${reason.toLowerCase()}`;
}

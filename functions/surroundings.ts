/** What the functions need from outside; `index.ts` gives the process's own, tests theirs. */
import type { Handled } from '../lib/core/report/handled.ts';
import type { Opened } from '../lib/bootstrap.ts';

export interface Surroundings {
  readonly opened: Opened;
  /** Where a log line goes. */
  readonly log: (line: string) => void;
  /** `GOOGLE_CLOUD_PROJECT`, for the traces of log lines. */
  readonly project: string | undefined;
  /** Where Google's certificates are, for tests. */
  readonly certificates?: URL;
  /** Told of each event after its lines are logged. */
  readonly onHandled?: (handled: Handled) => void;
}

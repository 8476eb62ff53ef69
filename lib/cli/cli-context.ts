/** What a command needs from outside; `lifecycle.ts` passes that of the process, tests pass their own. */
import type { Environment } from '../core/environment.ts';
import type { TimeLimits } from '../async/deadline.ts';
import type { ResolveDigest } from '../pipeline/context.ts';
import type { Emphasis } from './terminal/report-text.ts';
import type { Progress } from './terminal/progress.ts';

export interface CliContext {
  readonly environment: Environment;
  /** Writes results: standard output. */
  readonly write: (text: string) => void;
  /** Writes everything else: standard error. */
  readonly note: (text: string) => void;
  /** Formats headings; plain text if the output is not a terminal. */
  readonly bold: Emphasis;
  /** Opens a progress line; it is silent without a terminal. */
  readonly openProgress: (unit: string) => Progress;
  /** Asks for a yes or a no; undefined without a terminal. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** The user who runs the command, for records and change causes. */
  readonly user: string;
  /**
   * Aborts on Ctrl-C; in mutating and long-running commands also on SIGTERM and SIGHUP. The reason is {@link Terminated}
   * if a long-running command received SIGTERM.
   */
  readonly signal: AbortSignal;
  /** Default: the registry is asked, with the credentials of Docker and of Google. */
  readonly resolveDigest?: ResolveDigest;
  /** Default: the time limits of an event. */
  readonly timeLimits?: TimeLimits;
}

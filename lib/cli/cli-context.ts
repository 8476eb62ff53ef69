/** What a command needs from outside; `main.ts` gives the process's own, tests theirs. */
import type { Environment } from '../core/environment.ts';
import type { TimeLimits } from '../async/deadline.ts';
import type { Emphasis } from './terminal/report-text.ts';
import type { Progress } from './terminal/progress.ts';

export interface CliContext {
  readonly environment: Environment;
  /** Where results go: standard output. */
  readonly write: (text: string) => void;
  /** Where everything else goes: standard error. */
  readonly note: (text: string) => void;
  /** For headings, where the output is a terminal that wants it. */
  readonly bold: Emphasis;
  /** Shows how far a command is; for no one where there is no terminal. */
  readonly openProgress: (unit: string) => Progress;
  /** Asks for a yes or a no; missing where nobody can be asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Who runs the command: records and change causes name him. */
  readonly user: string;
  /**
   * Aborts on Ctrl-C; for what changes something, and what runs for long, also on SIGTERM and SIGHUP. The reason is
   * {@link Terminated} where a process that runs for long got SIGTERM.
   */
  readonly signal: AbortSignal;
  /** Those of an event unless given. */
  readonly timeLimits?: TimeLimits;
}

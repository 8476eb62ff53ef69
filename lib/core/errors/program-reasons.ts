/** Errors of the program itself. */
import type { ReasonList } from './reason-text.ts';

export const PROGRAM_REASONS = {
  InvalidConfig: {
    kind: 'failed',
    message: 'The configuration cannot be used.',
    remedy: 'Correct each line that the detail names. `config check` prints all of them.',
  },
  Interrupted: {
    kind: 'failed',
    message: 'The command was interrupted before this was changed.',
    remedy: 'Run the command again. Completed work is not repeated.',
  },
  OutOfTime: {
    kind: 'transient',
    message: 'The time limit was reached before this was done.',
    remedy:
      'Nothing to do if it is temporary. Else find out what is slow: the server that the detail names, or the network.',
  },
  Unexpected: {
    kind: 'transient',
    message: 'Internal error.',
    remedy: 'Report this error, with the log line.',
  },
} as const satisfies ReasonList;

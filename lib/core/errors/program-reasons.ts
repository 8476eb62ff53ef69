/** What can happen to the program itself, whatever it is doing. */
import type { ReasonList } from './reason-text.ts';

export const PROGRAM_REASONS = {
  InvalidConfig: {
    kind: 'failed',
    message: 'The configuration cannot be used.',
    remedy: 'Correct what the detail names, line by line.',
  },
  Interrupted: {
    kind: 'failed',
    message: 'The command was interrupted before this was changed.',
    remedy: 'Run the command again: what is done stays done.',
  },
  OutOfTime: {
    kind: 'transient',
    message: 'The time budget was used up before this was done.',
    remedy:
      'Nothing to do if it passes; else find out what is slow: the server in the detail, or the way to it.',
  },
  Unexpected: {
    kind: 'transient',
    message: 'Internal error.',
    remedy: 'Report it with the log line.',
  },
} as const satisfies ReasonList;

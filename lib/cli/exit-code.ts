/** Exit codes of all commands: what a script can rely on. */
export const EXIT = {
  done: 0,
  /** Something that the command looked at or did is not well; the output says what. */
  failed: 1,
  /** The command was called wrongly, or its configuration cannot be used: nothing was done. */
  misuse: 2,
  /** Ended by Ctrl-C, as shells count it, or by a signal that counts as that. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

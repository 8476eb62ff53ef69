/** Exit codes of all commands; scripts can rely on them. */
export const EXIT = {
  done: 0,
  /** A check or an operation failed; the output says which. */
  failed: 1,
  /** Wrong use, or an unusable configuration: nothing was done. */
  misuse: 2,
  /** Ended by Ctrl-C (the code that shells use), or by a signal with the same meaning. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

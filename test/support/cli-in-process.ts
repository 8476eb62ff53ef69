/** A command run in this process, with everything that it says. */
import type { CliContext } from '../../lib/cli/cli-context.ts';

export interface Run {
  readonly code: number;
  /** Standard output. */
  readonly written: string;
  /** Standard error. */
  readonly noted: string;
  readonly counts: readonly { readonly done: number; readonly total: number }[];
  /** Whether the progress was closed. */
  readonly closed: boolean;
}

/** Runs a command with an empty environment, and without asking a registry, unless the changes say otherwise. */
export async function run(
  command: (context: CliContext) => Promise<number>,
  changes: Partial<CliContext> = {},
): Promise<Run> {
  let [written, noted, closed] = ['', '', false];
  const counts: Run['counts'][number][] = [];
  const code = await command({
    environment: {},
    write: (text) => void (written += text),
    note: (text) => void (noted += text),
    bold: (text) => text,
    user: 'tester',
    resolveDigest: () => Promise.resolve({ is: 'off' }),
    openProgress: () => ({ show: (count) => void counts.push(count), close: () => void (closed = true) }),
    signal: new AbortController().signal,
    ...changes,
  });
  return { code, written, noted, counts, closed };
}

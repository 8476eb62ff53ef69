/** Asks before something is changed. */
import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** Undefined if it is confirmed, or with `--yes`; else the exit code, after printing the reason. */
export async function confirmChange(
  { yes }: { readonly yes?: boolean },
  question: string,
  { confirm, note, signal }: Pick<CliContext, 'confirm' | 'note' | 'signal'>,
): Promise<ExitCode | undefined> {
  const ask = yes === true ? () => Promise.resolve(true) : confirm;
  if (ask === undefined) {
    note('expected --yes, got no terminal for the confirmation prompt; nothing was changed\n');
    return EXIT.misuse;
  }
  return (await ask(question)) && !signal.aborted ? undefined : endUnchanged(note);
}

/** The exit code of an interruption before anything was changed, after saying so. */
export function endUnchanged(note: CliContext['note']): ExitCode {
  note('Nothing was changed.\n');
  return EXIT.interrupted;
}

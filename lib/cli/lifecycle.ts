/** How a command runs in this process: the effect of signals, and of a closed standard output (broken pipe). */
import { startFolder } from './command-name.ts';
import { styleText } from 'node:util';
import { renderComplaints } from '../config/complaint.ts';
import { silenceLibraries } from '../config/silence-libraries.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { confirmOn } from './terminal/confirm.ts';
import { openProgress } from './terminal/progress.ts';
import { Terminated } from './terminated.ts';
import { userName } from './user-name.ts';

/** The implementation of a command, after its libraries are loaded. */
export type Run = (context: CliContext) => Promise<ExitCode>;

/**
 * Signals that ask a process to end: Ctrl-C; the parent, such as a cancelled CI job; a terminal that is closed. By
 * default each kills the process, and patches that are already sent are applied without being reported.
 */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a command that changes nothing: it ends when standard output is closed. */
export async function runQuery(run: Run): Promise<void> {
  const interruption = new AbortController();
  // Other signals may kill it: nothing is lost.
  abortOnSignal(interruption, ['SIGINT']);
  process.exitCode = await run(processWith(interruption.signal));
}

/** Runs a mutating command: on a signal, or when standard output is closed, it finishes the work in flight. */
export async function runMutation(run: Run): Promise<void> {
  const interruption = new AbortController();
  const wasRead = untilUnread(interruption);
  abortOnSignal(interruption, ENDING);
  const code = await run(processWith(interruption.signal));
  process.exitCode = wasRead() ? code : EXIT.failed;
  if (!wasRead()) exitNow();
}

/** Runs a command that ends only on a signal, or when standard output is closed. */
export async function runService(run: Run): Promise<void> {
  const stop = new AbortController();
  const wasRead = untilUnread(stop);
  const code = await run(untilStopped(stop));
  process.exitCode = wasRead() ? code : EXIT.failed;
  exitNow();
}

/** Exits after all output is written, whatever handles are still open. */
export function exitNow(): void {
  process.stdout.write('', () => process.exit());
}

/** Changes to the folder in which the user typed the command: npm runs the script of a clone in its root. */
export function enterStartFolder(module: string): void {
  const folder = startFolder(module, process.env);
  if (folder !== undefined) process.chdir(folder);
}

/** The rule until a command sets another: it ends without an error when standard output is closed, as in `… | head`. */
export function endWhenUnread(): void {
  process.stdout.on('error', endUnread);
  // A closed standard error is ignored.
  process.stderr.on('error', () => undefined);
}

function endUnread({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? EXIT.done : EXIT.failed);
}

/** A mutating command whose output cannot be written has failed. The result says whether all output was written so far. */
function untilUnread(interruption: AbortController): () => boolean {
  let isRead = true;
  process.stdout.off('error', endUnread).on('error', () => {
    isRead = false;
    interruption.abort();
    process.exitCode = EXIT.failed;
  });
  return () => isRead;
}

/** The first of these signals lets the command finish; a second one ends it at once, by the default action of the system. */
function abortOnSignal(interruption: AbortController, signals: readonly NodeJS.Signals[]): void {
  const onSignal = (): void => {
    for (const signal of signals) if (isInsistent(signal)) process.off(signal, onSignal);
    interruption.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
}

/** The same for a long-running command: a second signal ends it at once, with an exit code of its own. */
function untilStopped(stop: AbortController): CliContext {
  const onSignal = (signal: NodeJS.Signals): void =>
    stop.signal.aborted && isInsistent(signal)
      ? process.exit(EXIT.interrupted)
      : stop.abort(signal === 'SIGTERM' ? new Terminated() : undefined);
  for (const signal of ENDING) process.on(signal, onSignal);
  return processWith(stop.signal);
}

/** Whether a second signal ends it at once. A closed terminal sends SIGHUP twice, by its shell and by the system. */
function isInsistent(signal: NodeJS.Signals): boolean {
  return signal !== 'SIGHUP';
}

function processWith(signal: AbortSignal): CliContext {
  const warnings = silenceLibraries(process.env);
  if (warnings.length > 0) process.stderr.write(`${renderComplaints(warnings)}\n`);
  return {
    environment: process.env,
    write: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(text),
    ...(process.stdin.isTTY &&
      process.stderr.isTTY && { confirm: confirmOn(process.stdin, process.stderr, signal) }),
    user: userName(),
    bold: (text) => styleText('bold', text, { stream: process.stdout }),
    openProgress: (unit) => openProgress(process.stderr, unit),
    signal,
  };
}

/** How a command runs in this process: what signals do, and what happens where nobody reads its output any more. */
import { styleText } from 'node:util';
import { renderComplaints } from '../config/complaint.ts';
import { silenceLibraries } from '../config/silence-libraries.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { confirmOn } from './terminal/confirm.ts';
import { openProgress } from './terminal/progress.ts';
import { Terminated } from './terminated.ts';
import { userName } from './user-name.ts';

/** What a command does, once its libraries are loaded. */
export type Run = (context: CliContext) => Promise<ExitCode>;

/**
 * What asks a process to end: Ctrl-C; whoever started it, such as a CI job that is cancelled; a terminal that is closed.
 * By default each kills it, and whatever it has sent by then is applied and reported by nobody.
 */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs what changes nothing: it ends where its reader goes away. */
export async function runQuery(run: Run): Promise<void> {
  const interruption = new AbortController();
  // Nothing is lost where another signal kills it.
  abortOnSignal(interruption, ['SIGINT']);
  process.exitCode = await run(processWith(interruption.signal));
}

/** Runs what changes something: it finishes what is under way on a signal, or where its reader goes away. */
export async function runMutation(run: Run): Promise<void> {
  const interruption = new AbortController();
  const wasRead = untilUnread(interruption);
  abortOnSignal(interruption, ENDING);
  const code = await run(processWith(interruption.signal));
  process.exitCode = wasRead() ? code : EXIT.failed;
  if (!wasRead()) exitNow();
}

/** Runs what ends on a signal alone, or where its reader goes away. */
export async function runService(run: Run): Promise<void> {
  const stop = new AbortController();
  const wasRead = untilUnread(stop);
  const code = await run(untilStopped(stop));
  process.exitCode = wasRead() ? code : EXIT.failed;
  exitNow();
}

/** Ends when all is printed, whatever is still open. */
export function exitNow(): void {
  process.stdout.write('', () => process.exit());
}

/** The rule until a command sets another: it ends without an error where its reader goes away, as in `… | head`. */
export function endWhenUnread(): void {
  process.stdout.on('error', endUnread);
  // What is said beside the results is not missed by who went away.
  process.stderr.on('error', () => undefined);
}

function endUnread({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? EXIT.done : EXIT.failed);
}

/** What it did stays unknown, so it is no success. Tells whether its output was read so far. */
function untilUnread(interruption: AbortController): () => boolean {
  let isRead = true;
  process.stdout.off('error', endUnread).on('error', () => {
    isRead = false;
    interruption.abort();
    process.exitCode = EXIT.failed;
  });
  return () => isRead;
}

/** The first of these signals lets the command end; on a second one the system ends it at once. */
function abortOnSignal(interruption: AbortController, signals: readonly NodeJS.Signals[]): void {
  const onSignal = (): void => {
    for (const signal of signals) if (isInsistent(signal)) process.off(signal, onSignal);
    interruption.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
}

/** The same for what runs for long: on a second one it ends at once, with a code of its own. */
function untilStopped(stop: AbortController): CliContext {
  const onSignal = (signal: NodeJS.Signals): void =>
    stop.signal.aborted && isInsistent(signal)
      ? process.exit(EXIT.interrupted)
      : stop.abort(signal === 'SIGTERM' ? new Terminated() : undefined);
  for (const signal of ENDING) process.on(signal, onSignal);
  return processWith(stop.signal);
}

/** Whether a second one ends it at once. A terminal that closes sends SIGHUP twice, by its shell and by the system. */
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

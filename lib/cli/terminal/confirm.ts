/** The confirmation prompt. */
import { createInterface } from 'node:readline/promises';

/** Asks on these streams. An answer that begins with y is a yes; everything else, including Ctrl-C, is a no. */
export function confirmOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): (question: string) => Promise<boolean> {
  return async (question) => {
    const lines = createInterface({ input, output });
    const interrupted = new AbortController();
    // While readline reads the terminal, it receives Ctrl-C as SIGINT event instead of a signal.
    lines.once('SIGINT', () => interrupted.abort()).once('close', () => interrupted.abort());
    try {
      const answer = await lines.question(`${question} [y/N] `, {
        signal: AbortSignal.any([signal, interrupted.signal]),
      });
      return /^y/i.test(answer.trim());
    } catch {
      output.write('\n');
      return false;
    } finally {
      lines.close();
    }
  };
}

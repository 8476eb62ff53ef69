/** Asking a person for a yes or a no. */
import { createInterface } from 'node:readline/promises';

/** Asks on these streams; whatever begins with y is a yes, and all else, Ctrl-C included, a no. */
export function confirmOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): (question: string) => Promise<boolean> {
  return async (question) => {
    const lines = createInterface({ input, output });
    const interrupted = new AbortController();
    // The terminal is its own while it asks: it gets the Ctrl-C that would be a signal else.
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

/** Publishes a message within its own time limit, which does not end with the event. */
import { unlessAborted } from '../async/unless-aborted.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Destination, OutgoingMessage } from '../core/event/message.ts';

/** In milliseconds. */
export interface PublishLimits {
  readonly ms: number;
  /** The remaining time limit after this signal aborts. */
  readonly end?: { readonly signal: AbortSignal; readonly ms: number } | undefined;
}

/** Waits no longer, even if the publisher ignores its signal. @throws UpdaterError if the message was not published by then. */
export async function publishOne(
  { topic, publish }: Destination,
  message: OutgoingMessage,
  { ms, end }: PublishLimits,
): Promise<void> {
  const limit = new AbortController();
  const late = (): void => limit.abort();
  const timers = [setTimeout(late, ms)];
  const endSoon = (): void => void timers.push(setTimeout(late, end?.ms));
  if (end?.signal.aborted === true) endSoon();
  else end?.signal.addEventListener('abort', endSoon, { once: true, signal: limit.signal });
  try {
    const [published] = await unlessAborted(
      publish(topic, [message], limit.signal),
      limit.signal,
      () => new UpdaterError('OutOfTime', `not published within ${ms} ms, or before the process ended`),
    );
    if (published === undefined)
      throw new UpdaterError('Unexpected', 'expected a result for the message, got none');
    if ('fault' in published) throw published.fault;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    end?.signal.removeEventListener('abort', endSoon);
  }
}

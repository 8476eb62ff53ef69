/** Publishing one message, within a time of its own: what is left to be told when an event ends does not end with it. */
import { unlessAborted } from '../async/unless-aborted.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Destination, OutgoingMessage } from '../core/event/message.ts';

/** Waits so many milliseconds, even for what ignores that. @throws UpdaterError where the message was not published by then. */
export async function publishOne(
  { topic, publish }: Destination,
  message: OutgoingMessage,
  ms: number,
): Promise<void> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ms);
  try {
    const [published] = await unlessAborted(
      publish(topic, [message], limit.signal),
      limit.signal,
      () => new UpdaterError('OutOfTime', `not published within ${ms} ms`),
    );
    if (published === undefined)
      throw new UpdaterError('Unexpected', 'expected a result for the message, got none');
    if ('fault' in published) throw published.fault;
  } finally {
    clearTimeout(timer);
  }
}

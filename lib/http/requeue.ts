/** What may work later goes on as an event of its own. */
import type { Caller } from '../core/event/caller.ts';
import { PUBLISHED_AT_ATTRIBUTE, PUSH_ID_ATTRIBUTE } from '../core/event/attributes.ts';
import type { Push } from '../core/event/push.ts';
import { requestAttributes } from '../core/event/push-request.ts';
import { registryEvent } from '../core/event/registry-event.ts';
import type { App } from '../pipeline/context.ts';

/**
 * Queues the push as an event of the replay topic, with its time, its id and what the caller asked for. Not for a key that is limited to some clusters:
 * the event would reach them all.
 */
export async function requeue(
  push: Push,
  { clusters }: Caller,
  replay: App['replay'],
  signal: AbortSignal,
): Promise<boolean> {
  if (replay === undefined || clusters !== undefined) return false;
  const attributes = {
    [PUBLISHED_AT_ATTRIBUTE]: String(push.publishedAt),
    [PUSH_ID_ATTRIBUTE]: push.id,
    ...requestAttributes(push),
  };
  const data = new TextEncoder().encode(registryEvent(push.repository, push.tag, push.digest));
  const [published] = await replay.publish(replay.topic, [{ data, attributes }], signal);
  return published !== undefined && 'id' in published;
}

/** A call of the HTTP API, which is parsed and authorized already, and has no message. */
import { registryEvent } from '../registry-event.ts';
import type { Delivery } from '../delivery.ts';

export interface ApiCall {
  readonly pushed: NonNullable<Delivery['pushed']>;
  /** The name of the key, or the e-mail of the account. */
  readonly caller: string;
  /** The id of the resulting push. */
  readonly id: string;
  /** Milliseconds since the epoch, an integer. */
  readonly receivedAt: number;
}

/** The delivery of a registry event with the same content. */
export function readApiCall({ pushed, caller, id, receivedAt }: ApiCall): Delivery {
  const { repository, tag, digest } = pushed;
  return {
    shape: 'api',
    data: registryEvent(repository, tag, digest),
    attributes: {},
    id,
    publishedAt: receivedAt,
    caller,
    pushed,
  };
}

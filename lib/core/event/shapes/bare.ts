/** A bare payload, which a person or a script posts. */
import { UpdaterError } from '../../errors/updater-error.ts';
import { printable } from '../../text/printable.ts';
import type { RawMessage } from '../delivery.ts';
import { header, type DeliveryRequest } from './request.ts';
import { MESSAGE_ID_HEADER } from './unwrapped.ts';

// Pub/Sub in `user-agent`.
const PUBSUB = /CloudPubSub-Google|APIs-Google/i;

/**
 * The body. Throws a transient UpdaterError `NoMetadata` for an unwrapped push without metadata: it has neither id nor time, so
 * a redelivery would count as a newer push.
 */
export function readBare({ headers, body }: DeliveryRequest): RawMessage {
  const agent = header(headers, 'user-agent') ?? '';
  if (PUBSUB.test(agent))
    throw new UpdaterError(
      'NoMetadata',
      `expected the header \`${MESSAGE_ID_HEADER}\` from ${printable(agent)}, got a payload alone`,
    );
  return { shape: 'bare', payload: body };
}

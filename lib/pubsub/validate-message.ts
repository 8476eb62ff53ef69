/** Validates a message by the limits of Pub/Sub (https://cloud.google.com/pubsub/quotas#resource_limits). */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { OutgoingMessage } from '../core/event/message.ts';
import { describeValue } from '../core/text/printable.ts';

const MAX_BYTES = 10_000_000;
const MAX_ATTRIBUTES = 100;
const MAX_NAME = 256;
const MAX_VALUE = 1_024;
// The overhead of a message in a request: the name of its topic, and a few bytes for each attribute.
const AROUND = 2_000;

/**
 * Rejects messages that Pub/Sub would reject, because its error would apply to all messages of a request.
 * @throws UpdaterError `NotPublishable`
 */
export function validateMessage({ data, attributes }: OutgoingMessage): void {
  const entries = Object.entries(attributes);
  if (data.length === 0 && entries.length === 0) throw invalidMessageError('data or an attribute', 'neither');
  if (entries.length > MAX_ATTRIBUTES)
    throw invalidMessageError(`at most ${MAX_ATTRIBUTES} attributes`, `${entries.length}`);
  for (const [name, value] of entries) validateAttribute(name, value);
  const size = entries.reduce((sum, entry) => sum + bytesIn(entry.join('')), data.length);
  const limit = MAX_BYTES - AROUND;
  if (size > limit) throw invalidMessageError(`at most ${limit} bytes`, `${size}`);
}

function validateAttribute(name: string, value: string): void {
  const where = `of the attribute ${describeValue(name)}`;
  if (bytesIn(name) > MAX_NAME)
    throw invalidMessageError(`at most ${MAX_NAME} bytes as a name`, describeValue(name));
  if (bytesIn(value) > MAX_VALUE)
    throw invalidMessageError(`at most ${MAX_VALUE} bytes ${where}`, `${bytesIn(value)}`);
}

function bytesIn(text: string): number {
  return Buffer.byteLength(text);
}

function invalidMessageError(expected: string, came: string): UpdaterError {
  return new UpdaterError('NotPublishable', `a message for Pub/Sub: expected ${expected}, got ${came}`);
}

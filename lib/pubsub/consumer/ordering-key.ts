/** The key of messages that are processed one after the other: those of one repository, and a message and its duplicate. */
import { decodePush, type DecodeSettings } from '../../core/event/decode-push.ts';
import { readPulled, type PulledMessage } from '../../core/event/shapes/pulled.ts';

/** The pushed repository; for a message without a relevant push its id, which is not the name of a repository. */
export function orderingKey(message: PulledMessage, settings: DecodeSettings): string {
  const own = `message ${message.id}`;
  try {
    const decoded = decodePush(readPulled(message, Number.MAX_SAFE_INTEGER, settings), settings);
    return 'push' in decoded ? decoded.push.repository : own;
  } catch {
    // The pipeline reads it again and reports the error.
    return own;
  }
}

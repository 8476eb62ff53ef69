/** Which messages are worked on one after the other: those of one repository, and a message and its duplicate. */
import { decodePush, type DecodeSettings } from '../../core/event/decode-push.ts';
import { readPulled, type PulledMessage } from '../../core/event/shapes/pulled.ts';

/** The repository that is pushed; of a message that speaks of no push that is ours its id, which is no repository's name. */
export function orderingKey(message: PulledMessage, settings: DecodeSettings): string {
  const own = `message ${message.id}`;
  try {
    const decoded = decodePush(readPulled(message, Number.MAX_SAFE_INTEGER, settings), settings);
    return 'push' in decoded ? decoded.push.repository : own;
  } catch {
    // The story reads it again, and says what is wrong with it.
    return own;
  }
}

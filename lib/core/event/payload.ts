/** Decodes bytes to text strictly: size, base64 and UTF-8. `where` is the place in messages. */
import { UpdaterError } from '../errors/updater-error.ts';
import { describeValue } from '../text/printable.ts';

/** The maximum size of a payload, in bytes: a registry event has less than 2 KB. */
export const MAX_PAYLOAD = 64 * 1024;

const DIGIT = '[A-Za-z0-9+/_-]';
// Groups of four; the last may be shorter, with or without padding.
const BASE64 = new RegExp(`^(?:${DIGIT}{4})*(?:${DIGIT}{2}(?:==)?|${DIGIT}{3}=?)?$`);

/** Rejects more than `limit` bytes: `TooLarge`. */
export function checkSize(bytes: number, limit: number, where: string): void {
  if (bytes <= limit) return;
  throw new UpdaterError('TooLarge', `expected at most ${limit} bytes in ${where}, got ${bytes}`);
}

/**
 * Decodes base64 of the standard or the URL-safe alphabet, with or without padding. Node's own decoder ignores invalid
 * characters; here they are `NotBase64`.
 */
export function fromBase64(text: string, where: string): Uint8Array {
  if (BASE64.test(text)) return Buffer.from(text, 'base64');
  throw new UpdaterError('NotBase64', `expected base64 in ${where}, got ${describeValue(text)}`);
}

/** The number of bytes of this number of base64 characters, without padding. */
export function bytesInBase64(text: string): number {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return Math.floor(((text.length - padding) * 3) / 4);
}

/** Decodes UTF-8. Other bytes are not JSON either: `NotJson`. */
export function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UpdaterError('NotJson', `expected UTF-8 text in ${where}, got ${bytes.length} other bytes`, {
      cause: error,
    });
  }
}

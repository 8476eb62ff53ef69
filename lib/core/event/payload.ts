/** From bytes to text: sizes, base64 and UTF-8, all strict. `where` says in messages what is being read. */
import { UpdaterError } from '../errors/updater-error.ts';
import { describeValue } from '../text/printable.ts';

/** Of a payload, in bytes: a registry event has less than 2 KB. */
export const MAX_PAYLOAD = 64 * 1024;

const DIGIT = '[A-Za-z0-9+/_-]';
// Groups of four; the last may be shorter, with its padding or without.
const BASE64 = new RegExp(`^(?:${DIGIT}{4})*(?:${DIGIT}{2}(?:==)?|${DIGIT}{3}=?)?$`);

/** Refuses more than `limit` bytes: `TooLarge`. */
export function checkSize(bytes: number, limit: number, where: string): void {
  if (bytes <= limit) return;
  throw new UpdaterError('TooLarge', `expected at most ${limit} bytes in ${where}, got ${bytes}`);
}

/**
 * The bytes behind base64 of the standard or the URL-safe alphabet, padded or not. Node's own decoder passes
 * over what it does not know; here that is `NotBase64`.
 */
export function fromBase64(text: string, where: string): Uint8Array {
  if (BASE64.test(text)) return Buffer.from(text, 'base64');
  throw new UpdaterError('NotBase64', `expected base64 in ${where}, got ${describeValue(text)}`);
}

/** How many bytes are behind so many characters of base64, those of padding left aside. */
export function bytesInBase64(text: string): number {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return Math.floor(((text.length - padding) * 3) / 4);
}

/** The text behind UTF-8. Other bytes are no JSON either: `NotJson`. */
export function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UpdaterError('NotJson', `expected UTF-8 text in ${where}, got ${bytes.length} other bytes`, {
      cause: error,
    });
  }
}

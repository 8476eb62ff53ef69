/** Makes texts and values from workloads, annotations and callers safe to print. */

// Control characters, format characters (they hide or reorder text on a screen), lone surrogates, line separators.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHOWN_TEXT = 80;
const SHOWN_KEYS = 5;
const SHOWN_KEY = 32;

/**
 * Escapes every character that a terminal or a log viewer could interpret as `\u{…}`, and truncates the text to `limit`
 * characters of the original, with a note about the rest.
 */
export function printable(text: string, limit = 256): string {
  const shown = text.length > limit ? detachedCopy(text.slice(0, limit)) : text;
  const rest = text.length - shown.length;
  const safe = shown.replace(UNPRINTABLE, (char) => `\\u{${Number(char.codePointAt(0)).toString(16)}}`);
  return rest > 0 ? `${safe}… (${rest} more characters)` : safe;
}

/** The maximum length of the result of {@link printable} with this limit: 8 for each character, and the note. */
export function longestPrintable(limit: number): number {
  const rest = printable(' '.repeat(limit + 1), limit).length - limit;
  const digits = String(Number.MAX_SAFE_INTEGER).length - 1;
  return limit * 8 + rest + digits;
}

/** Copies a part of a text: V8 keeps a whole text in memory as long as any slice of it. */
export function detachedCopy(part: string): string {
  return Buffer.from(part, 'utf16le').toString('utf16le');
}

/** Describes any value in a few printable words, for messages: never the whole value. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `the text "${printable(value, SHOWN_TEXT)}"`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an object without keys';
  const shown = keys.slice(0, SHOWN_KEYS).map((key) => printable(key, SHOWN_KEY));
  return `an object with ${shown.join(', ')}${keys.length > SHOWN_KEYS ? ', …' : ''}`;
}

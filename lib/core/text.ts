/** Texts from workloads, annotations and callers, made safe to print. */

// Control characters (C0, DEL, C1), line separators, and the marks that reorder or hide text on a screen.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

/**
 * The text with everything that a terminal or a log viewer could act on written as `\u{…}`, cut to at most
 * `limit` characters of the original; what was cut is said.
 */
export function printable(text: string, limit = 256): string {
  const shown = text.length > limit ? text.slice(0, limit) : text;
  const rest = text.length - shown.length;
  const safe = shown.replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return rest > 0 ? `${safe}… (${rest} more characters)` : safe;
}

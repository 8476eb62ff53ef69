/** Times in the form of RFC 3339, which Pub/Sub and Kubernetes use. */

const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Milliseconds since the epoch, rounded down. Undefined for any other text, and for times before 1970, which do not occur.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, seconds, fraction = '', offset] = match;
  const time = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`.toUpperCase());
  return time >= 0 ? time : undefined;
}

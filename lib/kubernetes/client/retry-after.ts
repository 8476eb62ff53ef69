/** The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an HTTP date. */

/** The delay from `now` (milliseconds since the epoch), in milliseconds; undefined for neither form. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  // Date.parse accepts texts that are not dates, such as `-1`; every HTTP date contains a month name.
  const date = /[a-z]{3}/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

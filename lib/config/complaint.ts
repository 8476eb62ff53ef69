/** Complaints about a configuration: data with a closed list of codes, and their text for people. */
import { printable } from '../core/text/printable.ts';

/**
 * - `NoSource`, `TwoSources`: the configuration, or one of its clusters, has no source or more than one.
 * - `Unreadable`: the file cannot be read.
 * - `TooLarge`: the text exceeds the size limit, before or after its YAML aliases are expanded.
 * - `NotYaml`: the text is not one YAML document; the path is line and column.
 * - `WrongType`: expected a list, mapping, text, number or boolean, got another type.
 * - `MissingCluster`: a key without a default is not there.
 * - `UnknownKey`: the key is not allowed here, or only together with another key.
 * - `Invalid`: the right type, but not an accepted value.
 * - `Duplicate`: two entries are the same, or have the same name.
 * - `PlainHttp`: warning: requests to this server are not encrypted.
 * - `SameCluster`: warning: an earlier entry includes all clusters of this entry, which has no effect.
 * - `NeverMatches`: warning: this rule can match nothing.
 * - `NothingLater`: warning: nothing applies later what waits for the gates of this rule.
 */
export type ComplaintCode =
  | 'NoSource'
  | 'TwoSources'
  | 'Unreadable'
  | 'TooLarge'
  | 'NotYaml'
  | 'WrongType'
  | 'Missing'
  | 'UnknownKey'
  | 'Invalid'
  | 'Duplicate'
  | 'PlainHttp'
  | 'SameCluster'
  | 'NeverMatches'
  | 'NothingLater';

export interface Complaint {
  readonly code: ComplaintCode;
  /** `clusters[1].server`, `line 3, column 7`, or the name of an environment variable; empty for the whole document. */
  readonly path: string;
  /** The expected value: a printable phrase. */
  readonly expected: string;
  /** The actual value: printable, truncated, without passwords. */
  readonly received: string;
}

const MAX_EXCERPT = 64;
const MAX_LINES = 100;

/** Complaints as text for a terminal or a log: a line each, at most a hundred lines. */
export function renderComplaints(complaints: readonly Complaint[]): string {
  const lines = complaints
    .slice(0, MAX_LINES)
    .map(
      ({ code, path, expected, received }) =>
        `${path === '' ? 'the configuration' : path}: expected ${expected}, got ${received} (${code})`,
    );
  const rest = complaints.length - lines.length;
  return [...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
}

/** The path of a value: `rules[0].match.labels["app.kubernetes.io/name"]`. */
export function pathText(keys: readonly (string | number)[]): string {
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : keyText(key, index === 0)))
    .join('');
}

/** A printable excerpt of a value: texts in quotes, lists and mappings only by type. */
export function excerpt(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${printable(withoutSecrets(value), MAX_EXCERPT)}"`;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      if (Array.isArray(value)) return 'a list';
      return value === null || value === undefined ? 'nothing' : 'a mapping';
  }
}

function keyText(key: string, first: boolean): string {
  if (!/^[\w-]{1,64}$/.test(key)) return `[${excerpt(key)}]`;
  return first ? key : `.${key}`;
}

// The part before an `@` may be `user:password`, and a query may contain a token.
function withoutSecrets(text: string): string {
  const anonymous = text.replace(/^.*@/s, '…@');
  return text.includes('://') ? anonymous.replace(/[?#].*$/s, '?…') : anonymous;
}

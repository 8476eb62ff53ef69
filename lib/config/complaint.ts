/** Complaints about a configuration: data with a closed list of codes, and their text for people. */
import { printable } from '../core/text/printable.ts';

/**
 * - `NoSource`, `TwoSources`: none is given, or more than one: of the configuration, or of one of its clusters.
 * - `Unreadable`: the file cannot be read.
 * - `TooLarge`: the text, or what its YAML aliases expand to, is larger than any configuration.
 * - `NotYaml`: it is not one YAML document; the path is line and column.
 * - `WrongType`: a list, mapping, text, number or truth value was expected, something else came.
 * - `MissingCluster`: a key without a default is not there.
 * - `UnknownKey`: a key that means nothing here, or not without another one.
 * - `Invalid`: the right type, and not a value that this key takes.
 * - `Duplicate`: two entries are, or are called, the same.
 * - `PlainHttp`: a warning only: requests to this server travel unencrypted over a network.
 * - `SameCluster`: a warning only: another entry stands for all clusters of this one, which does nothing.
 * - `NeverMatches`: a warning only: there is nothing that this rule could match.
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
  | 'NeverMatches';

export interface Complaint {
  readonly code: ComplaintCode;
  /** `clusters[1].server`, `line 3, column 7`, or the name of an environment variable; empty for the whole document. */
  readonly path: string;
  /** What was expected there: a phrase, printable. */
  readonly expected: string;
  /** What came: printable, cut, and without passwords. */
  readonly received: string;
}

const MAX_EXCERPT = 64;
const MAX_LINES = 100;

/** Complaints as text for a terminal or a log: one line each, at most a hundred lines. */
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

/** The place of a value: `rules[0].match.labels["app.kubernetes.io/name"]`. */
export function pathText(keys: readonly (string | number)[]): string {
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : keyText(key, index === 0)))
    .join('');
}

/** A value as it may be printed: texts in quotes, lists and mappings by their type only. */
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

// What stands before an `@` may be `user:password`, and a query may hold a token.
function withoutSecrets(text: string): string {
  const anonymous = text.replace(/^.*@/s, '…@');
  return text.includes('://') ? anonymous.replace(/[?#].*$/s, '?…') : anonymous;
}

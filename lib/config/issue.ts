/** Converts valibot's issues to complaints. The message of a schema or check is the expected value. */
import type * as v from 'valibot';
import { nearest } from '../core/text/nearest.ts';
import { CHECK_CODES } from './coded-check.ts';
import { excerpt, pathText, type Complaint, type ComplaintCode } from './complaint.ts';

type Issue = v.BaseIssue<unknown>;

/** Every issue with the document, as a complaint. */
export function toComplaints(issues: readonly Issue[], document: unknown): readonly Complaint[] {
  return issues.map((issue) => toComplaint(issue, document));
}

function toComplaint(issue: Issue, document: unknown): Complaint {
  const code = complaintCode(issue);
  const path = issue.path ?? [];
  return {
    code,
    path: pathText(path.map(({ key }) => (typeof key === 'number' ? key : String(key)))),
    expected: expectedBy(issue, code),
    received: isSecret(issue) ? 'a text that is not shown' : excerpt(receivedBy(path.at(-1), code, document)),
  };
}

/** Schemas with several alternatives. */
const CHOICES: ReadonlySet<string> = new Set(['picklist', 'union']);

/** The value may be the API key itself instead of its hash. */
function isSecret({ path }: Issue): boolean {
  return path?.at(-1)?.key === 'sha256';
}

function complaintCode({ kind, type, path, requirement }: Issue): ComplaintCode {
  if (type === 'raw_check') return CHECK_CODES.find((code) => code === requirement) ?? 'Invalid';
  const aboutKey = path?.at(-1)?.origin === 'key';
  // Only the issue of an unknown key has a requirement: the known keys.
  if (type === 'strict_object' && aboutKey) return requirement === undefined ? 'Missing' : 'UnknownKey';
  if (kind === 'schema' && !CHOICES.has(type) && !aboutKey) return 'WrongType';
  return 'Invalid';
}

function receivedBy(last: v.IssuePathItem | undefined, code: ComplaintCode, document: unknown): unknown {
  if (last === undefined) return document;
  if (code === 'Missing') return undefined;
  return last.origin === 'key' ? last.key : last.value;
}

function expectedBy({ type, message, path, requirement }: Issue, code: ComplaintCode): string {
  if (code === 'Missing') return 'a value, because it has no default';
  if (code !== 'UnknownKey' || type === 'raw_check') return message;
  const key = String(path?.at(-1)?.key);
  const known = [requirement].flat().map(String);
  return replacementOfFormerKey(key, known) ?? keyLike(key, known);
}

/** Former keys, and the keys that replace them. */
const FORMER_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['updatesPerCluster', ['workloadsPerNamespace', 'workloadsPerCluster']],
]);

function replacementOfFormerKey(key: string, known: readonly string[]): string | undefined {
  const now = FORMER_KEYS.get(key);
  if (now === undefined || !now.every((each) => known.includes(each))) return undefined;
  return `the keys ${now.map((each) => `\`${each}\``).join(' and ')}, which replace it`;
}

/** The nearest known key, or all known keys, as a phrase. */
export function keyLike(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === undefined ? `one of the keys ${known.join(', ')}` : `the key \`${meant}\``;
}

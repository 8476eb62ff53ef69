/** Checks that entries of a list or mapping are unique. */
import type * as v from 'valibot';
import { codedCheck } from './coded-check.ts';
import { pathText } from './complaint.ts';

type Key = string | number;

/** An entry: its path below the list, its identity, and the written value. */
export interface ListEntry {
  readonly keys: readonly [Key, ...Key[]];
  readonly identity: string;
  readonly written?: unknown;
}

/**
 * Checks that no two entries have the same identity. It runs also if other checks fail, so `listEntries` receives values
 * that may be parsed only in part. `expected` receives the path of the first of the two entries.
 */
export function unique<T>(
  listEntries: (value: unknown) => readonly ListEntry[],
  expected: (first: string) => string,
): v.RawCheckAction<T> {
  return codedCheck('Duplicate', ({ dataset, addIssue }) => {
    const seen = new Map<string, string>();
    for (const { keys, identity, written } of listEntries(dataset.value)) {
      const first = seen.get(identity);
      if (first === undefined) seen.set(identity, pathText(keys));
      else addIssue({ message: expected(first), path: issuePath(keys, written) });
    }
  });
}

/** The path of an issue, relative to the checked value. */
export function issuePath(
  [head, ...tail]: ListEntry['keys'],
  value: unknown,
): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const item = (key: Key): v.IssuePathItem => ({
    type: 'unknown',
    origin: 'value',
    input: undefined,
    key,
    value,
  });
  return [item(head), ...tail.map(item)];
}

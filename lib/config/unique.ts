/** Entries of a list or mapping that must not be the same. */
import type * as v from 'valibot';
import { codedCheck } from './coded-check.ts';
import { pathText } from './complaint.ts';

type Key = string | number;

/** An entry: where it is below the list, what makes it what it is, and what was written there. */
export interface ListEntry {
  readonly keys: readonly [Key, ...Key[]];
  readonly identity: string;
  readonly written?: unknown;
}

/**
 * The check that no two entries have one identity. It runs also where other things are wrong, so `listEntries`
 * gets values that may be half parsed. `expected` is told where the first of the two is.
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

/** The path of an issue, below the value that is checked. */
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

/** Shared by the tests of the policies: ask one, and get its answer as one word. */
import assert from 'node:assert/strict';
import { parsePolicy } from '../../../lib/core/policy/parse-policy.ts';
import type { Policy } from '../../../lib/core/policy/policy.ts';
import type { SkipReason } from '../../../lib/core/errors/reason.ts';

export type Word = 'newer' | 'same' | SkipReason;

/** Policy, current tag, pushed tag, and what is expected. */
export type Row = readonly [policy: string, current: string | undefined, pushed: string, expected: Word];

export function policyOf(text: string): Policy {
  const parsed = parsePolicy(text);
  if ('invalid' in parsed) assert.fail(parsed.invalid);
  return parsed.policy;
}

export function ask(policy: Policy, current: string | undefined, pushed: string): Word {
  const verdict = policy.evaluate(current, pushed);
  return verdict.may === 'no' ? verdict.reason : verdict.may;
}

/** One test for each row. */
export function itAnswers(rows: readonly Row[]): void {
  for (const [text, current, pushed, expected] of rows) {
    it(`${text}: ${current ?? 'no tag'} → ${JSON.stringify(pushed)} is ${expected}`, () => {
      assert.equal(ask(policyOf(text), current, pushed), expected);
    });
  }
}

export function itIsOrderedBy(order: Policy['orderedBy'], texts: readonly string[]): void {
  for (const text of texts) {
    it(`${text} is ordered by ${order}`, () => {
      assert.equal(policyOf(text).orderedBy, order);
    });
  }
}

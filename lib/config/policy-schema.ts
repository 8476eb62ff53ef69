/** Policies and pins, at the top level and in rules. */
import * as v from 'valibot';
import { parsePolicy } from '../core/policy/parse-policy.ts';
import type { Policy } from '../core/policy/policy.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';

const EXAMPLES = [
  'same-tag',
  'any',
  'semver:^1',
  'minor',
  'glob:main-*',
  'pattern:^(?<number>\\d+)-main$',
  'never',
];

/** A policy, which the sentence describes. */
export function policySchema(sentence: string) {
  return v.pipe(v.string(TEXT), v.description(sentence), v.examples(EXAMPLES), parsedBy(readPolicy));
}

/** The form of written images, which the sentence describes. */
export function pinSchema(sentence: string) {
  return v.pipe(v.picklist(['digest', 'tag'], '`digest` or `tag`'), v.description(sentence));
}

function readPolicy(text: string): Parsed<Policy> {
  const parsed = parsePolicy(text);
  return 'policy' in parsed ? { value: parsed.policy } : parsed;
}

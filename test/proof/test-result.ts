/** What became of the titles of one run of mocha, as `reporter.ts` writes it. */
import * as v from 'valibot';

const described = { name: v.string(), message: v.string() };

const TEST_ERROR = v.object({
  /** Name and code of the error, such as `TypeError` or `AssertionError ERR_ASSERTION`. */
  ...described,
  /** Thrown by `node:assert`. */
  isAssertion: v.boolean(),
  /** The error that the assertion was about, as with `assert.doesNotReject`. */
  actual: v.exactOptional(v.object(described)),
});

const TEST_RESULTS = v.array(
  v.object({
    /** Titles of the suites and the test, joined with spaces. */
    title: v.string(),
    state: v.picklist(['passed', 'failed', 'pending', 'hookFailed']),
    /** Of `failed` and `hookFailed`. */
    error: v.exactOptional(TEST_ERROR),
  }),
);

export type TestError = v.InferOutput<typeof TEST_ERROR>;
export type TestResult = v.InferOutput<typeof TEST_RESULTS>[number];

/** Results of a run that came to its end, or the first line of the reason why it did not. */
export type TestRun = { readonly results: readonly TestResult[] } | { readonly broken: string };

/** @throws ValiError for another text. */
export function parseResults(text: string): readonly TestResult[] {
  return v.parse(TEST_RESULTS, JSON.parse(text));
}

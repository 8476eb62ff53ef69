/**
 * A reporter for mocha that writes what became of each title into a file, as JSON: {@link TestResult}s. Mocha's own
 * `json` reporter serializes what an assertion compared, and fails where that is no JSON.
 *
 *     mocha --reporter test/proof/reporter.ts --reporter-option output=FILE
 */
import { AssertionError } from 'node:assert';
import { writeFileSync } from 'node:fs';
import type { TestError, TestResult } from './test-result.ts';

function ProofReporter(runner: Mocha.Runner, options: Mocha.MochaOptions): void {
  const output = outputOf(options.reporterOptions);
  const results: TestResult[] = [];
  runner.on('pass', (test) => results.push({ title: test.fullTitle(), state: 'passed' }));
  runner.on('pending', (test) => results.push({ title: test.fullTitle(), state: 'pending' }));
  runner.on('fail', (failed: Mocha.Runnable, thrown: unknown) =>
    results.push({
      title: failed.fullTitle(),
      // The types know only tests here, and hooks fail as well.
      state: Reflect.get(failed, 'type') === 'hook' ? 'hookFailed' : 'failed',
      error: testError(thrown),
    }),
  );
  runner.once('end', () => writeFileSync(output, JSON.stringify(results)));
}

// Mocha takes what `require` gives.
export { ProofReporter as 'module.exports' };

function outputOf(options: unknown): string {
  const output: unknown = typeof options === 'object' && options !== null && Reflect.get(options, 'output');
  if (typeof output !== 'string') throw new Error('expected --reporter-option output=FILE');
  return output;
}

function testError(thrown: unknown): TestError {
  const isAssertion = thrown instanceof AssertionError;
  const actual: unknown = isAssertion ? thrown.actual : undefined;
  return {
    ...described(thrown),
    isAssertion,
    ...(actual instanceof Error && { actual: described(actual) }),
  };
}

function described(thrown: unknown): { name: string; message: string } {
  if (!(thrown instanceof Error)) return { name: 'not an error', message: String(thrown) };
  const code: unknown = Reflect.get(thrown, 'code');
  return { name: typeof code === 'string' ? `${thrown.name} ${code}` : thrown.name, message: thrown.message };
}

import assert from 'node:assert/strict';
import type { TestError, TestResult } from './test-result.ts';
import { beforeOf, todayOf } from './verdict.ts';

const TITLE = 'a body is refused';
const ASSERTION: TestError = {
  name: 'AssertionError ERR_ASSERTION',
  message: 'Expected values to be strictly equal:\n\n200 !== 413\n',
  isAssertion: true,
};

function failed(error: Partial<TestError> = {}): TestResult {
  return { title: TITLE, state: 'failed', error: { ...ASSERTION, ...error } };
}

describe('a title before its issue', () => {
  for (const [what, error] of [
    ['an assertion', {}],
    ['an assertion on an error that the code threw', { actual: { name: 'Fault', message: 'too large' } }],
  ] as const)
    it(`is proved by ${what}`, () => {
      assert.equal(beforeOf(TITLE, { results: [failed(error)] }).state, 'fails by assertion');
    });

  for (const [what, error] of [
    ['a TypeError', { name: 'TypeError', message: 'x is undefined', isAssertion: false }],
    ['a timeout', { name: 'Error ERR_MOCHA_TIMEOUT', message: 'Timeout of 20000ms', isAssertion: false }],
    ['an error that only calls itself an assertion', { isAssertion: false }],
    [
      'an assertion on a missing module',
      { message: "Got unwanted rejection.\nCannot find module './new.ts'" },
    ],
    ['an assertion on a missing option', { message: "'error: unknown option --x' !== ''" }],
    ['an assertion on a TypeError', { actual: { name: 'TypeError', message: 'no iterator' } }],
    [
      'an assertion on a missing export',
      { actual: { name: 'SyntaxError', message: "does not provide an export named 'x'" } },
    ],
  ] as const)
    it(`is not proved by ${what}`, () => {
      assert.equal(beforeOf(TITLE, { results: [failed(error)] }).state, 'not proved');
    });

  for (const [what, run] of [
    ['a file that cannot be loaded', { broken: 'Error [ERR_MODULE_NOT_FOUND]: Cannot find module' }],
    ['a test that is not there', { results: [] }],
    [
      'a hook that fails',
      { results: [{ ...failed(), title: `"before all" hook for "${TITLE}"`, state: 'hookFailed' }] },
    ],
    ['a test that is pending', { results: [{ title: TITLE, state: 'pending' }] }],
    ['a file that was not run', undefined],
  ] as const)
    it(`is not proved by ${what}`, () => {
      assert.equal(beforeOf(TITLE, run).state, 'not proved');
    });

  it('PASSES where the fault is not shown', () => {
    assert.deepEqual(beforeOf(TITLE, { results: [{ title: TITLE, state: 'passed' }] }), { state: 'PASSES' });
  });

  it('has the first line of what failed', () => {
    const { detail } = beforeOf(TITLE, { results: [failed()] });
    assert.equal(detail, 'AssertionError ERR_ASSERTION: Expected values to be strictly equal:');
  });
});

describe('a title today', () => {
  const passed: TestResult = { title: TITLE, state: 'passed' };
  for (const [what, runs, state] of [
    ['passes', [{ results: [passed] }], 'passes'],
    ['fails by an assertion', [{ results: [failed()] }], 'fails'],
    ['is pending', [{ results: [{ title: TITLE, state: 'pending' }] }], 'fails'],
    ['is there in two files', [{ results: [passed] }, { results: [passed] }], 'fails'],
    ['is nowhere', [{ results: [] }, { broken: 'SyntaxError' }], 'missing'],
  ] as const)
    it(`that ${what} counts as "${state}"`, () => assert.equal(todayOf(TITLE, runs).state, state));
});

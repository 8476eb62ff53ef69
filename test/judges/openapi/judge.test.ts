import assert from 'node:assert/strict';
import document from '../../../lib/http/openapi.json' with { type: 'json' };
import { readVerdict } from './judge.ts';
import { PLANTED_FAULTS, plantFault } from './planted-faults.ts';

const SUMMARY = 'Test cases:\n  145 generated, 145 passed, 4 skipped\n';

describe('a verdict of schemathesis', () => {
  for (const [what, code, output, state] of [
    ['with cases and exit code 0', 0, SUMMARY, 'passes'],
    ['with cases and exit code 1', 1, SUMMARY, 'fails'],
    ['without cases', 0, 'Test cases:\n  0 generated\n', 'broken'],
    ['without a word', 0, '', 'broken'],
    ['of a wrong command line', 2, SUMMARY, 'broken'],
    ['of what never ran', undefined, '', 'broken'],
  ] as const)
    it(`${what} ${state}`, () => assert.equal(readVerdict(code, output).state, state));

  it('has the number of cases', () => assert.equal(readVerdict(0, SUMMARY).cases, 145));
});

describe('the planted faults', () => {
  for (const fault of PLANTED_FAULTS)
    it(`change the document: ${fault.what}`, () =>
      assert.notDeepEqual(plantFault(document, fault), document));

  it('are refused where the document has no such place', () =>
    assert.throws(() => plantFault(document, { path: ['paths', '/nowhere'] })));
});

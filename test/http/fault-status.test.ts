import assert from 'node:assert/strict';
import { faultStatus } from '../../lib/http/fault-status.ts';
import { FAULT_REASONS } from '../support/report-builders.ts';

describe('the status of a fault', () => {
  for (const [reason, status] of [
    ['Unauthenticated', 401],
    ['WrongShape', 400],
    ['Unreachable', 503],
    ['InvalidConfig', 500],
  ] as const)
    it(`is ${status} for ${reason}`, () => assert.equal(faultStatus(reason), status));

  it('is that of an error for every reason', () => {
    for (const reason of FAULT_REASONS) assert.ok(faultStatus(reason) >= 400, reason);
  });
});

import assert from 'node:assert/strict';
import { commandOf, REASONS, remedyOf } from '../../lib/core/errors/reason.ts';
import { why } from '../../lib/report/explain.ts';

describe('why', () => {
  it('gives the words of the closed list, and what came', () => {
    const { message, remedy } = REASONS.Refused;
    assert.deepEqual(why('Refused', 'no'), { reason: 'Refused', message, remedy, detail: 'no' });
  });

  it('has the command where the fault knows what it is about', () => {
    const terms = { PROJECT: 'shop', MEMBER: 'serviceAccount:updater@shop.iam.gserviceaccount.com' };
    const { remedy, command } = why('ForbiddenByIam', 'no', terms);
    assert.deepEqual(
      [remedy, command],
      [remedyOf('ForbiddenByIam', terms), commandOf('ForbiddenByIam', terms)],
    );
    assert.equal(why('ForbiddenByIam', 'no').command, undefined);
  });
});

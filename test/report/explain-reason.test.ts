import assert from 'node:assert/strict';
import { formatCommand, REASONS, formatRemedy } from '../../lib/core/errors/reason.ts';
import { explainReason } from '../../lib/report/explain-reason.ts';

describe('why', () => {
  it('gives the words of the closed list, and what came', () => {
    const { message, remedy } = REASONS.Refused;
    assert.deepEqual(explainReason('Refused', 'no'), { reason: 'Refused', message, remedy, detail: 'no' });
  });

  it('has the command where the fault knows what it is about', () => {
    const terms = { PROJECT: 'shop', MEMBER: 'serviceAccount:updater@shop.iam.gserviceaccount.com' };
    const { remedy, command } = explainReason('ForbiddenByIam', 'no', terms);
    assert.deepEqual(
      [remedy, command],
      [formatRemedy('ForbiddenByIam', terms), formatCommand('ForbiddenByIam', terms)],
    );
    assert.equal(explainReason('ForbiddenByIam', 'no').command, undefined);
  });
});

import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { callEntry } from '../../lib/logging/refusal-entry.ts';

describe('the log line of a call that was refused', () => {
  it('has its reason, its status and what to do', () => {
    const { severity, labels, fields } = callEntry(new UpdaterError('Unauthenticated', 'none came'), 401, {
      401: 3,
    });
    assert.deepEqual([severity, labels, fields['status']], ['WARNING', { reason: 'Unauthenticated' }, 401]);
    assert.deepEqual(fields['counts'], { 401: 3 });
    assert.match(String(fields['remedy']), /callback\.keys/);
  });

  it('names the caller where he is known', () => {
    const fault = new UpdaterError('NotJson', 'text');
    assert.deepEqual(callEntry(fault, 415, { 415: 1 }, 'ci').labels, { caller: 'ci', reason: 'NotJson' });
  });

  it('is an error if the operator can fix it', () =>
    assert.equal(callEntry(new UpdaterError('Unexpected', 'a'), 500, {}).severity, 'ERROR'));
});

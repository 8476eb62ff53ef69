import assert from 'node:assert/strict';
import { faultText } from '../../lib/cli/error-text.ts';
import { Fault } from '../../lib/core/errors/fault.ts';

describe('a fault for people', () => {
  it('has its command on a line of its own', () => {
    const terms = { PROJECT: 'shop', SUBSCRIPTION: 'pull' };
    const lines = faultText(new Fault('NoSubscription', 'there is none', { terms })).split('\n');
    assert.deepEqual(
      [lines[0], lines[2], lines.slice(3)],
      ['NoSubscription: there is none', 'gcloud pubsub subscriptions list --project shop', ['']],
    );
  });

  it('without a command ends with what can be done', () =>
    assert.equal(faultText(new Fault('InvalidConfig', 'x')).split('\n').length, 3));
});

import assert from 'node:assert/strict';
import { errorText } from '../../lib/cli/error-text.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';

describe('a fault for people', () => {
  it('has its command on a line of its own', () => {
    const terms = { PROJECT: 'shop', SUBSCRIPTION: 'pull' };
    const lines = errorText(new UpdaterError('NoSubscription', 'there is none', { terms })).split('\n');
    assert.deepEqual(
      [lines[0], lines[2], lines.slice(3)],
      ['NoSubscription: there is none', 'gcloud pubsub subscriptions list --project shop', ['']],
    );
  });

  it('without a command ends with what can be done', () =>
    assert.equal(errorText(new UpdaterError('InvalidConfig', 'x')).split('\n').length, 3));
});

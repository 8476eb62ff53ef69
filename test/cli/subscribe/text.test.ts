import assert from 'node:assert/strict';
import { formatPreflight, shutdownMessage, startupMessage } from '../../../lib/cli/subscribe/text.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { TOPIC } from '../../support/consumer-builders.ts';

const SOURCE = { subscription: { project: 'shop', subscription: 'pull' }, topic: TOPIC, backsOff: true };
const COUNTS = { acknowledged: 2, givenBack: 1 };

describe('what subscribe says', () => {
  it('of a subscription that cannot be pulled from is the fault', () =>
    assert.match(
      formatPreflight({ fault: new UpdaterError('ForbiddenToPull', 'no') }),
      /^ForbiddenToPull: no\n/,
    ));

  it('of one that could be better is a warning, each command on a line of its own', () => {
    const advice = [{ message: 'no retry policy', commands: ['gcloud one', 'gcloud two'] }];
    assert.equal(
      formatPreflight({ source: SOURCE, advice }),
      'Warning: no retry policy\ngcloud one\ngcloud two\n',
    );
    assert.equal(formatPreflight({ source: SOURCE, advice: [] }), '');
  });

  it('at the start is what it pulls from, and how many messages at once', () =>
    assert.match(
      startupMessage([SOURCE], 8),
      /^Pulling from projects\/shop\/subscriptions\/pull, of projects\/shop\/topics\/gcr\.\n.* 8 .*\n$/,
    ));

  it('at the end is what became of the messages, what was too slow, and each fault', () => {
    assert.equal(
      shutdownMessage({ faults: [], tooSlow: 0 }, COUNTS, 25),
      'Ended: 2 acknowledged, 1 nacked.\n',
    );
    const ending = { faults: [new UpdaterError('ForbiddenToPull', 'no')], tooSlow: 3 };
    assert.match(
      shutdownMessage(ending, COUNTS, 25),
      /^ForbiddenToPull: no\n.*\n3 still in flight after 25 s.*\nEnded: /s,
    );
  });
});

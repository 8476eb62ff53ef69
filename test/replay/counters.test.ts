import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { ReplayCounters } from '../../lib/replay/counters.ts';
import { REPLAY } from '../support/replay-builders.ts';

describe('the tally of a replay', () => {
  it('counts all, and keeps a hundred examples of a reason', () => {
    const tally = new ReplayCounters();
    for (let line = 1; line <= 150; line += 1)
      tally.add({
        result: 'failed',
        subject: { line },
        topic: REPLAY,
        fault: new UpdaterError('NoTopic', ''),
      });
    tally.add({ result: 'malformed', subject: {}, fault: new UpdaterError('NotJson', '') });
    assert.deepEqual(
      tally.reasons.map(({ reason, count, examples }) => [reason, count, examples.length]),
      [
        ['NoTopic', 150, 100],
        ['NotJson', 1, 1],
      ],
    );
    assert.deepEqual([tally.read, tally.counts.failed, tally.topics[0]?.failed], [151, 150, 150]);
  });
});

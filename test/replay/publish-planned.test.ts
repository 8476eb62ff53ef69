import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Planned } from '../../lib/replay/replay-outcome.ts';
import { publishPlanned } from '../../lib/replay/publish-planned.ts';
import { GCR, memoryPublisher, REPLAY } from '../support/replay-builders.ts';

const [a, b, c] = [GCR, REPLAY, GCR].map((topic, line): Planned => ({
  subject: { line },
  topic,
  message: { data: Buffer.from(String(line)), attributes: {} },
}));
const bad: Planned = { result: 'malformed', subject: { line: 9 }, fault: new UpdaterError('NotJson', '') };
const all = [a, bad, b, c].flatMap((each) => each ?? []);

describe('publishing what is planned', () => {
  it('has an outcome for each in their order, whatever their topics', async () => {
    const { publish, sent } = memoryPublisher((_, { topic }) =>
      topic === 'replay' ? new UpdaterError('NoTopic', '') : undefined,
    );
    const outcomes = await publishPlanned(all, { publish, dryRun: false });
    assert.deepEqual(
      outcomes.map(({ result, subject }) => [subject.line, result]),
      [
        [0, 'published'],
        [9, 'malformed'],
        [1, 'failed'],
        [2, 'published'],
      ],
    );
    assert.equal(sent.length, 2);
  });

  it('publishes nothing in a dry run', async () => {
    const { publish, sent } = memoryPublisher();
    const outcomes = await publishPlanned(all, { publish, dryRun: true });
    assert.deepEqual(
      outcomes.map(({ result }) => result),
      ['planned', 'malformed', 'planned', 'planned'],
    );
    assert.deepEqual(sent, []);
  });
});

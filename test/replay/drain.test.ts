import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { drain } from '../../lib/replay/drain.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryPublisher } from '../support/replay-builders.ts';

describe('draining', () => {
  it('ends where the stream ends, with its fault, and stops it', async () => {
    let stopped = false;
    const fault = new UpdaterError('ForbiddenToPull', '');
    const drained = await drain({
      ...memoryPublisher(),
      dryRun: false,
      onOutcome: () => undefined,
      plan: async () => assert.fail('no message came'),
      discardMalformed: false,
      clock: fakeClock(),
      signal: new AbortController().signal,
      open: async ({ onEnd }) => {
        onEnd(fault);
        return { stop: async () => void (stopped = true) };
      },
    });
    assert.deepEqual([drained, stopped], [{ left: 0, isFull: false, fault }, true]);
  });
});

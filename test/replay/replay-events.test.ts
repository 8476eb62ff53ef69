import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ReplayOutcome } from '../../lib/replay/replay-outcome.ts';
import { planEvent } from '../../lib/replay/plan-event.ts';
import { replayEvents } from '../../lib/replay/replay-events.ts';
import { EVENT, memoryPublisher, REPLAY, SETTINGS } from '../support/replay-builders.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function replayed(pieces: AsyncIterable<Uint8Array>, signal = new AbortController().signal) {
  const outcomes: ReplayOutcome[] = [];
  let count = 0;
  const { publish } = memoryPublisher(() =>
    (count += 1) % 3 === 0 ? new UpdaterError('NoTopic', '') : undefined,
  );
  const plan = { topic: REPLAY, settings: SETTINGS, now: false };
  const ended = await replayEvents(pieces, {
    publish,
    dryRun: false,
    onOutcome: (outcome) => void outcomes.push(outcome),
    plan: (entry) => planEvent(entry, plan),
    signal,
  }).catch((error: unknown) => ({ error }));
  return { outcomes, ended };
}

describe('replaying a file', () => {
  it('has one outcome for each line, whatever is in it', async () => {
    const line = fc.constantFrom(EVENT, '{"action":"DELETE"}', '{oops}', '{}', '{"action":');
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 300 }), async (lines, size) => {
        const { outcomes } = await replayed(inPieces(lines.join('\n'), size));
        assert.deepEqual(
          outcomes.map(({ subject }) => subject.line).toSorted((a = 0, b = 0) => a - b),
          lines.map((_, index) => index + 1),
        );
      }),
    );
  });

  it('settles what was read before the file could not be read on', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${EVENT}\n`);
      throw new Error('EIO');
    }
    const { outcomes, ended } = await replayed(broken());
    assert.equal(outcomes.length, 1);
    assert.ok('error' in ended);
  });

  it('reads no more when it is interrupted', async () => {
    const { outcomes, ended } = await replayed(inPieces(EVENT, 1000), AbortSignal.abort());
    assert.deepEqual([outcomes, ended], [[], { lastLine: 0 }]);
  });
});

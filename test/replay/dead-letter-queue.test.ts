import assert from 'node:assert/strict';
import type { PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Publish } from '../../lib/core/event/message.ts';
import { DeadLetterQueue } from '../../lib/replay/dead-letter-queue.ts';
import type { ReplayOutcome } from '../../lib/replay/replay-outcome.ts';
import { planDeadLetter } from '../../lib/replay/dead-letter.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { deadLetter, GCR, memoryPublisher } from '../support/replay-builders.ts';

const SETTINGS = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [] };
const GARBAGE = { data: Buffer.from('garbage') };

interface Changes {
  readonly dryRun?: boolean;
  readonly discardMalformed?: boolean;
  readonly signal?: AbortSignal;
  readonly max?: number;
  /** How long it takes to publish. */
  readonly publishMs?: number;
  /** Those that come when the others are drained. */
  readonly later?: readonly PulledMessage[];
}

/** Takes the messages, waits until they are drained, and gives back the rest. */
async function drained(messages: readonly PulledMessage[], changes: Changes = {}) {
  const { dryRun = false, discardMalformed = false, max = 10, publishMs = 0, later = [] } = changes;
  const { signal = new AbortController().signal } = changes;
  const log: string[] = [];
  const outcomes: ReplayOutcome[] = [];
  const publisher = memoryPublisher((message) =>
    message.attributes['refuse'] === undefined ? undefined : new UpdaterError('NoTopic', ''),
  );
  const plan = async (message: PulledMessage) =>
    planDeadLetter(message, { origin: GCR, settings: SETTINGS, now: true });
  const onOutcome = (outcome: ReplayOutcome): void => {
    log.push(`${outcome.result} ${outcome.subject.message}`);
    outcomes.push(outcome);
  };
  const { sent } = publisher;
  const clock = fakeClock();
  const publish: Publish = async (...parameters) => {
    if (publishMs > 0) await clock.sleep(publishMs, new AbortController().signal);
    return publisher.publish(...parameters);
  };
  const letters = new DeadLetterQueue(
    { publish, plan, onOutcome, dryRun, discardMalformed, clock, signal },
    max,
  );
  const take = (message: PulledMessage): void =>
    letters.take({
      message,
      ack: () => void log.push(`ack ${message.id}`),
      nack: () => void log.push(`nack ${message.id}`),
    });
  messages.forEach(take);
  await letters.untilDrained();
  later.forEach(take);
  await letters.untilDrained();
  letters.nackAll();
  return { log: log.filter((line) => /^n?ack/.test(line)), outcomes, sent, letters, clock, take, all: log };
}

describe('dead letters', () => {
  const refused = deadLetter('2', { attributes: { refuse: 'x' } });

  it('are acknowledged when they are published, and given back at the end where they cannot be', async () => {
    const { log, sent, clock, letters } = await drained([deadLetter('1'), refused, deadLetter('3', GARBAGE)]);
    assert.deepEqual(log, ['ack 1', 'nack 2', 'nack 3']);
    assert.deepEqual([sent.length, letters.unpublished, clock.waits], [1, 2, [10_000]]);
  });

  it('that come twice are published once', async () => {
    const { log, outcomes, sent, take, all } = await drained([
      deadLetter('1'),
      deadLetter('1'),
      refused,
      refused,
    ]);
    assert.deepEqual(log, ['ack 1', 'ack 1', 'nack 2', 'nack 2']);
    assert.deepEqual([sent.length, outcomes.length], [1, 2]);
    take(deadLetter('5'));
    assert.equal(all.at(-1), 'nack 5', 'what comes after the end goes back');
  });

  it('that come again when they are published are acknowledged, and not published again', async () => {
    const { log, sent, letters } = await drained([deadLetter('1')], { later: [deadLetter('1')] });
    assert.deepEqual([log, sent.length, letters.unpublished], [['ack 1', 'ack 1'], 1, 0]);
  });

  it('that nobody can read are acknowledged where that is wanted', async () => {
    const { log, outcomes } = await drained([deadLetter('3', GARBAGE)], { discardMalformed: true });
    assert.deepEqual([log, outcomes[0]?.result], [['ack 3'], 'discarded']);
  });

  it('are all given back by a dry run', async () => {
    const messages = [deadLetter('1'), deadLetter('3', GARBAGE)];
    const { log, sent } = await drained(messages, { dryRun: true, discardMalformed: true });
    assert.deepEqual([log, sent], [['nack 1', 'nack 3'], []]);
  });

  it('are given back where it is interrupted', async () => {
    const { log, outcomes } = await drained([deadLetter('1')], { signal: AbortSignal.abort() });
    assert.deepEqual([log, outcomes], [['nack 1'], []]);
  });

  it('are listened for once more after the last was published, however long that took', async () => {
    const { clock } = await drained([deadLetter('1')], { publishMs: 60_000 });
    assert.deepEqual(clock.waits, [60_000, 10_000]);
  });

  it('do not wait for more where no more can come', async () => {
    const { letters, clock } = await drained([refused], { max: 1 });
    assert.deepEqual([letters.isFull, clock.waits], [true, []]);
  });
});

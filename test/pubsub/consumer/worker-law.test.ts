import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { LEASE_MS, openWorker } from '../../../lib/pubsub/consumer/worker.ts';
import { fakePuller } from '../../support/fake-puller.ts';
import { SUBSCRIPTION, TOPIC } from '../../support/consumer-builders.ts';
import { manualClock } from '../../support/manual-clock.ts';

/** Messages of three repositories; how often each fails, how long it takes, and how often it comes twice. */
const MESSAGES = fc.array(
  fc.record({
    repository: fc.constantFrom('a', 'b', 'c'),
    failures: fc.integer({ min: 0, max: 3 }),
    ms: fc.integer({ min: 0, max: 400_000 }),
    duplicates: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 12 },
);

describe('whatever comes, however long it takes, how often it fails and comes again,', () => {
  it('each delivery is answered once, and with what its work came to; never two of a repository, never too many at work; all is done in the end', () =>
    fc.assert(
      fc.asyncProperty(
        MESSAGES,
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(0, 10_000),
        async (messages, atOnce, backoffMs) => {
          const clock = manualClock();
          const pubsub = fakePuller({ clock, backoffMs });
          const working: string[] = [];
          const verdicts = new Map<string, boolean[]>();
          const worker = openWorker({
            atOnce,
            clock,
            orderingKey: ({ id }) => id.charAt(0),
            work: async ({ id }, receivedAt) => {
              assert.ok(clock.now() - receivedAt < LEASE_MS, 'a lease that is over');
              const line = id.charAt(0);
              assert.ok(!working.includes(line), `two of ${line} at once`);
              assert.ok(working.length < atOnce, 'too many at once');
              working.push(line);
              const { ms = 0, failures = 0 } = messages[Number(id.slice(1))] ?? {};
              await clock.sleep(ms, new AbortController().signal);
              working.splice(working.indexOf(line), 1);
              const before = verdicts.get(id) ?? [];
              verdicts.set(id, [...before, before.length >= failures]);
              return before.length >= failures;
            },
          });
          await pubsub.pull({
            subscription: SUBSCRIPTION,
            topic: TOPIC,
            maxMessages: 4 * atOnce,
            maxLeaseMs: LEASE_MS,
            onMessage: (each) => {
              worker.take(each, backoffMs > 0);
              assert.ok(worker.counts().held <= 4 * atOnce, 'more held than are leased');
            },
            onEnd: () => undefined,
          });
          for (const [index, { repository, duplicates }] of messages.entries()) {
            const id = `${repository}${index}`;
            pubsub.publish({ id, data: new Uint8Array() });
            for (let copy = 0; copy < duplicates; copy += 1) pubsub.duplicate(id);
          }
          await clock.advance(60 * 60_000 * 24);
          assert.equal(pubsub.backlog(), 0);
          assert.ok(pubsub.mostLeased() <= 4 * atOnce);
          for (const { id, answers } of pubsub.deliveries) assert.equal(answers.length, 1, id);
          for (const [id, ended] of verdicts) {
            const own = pubsub.deliveries.filter((each) => each.id === id);
            assert.deepEqual(
              own.filter(({ answers }) => answers[0] === 'ack').length,
              ended.filter(Boolean).length,
              id,
            );
            assert.ok(own.length >= ended.length, id);
          }
        },
      ),
      { numRuns: 60 },
    )).timeout(60_000);
});

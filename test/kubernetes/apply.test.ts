import assert from 'node:assert/strict';
import type { ApplyRun } from '../../lib/kubernetes/apply.ts';
import { REPOSITORY, settings } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { images, onSandbox, stored } from '../support/on-sandbox.ts';
import {
  applied,
  conflictingAfterFirst,
  counting,
  followed,
  hanging,
  holding,
  keepingCorrections,
  mirrored,
  named,
  says,
} from './applying.ts';

/** Smaller with each call. */
function sinking(): () => number {
  let next = 1;
  return () => (next /= 2);
}

describe('apply', () => {
  it('tries every workload once before it tries any of those again that hang', () =>
    onSandbox({ objects: followed(40) }, async ({ sandbox, cluster }) => {
      const { asked, transport } = hanging(cluster.transport, (path) => /web-[01]\d$/.test(path));
      const outcomes = await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.equal(new Set(asked.slice(0, 40)).size, 40);
      assert.deepEqual(
        says(outcomes),
        named(40).map(({ name = '' }, index) => `${name} ${index < 20 ? 'Timeout' : 'updated'}`),
      );
    }));

  it('does not begin with the same workload each time', () =>
    onSandbox({ objects: named(20) }, async ({ sandbox, cluster }) => {
      const orders = [];
      for (const random of [() => 0.5, sinking()]) {
        const { asked, transport } = hanging(cluster.transport, () => true);
        await applied({ sandbox, cluster: { ...cluster, transport } }, settings(), {
          clock: { ...fakeClock(), random },
        });
        orders.push(asked.slice(0, 20));
      }
      assert.deepEqual(orders[0], orders[1]?.toReversed());
    }));

  it('patches eight workloads at once, and no more', () =>
    onSandbox({ objects: named(30) }, async ({ sandbox, cluster }) => {
      const { count, transport } = counting(cluster.transport);
      const outcomes = await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.equal(outcomes.length, 30);
      assert.equal(count.most, 8);
    }));

  it('says what became of each workload in the order of the plan, whichever was done first', () =>
    onSandbox({ objects: named(12) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'delay', ms: 20 }, match: { path: 'web-00' } });
      stage.sandbox.fail({ fault: { type: 'conflict' }, match: { path: 'web-03' } });
      const outcomes = await applied(stage);
      assert.deepEqual(
        says(outcomes),
        named(12).map(({ name }) => `${name} updated`),
      );
    }));

  it('has at most 32 workloads in memory that were read again after a conflict', () =>
    onSandbox({ objects: named(90) }, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'conflict' }, match: { method: 'PATCH' }, times: Infinity });
      const { count, transport } = holding(cluster.transport, 6);
      const outcomes = await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.deepEqual(
        [outcomes.length, new Set(says(outcomes).map((text) => text.split(' ')[1]))],
        [90, new Set(['Conflict'])],
      );
      assert.ok(count.most > 8 && count.most <= 32, `${count.most} at once`);
    }));

  it('keeps at most 32 answers where admission writes other images and label and record are corrected', () =>
    onSandbox({ objects: followed(90) }, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'mutation', change: mirrored }, times: Infinity });
      const { count, transport } = keepingCorrections(cluster.transport, 8);
      const outcomes = await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.deepEqual(new Set(says(outcomes).map((text) => text.split(' ')[1])), new Set(['Rewritten']));
      assert.equal(count.answered, 90);
      assert.ok(count.kept <= 32, `${count.kept} of ${count.answered} are kept`);
    }));

  it('has at most 32 workloads in memory that were read again to correct label and record', () =>
    onSandbox({ objects: followed(90) }, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'mutation', change: mirrored }, times: Infinity });
      const { count, transport } = holding(conflictingAfterFirst(cluster.transport), 5);
      await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.ok(count.most > 8 && count.most <= 32, `${count.most} at once`);
    }));

  it('finishes the others where one fails for good', () =>
    onSandbox({ objects: named(5) }, async (stage) => {
      const { sandbox } = stage;
      const match = { method: 'PATCH', path: 'web-01' };
      sandbox.fail({ fault: { type: 'serverError', code: 503 }, match, times: Infinity });
      sandbox.fail({
        fault: { type: 'webhook', webhook: 'w', message: 'no', code: 403 },
        match: { path: 'web-02' },
      });
      assert.deepEqual(says(await applied(stage)), [
        'web-00 updated',
        'web-01 ServerError',
        'web-02 Refused',
        'web-03 updated',
        'web-04 updated',
      ]);
      assert.equal(images(sandbox, 'web-01')['app'], `${REPOSITORY}:v1`);
    }));

  it('sends nothing for what is left as it is', () =>
    onSandbox({ objects: [{ containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] }] }, async (stage) => {
      assert.deepEqual(says(await applied(stage)), ['web OtherTag']);
      assert.equal(stage.sandbox.requests.length, 0);
    }));

  it('hands over what became of each workload with its place, where somebody takes it, and keeps none', () =>
    onSandbox({ objects: named(3) }, async (stage) => {
      const places: (readonly [string, number])[] = [];
      const onOutcomes: ApplyRun['onOutcomes'] = (taken, place) =>
        void places.push(...says(taken).map((text) => [text, place] as const));
      const held = stored({ name: 'web-01', metadata: { labels: { 'image-updater/hold': 'true' } } });
      stage.sandbox.put(held);
      assert.deepEqual(await applied(stage, settings(), { onOutcomes }), []);
      assert.deepEqual(
        places.toSorted(([, a], [, b]) => a - b),
        [
          ['web-00 updated', 0],
          ['web-01 Held', 1],
          ['web-02 updated', 2],
        ],
      );
    }));

  it('only plans in observe mode: nothing is sent', () =>
    onSandbox({ objects: named(3) }, async (stage) => {
      const outcomes = await applied(stage, settings({ mode: 'observe' }));
      assert.deepEqual(says(outcomes), ['web-00 planned', 'web-01 planned', 'web-02 planned']);
      assert.equal(stage.sandbox.requests.length, 0);
    }));

  it('begins no patch after the time is up, and says so of each', () =>
    onSandbox({ objects: named(10) }, async (stage) => {
      const outcomes = await applied(stage, settings(), { budget: { signal: AbortSignal.abort() } });
      assert.deepEqual(new Set(says(outcomes).map((text) => text.split(' ')[1])), new Set(['OutOfTime']));
      assert.equal(outcomes.length, 10);
      assert.equal(stage.sandbox.requests.length, 0);
    }));
});

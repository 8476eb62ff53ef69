import assert from 'node:assert/strict';
import { readHold, isHeld } from '../../lib/core/workload/hold.ts';
import { holdWorkload } from '../../lib/admin/hold-workload.ts';
import { workload } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { now, onSandbox, patches } from '../support/on-sandbox.ts';

const HOLD = { by: 'alice', why: 'x', at: 1 };
const budget = { signal: new AbortController().signal };

describe('holding a workload', () => {
  it('writes the label and who holds it, and takes both away again', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      assert.deepEqual(await holdWorkload(now(sandbox), HOLD, { cluster, budget }), { result: 'held' });
      assert.deepEqual(readHold(now(sandbox)), HOLD);
      assert.deepEqual(await holdWorkload(now(sandbox), undefined, { cluster, budget }), {
        result: 'released',
      });
      assert.equal(isHeld(now(sandbox)), false);
      assert.ok(!JSON.stringify(sandbox.get('Deployment', 'shop', 'web')).includes('image-updater/he'));
    }));

  it('changes nothing that is so already', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const outcome = await holdWorkload(now(sandbox), undefined, { cluster, budget });
      assert.deepEqual([outcome, patches(sandbox).length], [{ result: 'unchanged' }, 0]);
    }));

  it('looks again where it changed meanwhile', () =>
    onSandbox({ objects: [{ metadata: { labels: { a: 'b' } } }] }, async ({ sandbox, cluster }) => {
      const outcome = await holdWorkload(workload(), HOLD, { cluster, budget });
      assert.deepEqual([outcome, isHeld(now(sandbox))], [{ result: 'held' }, true]);
      assert.equal(patches(sandbox).length, 2);
    }));

  it('waits before it looks again, longer each time', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const clock = fakeClock();
      sandbox.fail({ fault: { type: 'conflict' }, times: 3 });
      const outcome = await holdWorkload(now(sandbox), HOLD, { cluster, budget, clock });
      assert.deepEqual([outcome, clock.waits], [{ result: 'held' }, [10, 20, 40]]);
    }));

  it('leaves what changed meanwhile as it is, where it is not meant any more', () =>
    onSandbox({ objects: [{ metadata: { labels: { a: 'b' } } }] }, async ({ sandbox, cluster }) => {
      const isMeant = ({ labels }: { readonly labels: Readonly<Record<string, string>> }) =>
        labels['a'] !== 'b';
      const outcome = await holdWorkload(workload(), HOLD, { cluster, budget }, isMeant);
      assert.deepEqual([outcome, isHeld(now(sandbox))], [{ result: 'unchanged' }, false]);
    }));

  it('passes over what is gone', () =>
    onSandbox({ objects: [] }, async ({ cluster }) =>
      assert.deepEqual(await holdWorkload(workload(), HOLD, { cluster, budget }), { result: 'gone' }),
    ));

  it('leaves the hold of somebody else, and says whose it is', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      await holdWorkload(now(sandbox), HOLD, { cluster, budget });
      const outcome = await holdWorkload(now(sandbox), { by: 'bob', at: 2 }, { cluster, budget });
      assert.deepEqual([outcome, readHold(now(sandbox))], [{ result: 'unchanged', hold: HOLD }, HOLD]);
    }));

  it('says that a label holds it which names nobody', () =>
    onSandbox(
      { objects: [{ metadata: { labels: { 'image-updater/hold': 'true' } } }] },
      async ({ sandbox, cluster }) =>
        assert.deepEqual(await holdWorkload(now(sandbox), HOLD, { cluster, budget }), {
          result: 'unchanged',
          unsigned: true,
        }),
    ));

  it('says what kept it from it', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'webhook', webhook: 'deny', message: 'no', code: 403 } });
      const outcome = await holdWorkload(now(sandbox), HOLD, { cluster, budget });
      assert.equal('fault' in outcome && outcome.fault.reason, 'Refused');
    }));
});

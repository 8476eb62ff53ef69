import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { valueAt } from '../../../lib/core/text/json.ts';
import { patches } from '../../support/on-sandbox.ts';
import { onlyReport, onMissedPush, watchedProgress } from './missed-push.ts';

describe('a run of image-updater reconcile that is interrupted', () => {
  it('before the question changes nothing, and asks nothing', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      const interruption = new AbortController();
      const { openProgress } = watchedProgress(() => interruption.abort());
      const confirm = (): never => assert.fail('asked');
      const { code } = await reconciled({}, { signal: interruption.signal, openProgress, confirm });
      assert.deepEqual([code, patches(sandbox)], [EXIT.interrupted, []]);
    }));

  it('at the question changes nothing', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      const interruption = new AbortController();
      const confirm = (): Promise<boolean> => {
        interruption.abort();
        return Promise.resolve(true);
      };
      const { code } = await reconciled({}, { signal: interruption.signal, confirm });
      assert.deepEqual([code, patches(sandbox)], [EXIT.interrupted, []]);
    }));

  it('while it reads again ends at once, and changes nothing', () =>
    onMissedPush(async ({ registry, sandbox, reconciled }) => {
      const interruption = new AbortController();
      // The listing of the second run is never answered.
      registry.instead.push(undefined, () => interruption.abort());
      const { code } = await reconciled({ yes: true }, { signal: interruption.signal });
      assert.deepEqual([code, patches(sandbox)], [EXIT.interrupted, []]);
      assert.equal(registry.requests.length, 2, 'nothing is listed again after the interruption');
    }));

  it('finishes the patches in flight, starts no more, and says what was done', () =>
    onMissedPush(
      async ({ sandbox, reconciled }) => {
        const interruption = new AbortController();
        let shown = 0;
        const { openProgress } = watchedProgress((unit) => {
          // The first call of a step says that nothing of it is done.
          if (unit === 'workloads updated' && (shown += 1) > 1) interruption.abort();
        });
        const { code, written } = await reconciled(
          { yes: true, json: true },
          { signal: interruption.signal, openProgress },
        );
        assert.equal(code, EXIT.interrupted);
        const totals = ['updated', 'failed'].map((key) =>
          Number(valueAt(onlyReport(written), ['totals', key])),
        );
        const [updated = 0, failed = 0] = totals;
        assert.equal(updated + failed, 30);
        assert.ok(updated >= 1 && updated < 30, `${updated} were in flight`);
        assert.equal(patches(sandbox).length, updated);
      },
      Array.from({ length: 30 }, (_, index) => ({ name: `w${index}` })),
    ));
});

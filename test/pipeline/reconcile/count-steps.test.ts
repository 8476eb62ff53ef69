import assert from 'node:assert/strict';
import sinon from 'sinon';
import { countSteps } from '../../../lib/pipeline/reconcile/count-steps.ts';

describe('the progress of a step', () => {
  it('begins at none, and each part counts once', () => {
    const told = sinon.spy((step: string, { done, total }: { done: number; total: number }) => [
      step,
      done,
      total,
    ]);
    const count = countSteps('read clusters', 2, told);
    count();
    count();
    assert.deepEqual(
      told.returnValues,
      [0, 1, 2].map((done) => ['read clusters', done, 2]),
    );
  });
  it('is for nobody where nobody asked', () =>
    assert.doesNotThrow(countSteps('read clusters', 1, undefined)));
});

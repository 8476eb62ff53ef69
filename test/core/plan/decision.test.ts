import assert from 'node:assert/strict';
import { skip } from '../../../lib/core/plan/decision.ts';

describe('a skip', () => {
  it('has its reason, and the detail where there is one', () => {
    assert.deepEqual(skip('Held'), { action: 'skip', reason: 'Held' });
    assert.deepEqual(skip('Held', 'by ann'), { action: 'skip', reason: 'Held', detail: 'by ann' });
  });
});

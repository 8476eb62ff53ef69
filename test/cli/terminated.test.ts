import assert from 'node:assert/strict';
import { Terminated } from '../../lib/cli/terminated.ts';

describe('the reason of SIGTERM', () => {
  it('is an abort like any other for whoever does not ask', () => {
    assert.throws(() => AbortSignal.abort(new Terminated()).throwIfAborted(), { name: 'AbortError' });
  });
});

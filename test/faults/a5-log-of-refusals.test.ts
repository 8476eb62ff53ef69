import assert from 'node:assert/strict';
import { statusOf, whileServing } from './served.ts';

const CALLS = 300;

describe('calls that are refused', () => {
  it('are logged in far fewer lines than there are calls', () =>
    whileServing(async ({ url, lines }) => {
      for (let calls = 0; calls < CALLS; calls += 1)
        assert.equal(await statusOf(fetch(`${url}/api/update`, { method: 'POST' })), 401);
      const written = lines().filter((line) => line.includes('Unauthenticated')).length;
      assert.ok(written < CALLS / 10, `${written} lines`);
    }));
});

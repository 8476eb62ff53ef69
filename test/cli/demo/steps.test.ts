import assert from 'node:assert/strict';
import { demoSteps } from '../../../lib/cli/demo/steps.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

describe("the demo's acts", () => {
  const all = demoSteps(NOW);
  const [first, again, older, rolledBack, newer] = all;

  it('are seven, in this order', () =>
    assert.deepEqual(
      all.map(({ message: { id }, shows }) => [id, shows]),
      [
        ['1001', 'everything'],
        ['1001', 'counts'],
        ['1002', 'counts'],
        ['1001', 'counts'],
        ['1003', 'counts'],
        ['1004', 'log'],
        ['1005', 'log'],
      ],
    ));

  it('send the same message again, not one like it', () => {
    assert.equal(again?.message, first?.message);
    assert.equal(rolledBack?.message, first?.message);
  });

  it('send an older one after it, and a newer one in the end', () => {
    const times = [older, first, newer].map((act) => act?.message.publishedAt ?? 0);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(times).size, 3);
  });

  it('never send from the future', () =>
    assert.ok(all.every(({ message: { publishedAt } }) => publishedAt <= NOW)));

  it('roll back before the one event that is about it', () =>
    assert.deepEqual(
      all.map(({ before }) => before !== undefined),
      [false, false, false, true, false, false, false],
    ));
});

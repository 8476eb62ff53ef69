import assert from 'node:assert/strict';
import { evaluateGates, formatWaits, type Gate, type Wait } from '../../../lib/core/gate/gate.ts';

const waits =
  (wait: Wait | undefined): Gate =>
  () =>
    wait;

describe('the gates of a container', () => {
  it('pass if each of them passes', () =>
    assert.deepEqual(evaluateGates([waits(undefined), waits(undefined)], { publishedAt: 0 }, 0), []));
  it('pass if there are none', () => assert.deepEqual(evaluateGates([], { publishedAt: 0 }, 0), []));
  it('name every one that does not', () => {
    const [young, closed] = [{ reason: 'TooYoung', until: 5 }, { reason: 'OutsideWindow' }] as const;
    const gates = [waits(young), waits(undefined), waits(closed)];
    assert.deepEqual(evaluateGates(gates, { publishedAt: 0 }, 0), [young, closed]);
  });
});

describe('waits in a line', () => {
  const TABLE: readonly (readonly [title: string, readonly Wait[], string])[] = [
    [
      'name the reason and its end',
      [{ reason: 'TooYoung', until: 0 }],
      'TooYoung until 1970-01-01T00:00:00.000Z',
    ],
    [
      'name each reason once, and the latest end',
      [
        { reason: 'OutsideWindow', until: 2000 },
        { reason: 'TooYoung', until: 1000 },
        { reason: 'OutsideWindow', until: 1500 },
      ],
      'OutsideWindow, TooYoung until 1970-01-01T00:00:02.000Z',
    ],
    [
      'have no end if one of them has none',
      [{ reason: 'TooYoung', until: 1 }, { reason: 'OutsideWindow' }],
      'TooYoung, OutsideWindow',
    ],
  ];
  for (const [title, given, expected] of TABLE) it(title, () => assert.equal(formatWaits(given), expected));
});

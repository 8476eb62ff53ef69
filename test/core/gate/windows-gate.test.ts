import assert from 'node:assert/strict';
import { windowsGate } from '../../../lib/core/gate/windows-gate.ts';
import type { Window } from '../../../lib/core/gate/windows.ts';

const at = (text: string): number => Date.parse(`2026-11-${text}Z`);
const window = (days: Window['days'], from: number, to: number): Window => ({
  days,
  from,
  to,
  timeZone: 'UTC',
});

describe('the gate of windows', () => {
  // 2026-11-30 is a Monday.
  const office = window(['mon'], 9 * 60, 17 * 60);
  const late = window(['mon'], 20 * 60, 21 * 60);
  for (const [title, now, expected] of [
    ['passes in a window', '30T10:00', undefined],
    ['passes in another one', '30T20:30', undefined],
    ['waits for the next opening of any', '30T18:00', '30T20:00'],
    ['passes when it opens', '30T09:00', undefined],
    ['waits when it closes', '30T17:00', '30T20:00'],
  ] as const)
    it(title, () =>
      assert.deepEqual(
        windowsGate([office, late])({ publishedAt: 0 }, at(now)),
        expected === undefined ? undefined : { reason: 'OutsideWindow', until: at(expected) },
      ),
    );
  it('waits without an end if no window ever opens', () =>
    assert.deepEqual(windowsGate([window([], 0, 60)])({ publishedAt: 0 }, at('30T10:00')), {
      reason: 'OutsideWindow',
    }));
  it('has one answer for all pushes at a moment, and another one at the next', () => {
    const gate = windowsGate([office]);
    const first = gate({ publishedAt: 0 }, at('30T08:00'));
    assert.ok(first !== undefined);
    assert.equal(gate({ publishedAt: 1 }, at('30T08:00')), first);
    assert.equal(gate({ publishedAt: 1 }, at('30T09:00')), undefined);
    assert.deepEqual(gate({ publishedAt: 1 }, at('30T08:00')), first);
  });
});

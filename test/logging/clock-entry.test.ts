import assert from 'node:assert/strict';
import { reasonAddress } from '../../lib/core/errors/reason-page.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { REASONS } from '../../lib/core/errors/reason.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { logEntries } from '../support/log-entries.ts';
import { push } from '../support/builders.ts';
import { DELIVERY, handled, LOGGED, UPDATED } from './handled-events.ts';

const delivery = { ...DELIVERY, clockBehindMs: 1_200_400 };
const RESULTS: readonly EventResult[] = [
  { ...handled([UPDATED]), delivery },
  { status: 'ignored', delivery, reason: 'NotAnInsert', detail: 'DELETE' },
  { status: 'failed', delivery, fault: new UpdaterError('Unexpected', 'x') },
  { status: 'fanned-out', delivery, push: push(), tasks: [] },
];

describe('the entry of a clock that is behind', () => {
  it('is a WARNING with the time, the reason and its remedy', () => {
    const [entry] = RESULTS.flatMap((result) => logEntries(result).slice(0, 1));
    assert.deepEqual(entry, {
      severity: 'WARNING',
      message: 'Local clock behind Pub/Sub',
      labels: { push: 'm1', reason: 'ClockSkew' },
      fields: {
        reason: 'ClockSkew',
        explanation: REASONS.ClockSkew.message,
        docs: reasonAddress('ClockSkew'),
        remedy: REASONS.ClockSkew.remedy,
        detail:
          'expected a publish time at most 60 s ahead of the local clock, got one 1200 s ahead; the push counts as published at 1970-01-01T00:00:01.000Z',
        delivery: LOGGED,
      },
    });
  });

  it('comes once for each event, whatever became of it', () => {
    for (const result of RESULTS) {
      const all = logEntries(result).filter(({ labels }) => labels['reason'] === 'ClockSkew');
      assert.equal(all.length, 1, result.status);
    }
  });

  it('is not there where the clock is in time', () =>
    assert.ok(!logEntries(handled([UPDATED])).some(({ labels }) => labels['reason'] === 'ClockSkew')));
});

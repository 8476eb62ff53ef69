/** What is logged of an event that somebody asked for over HTTP. */
import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { dryRunEntry, publishFailureEntry } from '../../lib/logging/log-entries.ts';
import { logEntries } from '../support/log-entries.ts';
import { push } from '../support/builders.ts';
import { DELIVERY, UPDATED, failed, skips, handled } from './handled-events.ts';

describe('the entries of a call of the API', () => {
  const delivery = { ...DELIVERY, caller: 'ci' };
  const completed = handled([UPDATED, failed('Refused'), ...skips(1, 'Held')]);
  const fault = new UpdaterError('Unexpected', 'x');

  it('each name the caller', () => {
    const results: readonly EventResult[] = [
      { ...completed, delivery },
      { status: 'ignored', delivery, reason: 'NotAnInsert', detail: 'DELETE' },
      { status: 'failed', delivery, fault },
      { status: 'fanned-out', delivery, push: push(), tasks: [] },
    ];
    const entries = [
      ...results.flatMap(logEntries),
      ...results.flatMap((result) => [publishFailureEntry(result, fault), dryRunEntry(result)]),
    ];
    assert.deepEqual(
      entries.map(({ message, labels: { caller } }) => [message, caller]),
      entries.map(({ message }) => [message, 'ci']),
    );
  });

  it('are one of a dry run, whatever came of it: an INFO with what the last one says', () => {
    const { fields } = logEntries(completed).at(-1) ?? assert.fail();
    const labels = { push: 'm1' };
    assert.deepEqual(dryRunEntry(completed), { severity: 'INFO', message: 'Dry run', labels, fields });
    const { severity, fields: why } = dryRunEntry({ status: 'failed', delivery, fault });
    assert.deepEqual([severity, why['reason']], ['INFO', 'Unexpected']);
  });
});

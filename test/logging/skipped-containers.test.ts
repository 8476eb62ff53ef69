import assert from 'node:assert/strict';
import { EXAMPLES } from '../../lib/core/report/skip-tally.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import { logEntries } from '../support/log-entries.ts';
import { logLine, type LogEntry } from '../../lib/logging/log-line.ts';
import { push } from '../support/builders.ts';
import { DELIVERY, skips } from './handled-events.ts';

/** The entries at DEBUG of a report with these rows of one reason, which names the first ten as examples. */
function debugEntries(rows: readonly Skipped[], kept: readonly Skipped[] = rows): readonly LogEntry[] {
  const skipped = [
    { reason: 'Held', count: rows.length, examples: rows.slice(0, EXAMPLES), rows: kept },
  ] as const;
  const cluster = {
    cluster: 'production',
    scanned: 1,
    updated: [],
    alreadyApplied: [],
    failed: [],
    faults: [],
    skipped,
  };
  const entries = logEntries({
    status: 'completed',
    delivery: DELIVERY,
    report: { push: push(), clusters: [cluster] },
  });
  return entries.filter(({ severity }) => severity === 'DEBUG');
}

describe('the entries of skipped containers', () => {
  it('name each with its image and its detail', () => {
    const [held = assert.fail()] = skips(1, 'Held');
    const { workload, container, image } = held;
    assert.deepEqual(debugEntries([{ ...held, detail: 'by a person' }]), [
      {
        severity: 'DEBUG',
        message: 'Containers skipped',
        labels: { push: 'm1', cluster: 'production', reason: 'Held' },
        fields: { count: 1, containers: [{ ...workload, container, image, detail: 'by a person' }] },
      },
    ]);
  });

  it('name all, forty in each', () =>
    assert.deepEqual(
      debugEntries(skips(100, 'Held')).map(({ fields: { count, containers } }) => [
        count,
        Array.isArray(containers) && containers.length,
      ]),
      [
        [100, 40],
        [100, 40],
        [100, 20],
      ],
    ));

  it('name the examples where there was no memory for more', () => {
    const [entry = assert.fail()] = debugEntries(skips(30, 'Held'), []);
    assert.ok(Array.isArray(entry.fields['containers']));
    assert.equal(entry.fields['containers'].length, EXAMPLES);
  });

  it('stay below what Cloud Logging takes, with the longest texts that a workload may have', () => {
    const text = '\u4e00'.repeat(1024);
    const workload = { kind: 'Deployment', namespace: 'n'.repeat(253), name: 'w'.repeat(253) };
    const rows = skips(40, 'Held').map((each) => ({
      ...each,
      workload,
      image: 'i'.repeat(1024),
      detail: text,
    }));
    const [entry = assert.fail()] = debugEntries(rows);
    assert.ok(Buffer.byteLength(logLine(entry, undefined)) < 256_000);
  });
});

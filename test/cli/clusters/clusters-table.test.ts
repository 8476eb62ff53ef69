import assert from 'node:assert/strict';
import type { Inspection } from '../../../lib/admin/inspect/inspection.ts';
import { clustersTable } from '../../../lib/cli/clusters/clusters-table.ts';
import { SAMPLE } from '../../support/sample-inspections.ts';

/** The cells of each row: columns are set apart by two spaces. */
function rowsOf(inspections: readonly Inspection[]): string[][] {
  const [, ...rows] = clustersTable(inspections, (text) => text).split('\n');
  return rows.map((row) => row.split(/ {2,}/));
}

describe('the table of inspected clusters', () => {
  it('says which cluster is not ready, and why, in the order of the configuration', () =>
    assert.deepEqual(
      rowsOf(SAMPLE).map(([cluster, ready]) => [cluster, ready]),
      [
        ['production', 'yes'],
        ['local', 'yes'],
        ['staging', 'NO: rights'],
        ['shop/us-east1/new', 'NO: ConnectTimeout'],
        ['lab/-/-', 'NO: ApiDisabled'],
        ['play/-/-', '- (no cluster)'],
      ],
    ));

  it('counts the rights that are there, and says how it is with the policy', () =>
    assert.deepEqual(
      rowsOf(SAMPLE).map(([, , rights, policy]) => [rights, policy]),
      [
        ['all', 'in force'],
        ['all', 'missing'],
        ['8 of 12', 'unknown'],
        ['-', '-'],
        ['-', '-'],
        ['-', '-'],
      ],
    ));

  it('is within 80 columns with long names and reasons', () => {
    const cluster = 'my-project/europe-west1/production';
    const rows = SAMPLE.map((each) => ({
      ...each,
      cluster,
      ...(each.why && { why: 'UntrustedCertificate' as const }),
    }));
    for (const line of clustersTable(rows, (text) => text).split('\n')) assert.ok(line.length <= 80, line);
  });

  it('sets off what is not ready', () => {
    const rows = clustersTable(SAMPLE, (text) => `<${text}>`).split('\n');
    assert.deepEqual(
      rows.map((row) => row.startsWith('<')),
      [false, false, false, true, true, true, false],
    );
  });
});

import assert from 'node:assert/strict';
import * as v from 'valibot';
import { reportDocument } from '../../lib/report/report-document.ts';
import { REPORT_SCHEMA } from '../../lib/report/report-schema.ts';
import { push } from '../support/builders.ts';
import { complaints, FAULT_REASONS, SKIP_REASONS } from '../support/report-builders.ts';

const DOCUMENT = reportDocument({
  push: push(),
  clusters: [
    { cluster: 'a', scanned: 0, updated: [], alreadyApplied: [], failed: [], skipped: [], faults: [] },
  ],
});
const [CLUSTER] = DOCUMENT.clusters;

const WRONG: readonly (readonly [string, unknown])[] = [
  ['another key', { ...DOCUMENT, more: 1 }],
  ['another key of a cluster', { ...DOCUMENT, clusters: [{ ...CLUSTER, more: 1 }] }],
  ['a missing key', { ...DOCUMENT, omitted: undefined }],
  ['a count below zero', { ...DOCUMENT, totals: { ...DOCUMENT.totals, failed: -1 } }],
  ['half a container', { ...DOCUMENT, totals: { ...DOCUMENT.totals, failed: 0.5 } }],
  ['a time that is none', { ...DOCUMENT, push: { ...DOCUMENT.push, publishedAt: 'soon' } }],
];

describe('the schema of the report', () => {
  it('takes a document, here and as JSON Schema', () => {
    assert.ok(v.safeParse(REPORT_SCHEMA, DOCUMENT).success);
    assert.deepEqual(complaints(DOCUMENT), []);
  });

  for (const [title, document] of WRONG)
    it(`refuses ${title}, here and as JSON Schema`, () => {
      const sent: unknown = JSON.parse(JSON.stringify(document));
      assert.ok(!v.safeParse(REPORT_SCHEMA, sent).success);
      assert.notDeepEqual(complaints(sent), []);
    });

  const row = { message: '', remedy: '' };
  const container = { kind: '', namespace: '', name: '', container: '', image: '' };
  const withRows = (rows: object) => ({ ...DOCUMENT, clusters: [{ ...CLUSTER, ...rows }] });

  it('takes every reason where it can stand, and no other', () => {
    const skipped = (reason: string) => withRows({ skipped: [{ ...row, reason, count: 1, examples: [] }] });
    const failed = (reason: string) => withRows({ failed: [{ ...row, ...container, reason, detail: '' }] });
    const faults = (reason: string) => withRows({ faults: [{ ...row, where: '', reason, detail: '' }] });
    for (const reason of SKIP_REASONS) assert.deepEqual(complaints(skipped(reason)), [], reason);
    for (const reason of FAULT_REASONS)
      assert.deepEqual([...complaints(failed(reason)), ...complaints(faults(reason))], [], reason);
    assert.deepEqual(complaints(faults('InvalidObject')), []);
    for (const wrong of [skipped('Refused'), failed('Held'), faults('Held'), skipped('NotAnInsert')])
      assert.notDeepEqual(complaints(wrong), []);
  });
});

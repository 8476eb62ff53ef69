import assert from 'node:assert/strict';
import { reportDocument } from '../../lib/report/report-document.ts';
import type { ReportDocument } from '../../lib/report/report-schema.ts';
import { complaints, UNPRINTABLE } from '../support/report-builders.ts';
import { REPORT_RUNS, runReport } from '../support/report-runs.ts';
import { textsIn } from './texts-in.ts';

describe('the document of a real run', () => {
  for (const { title, words, ...run } of REPORT_RUNS)
    it(`with ${title} is what the schema says`, async () => {
      const document = reportDocument(await runReport(run));
      assert.deepEqual(complaints(document), []);
      assert.deepEqual(new Set(wordsOf(document)), new Set(words));
      assert.ok(textsIn(document).every((text) => !UNPRINTABLE.test(text)));
    });
});

function wordsOf({ clusters }: ReportDocument): string[] {
  return clusters.flatMap(({ updated, failed, faults, skipped }) => [
    ...updated.map(({ result, effect, restarted, staleImage }) =>
      [result, effect, ...(restarted ? ['restarted'] : []), ...(staleImage ? ['staleImage'] : [])].join(' '),
    ),
    ...[...failed, ...faults].map(({ reason, command }) =>
      command === undefined ? reason : `${reason} command`,
    ),
    ...skipped.map(({ reason }) => reason),
  ]);
}

import assert from 'node:assert/strict';
import { planText } from '../../../lib/cli/plan/text.ts';
import { push, REPOSITORY } from '../../support/builders.ts';

const bold = (text: string) => `*${text}*`;
const cluster = { cluster: 'a', scanned: 2, updated: [], alreadyApplied: [], failed: [], faults: [] };
const held = {
  result: 'skipped',
  reason: 'Held',
  workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  container: 'app',
  image: `${REPOSITORY}:v1`,
} as const;

describe('the text of a plan', () => {
  it('is the report, and a sentence where no workload runs the image', () =>
    assert.equal(
      planText({ push: push(), clusters: [{ ...cluster, skipped: [] }] }, bold),
      '*cluster a: 2 workloads read; 0 containers updated, 0 skipped*\n\n' +
        `No workload was found that runs ${REPOSITORY}.\n`,
    ));

  it('is the report alone where one does', () => {
    const skipped = [{ reason: 'Held', count: 1, examples: [held] }] as const;
    const text = planText({ push: push(), clusters: [{ ...cluster, skipped }] }, bold);
    assert.match(text, /Held: /);
    assert.ok(!text.includes('No workload was found'));
  });
});

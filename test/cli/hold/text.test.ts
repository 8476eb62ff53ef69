import assert from 'node:assert/strict';
import { holdDocument, holdText, type HoldRow } from '../../../lib/cli/hold/text.ts';

const place = { cluster: 'test', kind: 'Deployment', namespace: 'shop', name: 'web' } as const;
const fault = { where: 'patch', reason: 'Refused', detail: 'no\u001b' } as const;
const rows: readonly HoldRow[] = [
  { ...place, result: 'held' },
  { ...place, result: 'failed', fault },
];

describe('what became of holds', () => {
  it('is a table, then what failed', () => {
    const text = holdText(rows, []);
    assert.match(text, /^test +Deployment shop\/web +held$/m);
    assert.match(text, /^test: patch: Refused: /m);
    assert.ok(!text.includes('\u001b'));
  });

  it('says why a workload is left as it is', () => {
    const left: HoldRow = {
      ...place,
      result: 'skipped',
      skip: { reason: 'InvalidImage', detail: 'x\u001b' },
    };
    const text = holdText([left], []);
    assert.match(text, /^test: Deployment shop\/web: InvalidImage: /m);
    assert.ok(!text.includes('\u001b'));
    const [row] = holdDocument([left], []).workloads;
    assert.ok(row !== undefined && 'reason' in row && row.reason === 'InvalidImage');
  });

  it('says who holds what was held before, since when and why', () => {
    const hold = { by: 'alice', at: 0, why: 'incident\u001b' };
    const held: HoldRow = { ...place, result: 'unchanged', hold };
    const text = holdText([held], []);
    assert.match(text, /web: held by alice since 1970-01-01T00:00:00.000Z: incident/);
    assert.ok(!text.includes('\u001b'));
    const [row] = holdDocument([held], []).workloads;
    assert.ok(row !== undefined && 'hold' in row);
    assert.deepEqual(row.hold, { ...hold, at: '1970-01-01T00:00:00.000Z' });
  });

  it('says that nobody is known to hold what a label alone holds', () => {
    const held: HoldRow = { ...place, result: 'unchanged', unsigned: true };
    assert.match(holdText([held], []), /web: held by its label/);
    assert.ok(holdDocument([held], []).workloads.every((row) => row.unsigned === true));
  });

  it('does not say that nothing matches where something could not be read', () =>
    assert.doesNotMatch(holdText([], [{ cluster: 'c', ...fault }]), /No workload matches/));

  it('says that there is no such workload', () => assert.match(holdText([], []), /^No workload matches/));

  it('is a document with reasons', () => {
    const { workloads, faults } = holdDocument(rows, [{ cluster: 'c', ...fault }]);
    assert.deepEqual(workloads[0], rows[0]);
    assert.ok(workloads[1] !== undefined && 'reason' in workloads[1] && workloads[1].reason === 'Refused');
    assert.equal(faults[0]?.cluster, 'c');
  });
});

import assert from 'node:assert/strict';
import type { Inspection, InspectionFault } from '../../../lib/admin/inspect/inspection.ts';
import { toDoList } from '../../../lib/cli/clusters/to-do.ts';

const FAULT: InspectionFault = {
  where: 'find the cluster',
  reason: 'Timeout',
  detail: 'no answer',
  remedy: 'Wait.',
  commands: [],
};
const ROW: Inspection = { state: 'notFound', cluster: 'a', ready: false, faults: [FAULT], advice: [] };

function listOf(...inspections: readonly Inspection[]): string {
  return toDoList(inspections, (text) => text);
}

describe('what to do for clusters', () => {
  it('is nothing where there is neither fault nor advice', () =>
    assert.equal(listOf({ ...ROW, state: 'empty', ready: true, faults: [] }), ''));

  it('is what is wrong, and its remedy', () =>
    assert.match(
      listOf(ROW),
      /\na was not found, or only in part:\n {2}Timeout: .* Wait\.\n {4}find the cluster: no answer\n\n$/,
    ));

  it('has each command once, set apart, on a line that is never broken', () => {
    const command = `echo ${'long '.repeat(40)}`.trimEnd();
    const faults = [1, 2].map((index) => ({ ...FAULT, where: `list ${index}`, commands: [command] }));
    const text = listOf({ ...ROW, faults });
    assert.equal(text.split(`\n\n    ${command}\n\n`).length, 2);
    assert.equal(text.split(command).length, 2);
  });

  for (const [title, commands, expected] of [
    ['says whom commands are for', ['date'], true],
    ['says so of no command', [], false],
  ] as const)
    it(title, () =>
      assert.equal(listOf({ ...ROW, faults: [{ ...FAULT, commands }] }).includes('administrator'), expected),
    );

  for (const [title, kubectl, commands, expected] of [
    ['says to point kubectl to a cluster for which no line does so', undefined, ['kubectl apply'], true],
    ['says so of no cluster with a line', 'gcloud credentials', ['kubectl apply'], false],
    ['says so of no advice without commands', undefined, [], false],
  ] as const)
    it(title, () => {
      const found = { entry: 'clusters[0]', way: 'x', ...(kubectl !== undefined && { kubectl }) };
      const advice = [{ weight: 'needed', message: 'Grant it.', commands }] as const;
      assert.equal(listOf({ ...ROW, found, advice }).includes('Point kubectl'), expected);
    });

  it('has the line for kubectl before those of an advice, and not before those of a fault', () => {
    const found = { entry: 'clusters[0]', way: 'x', kubectl: 'gcloud credentials' };
    const advice = [{ weight: 'needed', message: 'Grant it.', commands: ['kubectl apply'] }] as const;
    const faults = [{ ...FAULT, commands: ['gcloud update'] }];
    const commands = listOf({ ...ROW, found, faults, advice })
      .split('\n')
      .filter((line) => /^ {4}(?:gcloud|kubectl)/.test(line));
    assert.deepEqual(
      commands.map((line) => line.trim()),
      ['gcloud update', 'gcloud credentials', 'kubectl apply'],
    );
  });
});

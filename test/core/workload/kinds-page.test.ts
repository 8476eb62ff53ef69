import assert from 'node:assert/strict';
import type { Effect } from '../../../lib/core/workload/effect.ts';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';
import { codeBlocks, pageText } from '../../support/pages.ts';

const PAGE = 'lib/core/workload/README.md';
const EFFECTS: Readonly<Record<Effect, true>> = {
  now: true,
  paused: true,
  onDelete: true,
  partition: true,
  nextRun: true,
  suspended: true,
  unknown: true,
};

const text = pageText(PAGE);

describe('the page of kinds', () => {
  const examples = codeBlocks(PAGE, 'yaml')
    .map(({ text: yaml }) => yaml)
    .filter((yaml) => yaml.startsWith('kinds:'));
  for (const [index, yaml] of examples.entries())
    it(`has configuration ${index + 1} that is read: ${yaml.match(/kind: \w+/g)?.join() ?? ''}`, () =>
      assert.ok(config(MINIMAL + yaml).settings.kinds.length > BUILT_IN_KINDS.length));

  it('explains each effect that a report may have', () =>
    assert.deepEqual(
      [...text.matchAll(/^\| `(\w+)` +\| .* \| .*\|$/gm)].map(([, effect = '']) => effect).toSorted(),
      Object.keys(EFFECTS).toSorted(),
    ));
});

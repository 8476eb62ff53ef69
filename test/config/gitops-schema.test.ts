import assert from 'node:assert/strict';
import { GITOPS_MARKS } from '../../lib/core/workload/gitops.ts';
import { BUILT_IN_KINDS } from '../../lib/core/workload/kind.ts';
import { config, MINIMAL, wrong } from '../support/config-builders.ts';
import { codeBlocks, pageText } from '../support/pages.ts';

const KAPP = '{ tool: kapp-controller, on: label, key: kapp.k14s.io/app }';
const FLEET = '{ tool: Rancher Fleet, on: annotation, key: objectset.rio.cattle.io/id }';

function gitOps(...marks: readonly string[]): string {
  return `${MINIMAL}gitOps: [${marks.join(', ')}]\n`;
}

describe('gitOps', () => {
  it('stands behind the built-in marks, for every kind', () => {
    const kinds = 'kinds: [{ group: argoproj.io, version: v1alpha1, plural: rollouts, kind: Rollout }]';
    const { settings } = config(gitOps(KAPP, FLEET) + kinds);
    const added = [
      { tool: 'kapp-controller', on: 'labels', key: 'kapp.k14s.io/app' },
      { tool: 'Rancher Fleet', on: 'annotations', key: 'objectset.rio.cattle.io/id' },
    ];
    assert.equal(settings.kinds.length, BUILT_IN_KINDS.length + 1);
    for (const { gitOpsMarks } of settings.kinds) assert.deepEqual(gitOpsMarks, [...GITOPS_MARKS, ...added]);
  });

  const refused: readonly (readonly [title: string, yaml: string, path: string, code: string])[] = [
    ['a tool on two lines', gitOps('{ tool: "a\\nb", on: label, key: a/b }'), 'gitOps[0].tool', 'Invalid'],
    ['a mapping of marks', `${MINIMAL}gitOps: ${KAPP}`, 'gitOps', 'WrongType'],
    ['what has no meaning', gitOps(KAPP.replace('}', ', value: a }')), 'gitOps[0].value', 'UnknownKey'],
  ];
  for (const [title, yaml, at, code] of refused)
    it(`refuses ${title}: ${code} at ${at}`, () => assert.deepEqual(wrong(yaml), [[at, code]]));
});

describe('the marks on the page of kinds', () => {
  const text = pageText('lib/core/workload/README.md');

  it('are the built-in ones', () => {
    const rows = [...text.matchAll(/^\| ([\w ]+?) +\| (label|annotation) +\| `([^`]+)`/gm)];
    assert.deepEqual(
      rows.map(([, tool, on, key]) => ({ tool, on: `${on}s`, key })),
      GITOPS_MARKS.map(({ tool, on, key }) => ({ tool, on, key })),
    );
  });

  it('are examples that the configuration takes', () => {
    const { text: yaml = '' } =
      codeBlocks('lib/core/workload/README.md', 'yaml').find(({ text: block }) =>
        block.startsWith('gitOps:'),
      ) ?? {};
    const marks = config(MINIMAL + yaml).settings.kinds[0]?.gitOpsMarks ?? [];
    assert.ok(marks.length > GITOPS_MARKS.length);
  });
});

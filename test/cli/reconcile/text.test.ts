import assert from 'node:assert/strict';
import { reconcileQuestion, reconcileText, summaryText } from '../../../lib/cli/reconcile/text.ts';
import { REPOSITORY } from '../../support/builders.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';
import { LIST_FAULT, SUBJECT, updatedOutcome } from '../../support/outcome-builders.ts';
import {
  compared,
  NOT_LISTED,
  NOTHING_MISSED,
  reconciled,
  skipped,
} from '../../support/reconcile-reports.ts';

const FAILED = { ...SUBJECT, result: 'failed', reason: 'Refused', detail: 'no' } as const;
const BEYOND = { where: 'update the cluster', reason: 'TooMany', detail: 'd' } as const;
const text = (...given: Parameters<typeof reconciled>) => reconcileText(reconciled(...given), (each) => each);

describe('a reconcile run as text', () => {
  it('names each missed push with its repository, tag, digest and upload time, then the containers', () => {
    const [head = '', ...rest] = text([compared()]).split('\n');
    assert.equal(head, `${REPOSITORY}:v1@11111111, uploaded 1970-01-01T00:00:01.000Z`);
    assert.match(rest.join('\n'), /^cluster a: 9 workloads read; 1 containers updated/);
    assert.match(rest.join('\n'), /Deployment shop\/web app /);
  });

  it('says why a repository was not listed, and prints the command that grants the role', () => {
    const shown = text([NOT_LISTED]);
    assert.ok(shown.startsWith(`repository ${NOT_LISTED.repository}:\n`));
    assert.match(shown, /ListingForbidden/);
    assert.match(shown, /gcloud artifacts repositories add-iam-policy-binding images /);
  });

  it('names clusters that were not read, and repositories of other registries', () => {
    const shown = text([], {
      unlistable: ['docker.io/library/nginx'],
      faults: [{ ...LIST_FAULT, cluster: 'production' }],
    });
    assert.match(shown, /^cluster production:\n.*Timeout/m);
    assert.match(shown, /^ {2}docker\.io\/library\/nginx$/m);
  });

  it('is empty where nothing was missed', () => assert.equal(text([NOTHING_MISSED]), ''));

  it('is safe to print', () => {
    const shown = text([{ ...NOT_LISTED, repository: 'h.io/\u001b[2J' }], {
      unlistable: ['\u001b[2J'],
      faults: [{ ...LIST_FAULT, cluster: '\u001b[2J', detail: '\u001b[2J' }],
    });
    assert.ok(!shown.includes('\u001b'));
  });
});

describe('the last line of a reconcile run', () => {
  for (const [title, report, expected] of [
    ['says that nothing was missed', reconciled([NOTHING_MISSED]), /1 repositories with 7 tags .*: nothing/],
    ['counts missed pushes', reconciled([compared([updatedOutcome({ result: 'planned' })])]), /: 1 .*missed/],
    ['counts updates', reconciled([compared()]), /: 1 .* were updated\.\n$/],
    ['counts failures', reconciled([compared([FAILED])]), /: 1 .*could not be updated\.\n$/],
    [
      'counts what a limit holds back',
      reconciled([compared(skipped('TooMany', 3), [BEYOND])]),
      /: 3 .*limit/,
    ],
    ['counts what is left', reconciled([compared(skipped('NextRun', 3))]), /: 3 .*next run/],
    ['counts tags that are behind', reconciled([compared(skipped('Behind', 2))]), /: 2 .*newer/],
    [
      'counts failed listings',
      reconciled([NOTHING_MISSED, NOT_LISTED]),
      /^1 .* 7 tags .*: 1 .*not be listed/,
    ],
    [
      'counts clusters',
      reconciled([], { faults: [{ ...LIST_FAULT, cluster: 'a' }] }),
      /^0 .*: 1 clusters .*not be read/,
    ],
  ] as const)
    it(title, () => assert.match(summaryText(report), expected));
});

describe('the question of reconcile', () => {
  for (const [title, yaml, observes] of [
    ['says how many containers are updated', MINIMAL, false],
    ['says that the configuration only observes', `mode: observe\n${MINIMAL}`, true],
  ] as const)
    it(title, () => {
      const question = reconcileQuestion(config(yaml), 3);
      assert.match(question, / 3 containers /);
      assert.equal(question.includes('mode: observe'), observes);
    });
});

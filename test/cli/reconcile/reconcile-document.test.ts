import assert from 'node:assert/strict';
import { reconcileDocument } from '../../../lib/cli/reconcile/reconcile-document.ts';
import { formatCommand, REASONS } from '../../../lib/core/errors/reason.ts';
import { REPOSITORY } from '../../support/builders.ts';
import { LIST_FAULT } from '../../support/outcome-builders.ts';
import { compared, LISTING_FAULT, NOT_LISTED, reconciled, skipped } from '../../support/reconcile-reports.ts';
import { complaints } from '../../support/report-builders.ts';

describe('the JSON document of a reconcile run', () => {
  it('has a report document for each missed push, with its trigger', () => {
    const { repositories } = reconcileDocument(reconciled([compared(), compared(skipped('Behind'))]));
    const documents = repositories.flatMap(({ reports }) => reports);
    assert.deepEqual(documents.map(complaints), [[], []]);
    assert.deepEqual(
      documents.map(({ push, redelivery }) => [push.trigger, redelivery]),
      [
        ['reconcile', false],
        ['reconcile', false],
      ],
    );
    assert.partialDeepStrictEqual(repositories[0], { repository: REPOSITORY, tags: 7 });
    assert.ok(repositories[0] !== undefined && !('fault' in repositories[0]));
  });

  it('explains why a repository was not listed, with the command that grants the role', () => {
    const { repositories } = reconcileDocument(reconciled([NOT_LISTED]));
    const { reason, detail, terms } = LISTING_FAULT;
    assert.partialDeepStrictEqual(repositories[0], {
      repository: NOT_LISTED.repository,
      tags: 0,
      fault: { reason, detail, message: REASONS[reason].message, command: formatCommand(reason, terms) },
      reports: [],
    });
  });

  it('names clusters that were not read in full, and repositories of other registries', () => {
    const unlistable = ['docker.io/library/nginx'];
    const report = reconciled([], { unlistable, faults: [{ ...LIST_FAULT, cluster: 'a' }] });
    assert.partialDeepStrictEqual(reconcileDocument(report), {
      repositories: [],
      otherRegistries: unlistable,
      faults: [{ cluster: 'a', where: LIST_FAULT.where, reason: LIST_FAULT.reason }],
    });
  });
});

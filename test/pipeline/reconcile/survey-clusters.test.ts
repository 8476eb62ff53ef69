import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { deadlineWithin } from '../../../lib/async/deadline.ts';
import { surveyClusters } from '../../../lib/pipeline/reconcile/survey-clusters.ts';
import { REPOSITORY, settings } from '../../support/builders.ts';
import { onSandbox } from '../../support/on-sandbox.ts';
import { listing } from './reconciling.ts';

const within = () => deadlineWithin(10_000, { signal: new AbortController().signal });
const OTHER = `${REPOSITORY}-worker`;

describe('the survey of clusters', () => {
  it('has each followed repository once, and the number of objects', () =>
    onSandbox(
      { objects: [{}, { name: 'b' }, { name: 'c', containers: [{ name: 'app', image: `${OTHER}:v1` }] }] },
      async ({ cluster }) => {
        const source = { name: 'test', find: () => Promise.resolve({ clusters: [cluster], missing: [] }) };
        const context = { settings: settings(), sources: [source], listTags: listing() };
        const survey = await surveyClusters(context, within());
        assert.deepEqual([...survey.repositories].toSorted(), [REPOSITORY, OTHER]);
        assert.deepEqual(
          survey.clusters.map(({ scanned }) => scanned),
          [3],
        );
      },
    ));
  it('names a cluster of an entry that is missing', async () => {
    const missing = [{ name: 'p/l/c', fault: new UpdaterError('NoEndpoint', 'none') }];
    const source = { name: 'entry', find: () => Promise.resolve({ clusters: [], missing }) };
    const survey = await surveyClusters(
      { settings: settings(), sources: [source], listTags: listing() },
      within(),
    );
    assert.deepEqual(
      survey.faults.map(({ cluster, reason }) => [cluster, reason]),
      [['p/l/c', 'NoEndpoint']],
    );
  });
});

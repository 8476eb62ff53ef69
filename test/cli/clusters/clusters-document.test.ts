import assert from 'node:assert/strict';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { clustersDocument, countClusters } from '../../../lib/cli/clusters/clusters-document.ts';
import { SAMPLE } from '../../support/sample-inspections.ts';

describe('the inspected clusters as a document', () => {
  it('are all of them, with how many there are of what', () =>
    assert.deepEqual(clustersDocument(SAMPLE), {
      total: 4,
      ready: 2,
      notFound: 1,
      empty: 1,
      clusters: SAMPLE,
    }));

  it('count an entry once that lacks several things', () => {
    const lab = SAMPLE.filter(({ state }) => state === 'notFound');
    assert.deepEqual(countClusters([...lab, ...lab]), { total: 0, ready: 0, notFound: 1, empty: 0 });
  });

  it('have addresses as texts', () => {
    const [first] = SAMPLE;
    assert.equal(
      valueAt(parseJson(JSON.stringify(first)), ['found', 'server']),
      'https://gke-4f2a.europe-west1.gke.goog/',
    );
  });

  it('keep the names of their keys: scripts read them', () => {
    assert.deepEqual(Object.keys(SAMPLE[2] ?? {}), [
      'state',
      'cluster',
      'ready',
      'why',
      'found',
      'version',
      'identity',
      'rights',
      'imageOnlyPolicy',
      'workloads',
      'scanMilliseconds',
      'faults',
      'advice',
    ]);
    assert.deepEqual(Object.keys(SAMPLE[4] ?? {}), [
      'state',
      'cluster',
      'ready',
      'why',
      'found',
      'faults',
      'advice',
    ]);
  });
});

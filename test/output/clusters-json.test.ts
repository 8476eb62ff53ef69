import assert from 'node:assert/strict';
import { clustersDocument } from '../../lib/output/clusters-json.ts';
import { SAMPLE } from './sample-inspections.ts';

describe('the inspected clusters as a document', () => {
  it('are all of them, with how many there are and how many can be served', () =>
    assert.deepEqual(clustersDocument(SAMPLE), { total: 5, served: 2, clusters: SAMPLE }));

  it('keep the names of their keys: scripts read them', () =>
    assert.deepEqual(Object.keys(SAMPLE[2] ?? {}), [
      'cluster',
      'served',
      'found',
      'version',
      'identity',
      'rights',
      'imageOnlyPolicy',
      'workloads',
      'scanMilliseconds',
      'faults',
      'advice',
    ]));
});

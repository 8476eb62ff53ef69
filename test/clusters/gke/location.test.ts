import assert from 'node:assert/strict';
import { locationsOverlap } from '../../../lib/clusters/gke/location.ts';

describe('two locations', () => {
  const table: readonly (readonly [a: string, b: string, overlap: boolean])[] = [
    ['europe-west1', 'europe-west1', true],
    ['europe-west1-b', 'europe-west1', true],
    ['europe-west1', 'europe-west12', false],
    ['europe-west1-b', 'europe-west1-c', false],
    ['-', 'europe-west1-c', true],
  ];
  for (const [a, b, is] of table)
    it(`${a} and ${b} ${is ? 'overlap' : 'do not overlap'}, whichever comes first`, () => {
      assert.equal(locationsOverlap(a, b), is);
      assert.equal(locationsOverlap(b, a), is);
    });
});

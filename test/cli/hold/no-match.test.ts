import assert from 'node:assert/strict';
import { clustersWithoutNamespace, unknownCluster } from '../../../lib/cli/hold/no-match.ts';
import { parseHoldTarget } from '../../../lib/cli/hold/target.ts';
import { CLUSTER, settings } from '../../support/builders.ts';

function unknown(cluster: string, names: readonly string[]): string | undefined {
  const target = parseHoldTarget({ workload: 'deployment/web', cluster }, settings());
  assert.ok(!('invalid' in target));
  return unknownCluster(
    { cluster },
    target,
    names.map((name) => ({ name })),
  );
}

describe('an unknown cluster', () => {
  for (const [glob, names] of [
    ['te*', ['test']],
    ['shop/**', ['lab', 'shop/eu/a']],
  ] as const)
    it(`is not ${glob} of ${names.join(', ')}`, () => assert.equal(unknown(glob, names), undefined));

  it('is told beside the names that there are, the first ten of many', () => {
    const names = Array.from({ length: 13 }, (_, index) => `c${index}`);
    const text = unknown('other\u001b', names) ?? '';
    assert.ok(text.includes('c9, 3 more') && !text.includes('c10'));
    assert.ok(!text.includes('\u001b'));
  });

  it('is told where there is no cluster at all', () => assert.ok((unknown('a', []) ?? '').includes('none')));
});

describe('a namespace that is left out', () => {
  it('is named for each cluster that was found', () => {
    const scans = [{ name: 'a', cluster: CLUSTER }, { name: 'missing' }];
    assert.deepEqual(clustersWithoutNamespace('kube-system', scans), ['a']);
    assert.deepEqual(clustersWithoutNamespace('shop', scans), []);
  });
});

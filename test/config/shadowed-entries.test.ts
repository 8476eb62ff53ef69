import assert from 'node:assert/strict';
import { shadowedEntries } from '../../lib/config/shadowed-entries.ts';
import { config } from '../support/config-builders.ts';

const EU = 'gke: projects/shop/locations/europe-west1/clusters/prod';
const ALL = 'gke: projects/shop/locations/-/clusters/-';

describe('entries that do nothing', () => {
  const tables: readonly (readonly [
    title: string,
    entries: readonly string[],
    shadowed: readonly string[],
  ])[] = [
    ['are the second that names one cluster in full', [EU, `${EU}, name: again`], ['clusters[1].gke']],
    [
      'are all that name it but the first, wherever they stand',
      [`${EU}, name: a`, 'server: "https://x"', `${EU}, name: b`, `${EU}, name: c`],
      ['clusters[2].gke', 'clusters[3].gke'],
    ],
    ['are none that name different clusters', [EU, EU.replace('prod', 'test')], []],
    ['are none that name a cluster which others find', [ALL, EU], []],
    ['are those that find what an earlier one finds', [ALL, `${ALL}, labels: { a: b }`], ['clusters[1].gke']],
    [
      'are those that find a part of what an earlier one finds',
      [ALL, ALL.replace('locations/-', 'locations/us-east1')],
      ['clusters[1].gke'],
    ],
    ['are none that find more than an earlier one', [`${ALL}, labels: { a: b }`, ALL], []],
    ['are none that find others', [`${ALL}, labels: { a: b }`, `${ALL}, labels: { a: c }`], []],
    ['are none of another project', [ALL, ALL.replace('shop', 'pay')], []],
  ];
  for (const [title, entries, shadowed] of tables) {
    it(title, () => {
      const { clusters } = config(`clusters: [${entries.map((entry) => `{ ${entry} }`).join()}]`);
      const found = shadowedEntries(clusters);
      assert.deepEqual(
        found.map(({ path }) => path),
        shadowed,
      );
      assert.ok(found.every(({ code }) => code === 'SameCluster'));
    });
  }

  it('say which entry does their work', () => {
    const { clusters } = config(`clusters: [{ ${EU} }, { server: "https://x" }, { ${EU}, name: again }]`);
    assert.match(shadowedEntries(clusters)[0]?.expected ?? '', /clusters\[0\]/);
  });
});

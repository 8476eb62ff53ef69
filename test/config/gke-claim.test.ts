import assert from 'node:assert/strict';
import fc from 'fast-check';
import { claimant, isClaimedBy, namesOne } from '../../lib/config/gke-claim.ts';
import type { GkeSource } from '../../lib/config/config.ts';
import { described, gke, gkePath } from '../support/gke-builders.ts';

const CLUSTER = described({ resourceLabels: { env: 'prod', team: 'web' } }, gkePath('eu', 'a'));

describe('a GKE entry', () => {
  const rows: readonly (readonly [title: string, source: GkeSource, expected: boolean])[] = [
    ['in full', gke(gkePath('eu', 'a')), true],
    ['of another name', gke(gkePath('eu', 'b')), false],
    ['of another location', gke(gkePath('us', 'a')), false],
    ['of another project', gke(gkePath('eu', 'a', 'bank')), false],
    ['of any location', gke(gkePath('-', 'a')), true],
    ['of any name', gke(gkePath('eu', '-')), true],
    ['of anything in the project', gke(gkePath('-', '-')), true],
    ['of anything in another project', gke(gkePath('-', '-', 'bank')), false],
    ['of anything in a location that begins the same', gke(gkePath('e', '-')), false],
    ['with one of its labels', gke(gkePath('-', '-'), { labels: { env: 'prod' } }), true],
    ['with both of its labels', gke(gkePath('-', '-'), { labels: { env: 'prod', team: 'web' } }), true],
    ['with another value', gke(gkePath('-', '-'), { labels: { env: 'test' } }), false],
    ['with a label that it lacks', gke(gkePath('-', '-'), { labels: { env: 'prod', tier: '' } }), false],
    ['with a label that every object has', gke(gkePath('-', '-'), { labels: { constructor: '' } }), false],
  ];
  for (const [title, source, expected] of rows)
    it(`${title} ${expected ? 'matches' : 'does not match'} the cluster`, () =>
      assert.equal(isClaimedBy(source, CLUSTER), expected));

  it('names one cluster where it has neither wildcard', () =>
    assert.deepEqual(
      [gkePath('eu', 'a'), gkePath('-', 'a'), gkePath('eu', '-'), gkePath('-', '-')].map((path) =>
        namesOne(gke(path)),
      ),
      [true, false, false, false],
    ));
});

describe('the entry that works on a GKE cluster', () => {
  const full = gke(gkePath('eu', 'a'));
  const found = gke(gkePath('-', '-'));
  const labelled = gke(gkePath('-', '-'), { labels: { env: 'prod' } });
  const elsewhere = gke(gkePath('us', '-'));
  const rows: readonly (readonly [
    title: string,
    sources: readonly GkeSource[],
    expected: GkeSource | undefined,
  ])[] = [
    ['is the only one that matches', [elsewhere, found], found],
    ['is the first of several that find it', [labelled, found], labelled],
    ['is the first of several that find it, whatever their labels', [found, labelled], found],
    ['is one that names it in full, wherever that stands', [found, labelled, full], full],
    ['is the first that names it in full', [full, gke(gkePath('eu', 'a'))], full],
    ['is none where none matches', [elsewhere], undefined],
    ['is none without entries', [], undefined],
  ];
  for (const [title, sources, expected] of rows)
    it(title, () => assert.equal(claimant(CLUSTER, sources), expected));

  const word = fc.constantFrom('a', 'b');
  const part = fc.constantFrom('a', 'b', '-');
  const labels = fc.dictionary(word, word, { maxKeys: 2 });
  const source = fc
    .record({ project: word, location: part, name: part, labels })
    .map(({ project, location, name, labels: wanted }) =>
      gke(gkePath(location, name, project), { labels: wanted }),
    );
  const cluster = fc
    .record({ project: word, location: word, name: word, labels })
    .map(({ project, location, name, labels: resourceLabels }) =>
      described({ resourceLabels }, gkePath(location, name, project)),
    );

  it('is exactly one of those that match, and there is one where any matches', () => {
    fc.assert(
      fc.property(fc.array(source, { maxLength: 8 }), cluster, (sources, each) => {
        const matching = sources.filter((one) => isClaimedBy(one, each));
        const claiming = sources.filter((one) => claimant(each, sources) === one);
        assert.equal(claiming.length, matching.length === 0 ? 0 : 1);
        assert.ok(claiming.every((one) => matching.includes(one)));
      }),
    );
  });

  it('stays the same when other entries come behind it, unless one of them names the cluster in full', () => {
    fc.assert(
      fc.property(fc.array(source), fc.array(source), cluster, (sources, more, each) => {
        const claiming = claimant(each, sources);
        fc.pre(claiming !== undefined);
        const finding = more.filter((one) => !namesOne(one));
        assert.equal(claimant(each, [...sources, ...finding]), claiming);
      }),
    );
  });
});

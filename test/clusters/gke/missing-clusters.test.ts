import assert from 'node:assert/strict';
import type { Discovered } from '../../../lib/clusters/gke/discovery.ts';
import { missingClusterErrors, clusterNotFoundError } from '../../../lib/clusters/gke/missing-clusters.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { described, gke, gkePath } from '../../support/gke-builders.ts';

const FAULT = new UpdaterError('ServerError', 'not now');
const ALL = gkePath('-', '-');

function discovered(listing: Partial<Discovered['listing']>, fault?: UpdaterError): Discovered {
  const whole = { clusters: [], invalid: [], missingZones: [], ...listing };
  return { listing: whole, ...(fault === undefined ? {} : { fault }) };
}

describe('what an entry may miss', () => {
  const some = { clusters: [described()] };
  const rows: readonly (readonly [
    title: string,
    path: string,
    discovered: Discovered,
    expected: readonly ErrorReason[],
  ])[] = [
    ['is nothing where all is known', ALL, discovered(some), []],
    ['is nothing where there is nothing', ALL, discovered({}), []],
    ['is what a new answer would have told', ALL, discovered(some, FAULT), ['ServerError']],
    ['is nothing new of the one cluster that it names', gkePath('eu', 'a'), discovered(some, FAULT), []],
    ['is in zones that could not be seen', ALL, discovered({ missingZones: ['eu-a'] }), ['MissingZones']],
    ['is what could not be read', ALL, discovered({ invalid: ['x'] }), ['UnexpectedAnswer']],
    [
      'is all of that',
      ALL,
      discovered({ invalid: ['x'], missingZones: ['eu-a'] }, FAULT),
      ['ServerError', 'UnexpectedAnswer', 'MissingZones'],
    ],
    ['is a cluster of a name that is nowhere', gkePath('-', 'b'), discovered(some), ['NoCluster']],
    ['is no cluster of a name that is somewhere', gkePath('-', 'a'), discovered(some), []],
    [
      'is a cluster that may be in a zone that could not be seen',
      gkePath('-', 'b'),
      discovered({ missingZones: ['eu-a'] }),
      ['MissingZones'],
    ],
  ];
  for (const [title, path, found, expected] of rows)
    it(title, () =>
      assert.deepEqual(
        missingClusterErrors(gke(path), found).map(({ reason }) => reason),
        expected,
      ),
    );

  it('names the zones, printably and not all of hundreds', () => {
    const missingZones = ['eu-\u001b[2J', ...Array.from({ length: 300 }, (_, index) => `us-${index}`)];
    const [fault] = missingClusterErrors(gke(ALL), discovered({ missingZones }));
    assert.match(fault?.message ?? '', /: eu-\\u\{1b\}\[2J, us-0, .*us-8, and 291 more$/);
  });

  it('is fixed by a command that names the project', () =>
    assert.deepEqual(clusterNotFoundError('x', gke(ALL)).terms, { PROJECT: 'shop' }));
});

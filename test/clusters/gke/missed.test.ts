import assert from 'node:assert/strict';
import type { Discovered } from '../../../lib/clusters/gke/discovery.ts';
import { missedBy, noCluster } from '../../../lib/clusters/gke/missed.ts';
import { Fault } from '../../../lib/core/errors/fault.ts';
import type { FaultReason } from '../../../lib/core/errors/reason.ts';
import { described, gke, pathOf } from '../../support/gke-builders.ts';

const FAULT = new Fault('ServerError', 'not now');
const ALL = pathOf('-', '-');

function discovered(listing: Partial<Discovered['listing']>, fault?: Fault): Discovered {
  const whole = { clusters: [], odd: [], missingZones: [], ...listing };
  return { listing: whole, ...(fault === undefined ? {} : { fault }) };
}

describe('what an entry may miss', () => {
  const some = { clusters: [described()] };
  const rows: readonly (readonly [
    title: string,
    path: string,
    discovered: Discovered,
    expected: readonly FaultReason[],
  ])[] = [
    ['is nothing where all is known', ALL, discovered(some), []],
    ['is nothing where there is nothing', ALL, discovered({}), []],
    ['is what a new answer would have told', ALL, discovered(some, FAULT), ['ServerError']],
    ['is nothing new of the one cluster that it names', pathOf('eu', 'a'), discovered(some, FAULT), []],
    ['is in zones that could not be seen', ALL, discovered({ missingZones: ['eu-a'] }), ['MissingZones']],
    ['is what could not be read', ALL, discovered({ odd: ['x'] }), ['UnexpectedAnswer']],
    [
      'is all of that',
      ALL,
      discovered({ odd: ['x'], missingZones: ['eu-a'] }, FAULT),
      ['ServerError', 'UnexpectedAnswer', 'MissingZones'],
    ],
    ['is a cluster of a name that is nowhere', pathOf('-', 'b'), discovered(some), ['NoCluster']],
    ['is no cluster of a name that is somewhere', pathOf('-', 'a'), discovered(some), []],
    [
      'is a cluster that may be in a zone that could not be seen',
      pathOf('-', 'b'),
      discovered({ missingZones: ['eu-a'] }),
      ['MissingZones'],
    ],
  ];
  for (const [title, path, found, expected] of rows)
    it(title, () =>
      assert.deepEqual(
        missedBy(gke(path), found).map(({ reason }) => reason),
        expected,
      ),
    );

  it('names the zones, printably and not all of hundreds', () => {
    const missingZones = ['eu-\u001b[2J', ...Array.from({ length: 300 }, (_, index) => `us-${index}`)];
    const [fault] = missedBy(gke(ALL), discovered({ missingZones }));
    assert.match(fault?.message ?? '', /: eu-\\u\{1b\}\[2J, us-0, .*us-8, and 291 more$/);
  });

  it('is mended by a command that names the project', () =>
    assert.deepEqual(noCluster('x', gke(ALL)).terms, { PROJECT: 'shop' }));
});

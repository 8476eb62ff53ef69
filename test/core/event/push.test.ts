import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatImage, isNewer, type Moment } from '../../../lib/core/event/push.ts';
import { digest } from '../../support/builders.ts';

const moment: fc.Arbitrary<Moment> = fc.record({
  time: fc.nat(3),
  digest: fc.constantFrom(undefined, digest(1), digest(2)),
});

describe('the image of a push', () => {
  const push = { repository: 'h/r', tag: '1', publishedAt: 0, id: '' };

  it('is its repository and tag', () => assert.equal(formatImage(push), 'h/r:1'));

  it('has its digest, where there is one', () =>
    assert.equal(formatImage({ ...push, digest: 'sha256:1' }), 'h/r:1@sha256:1'));
});

describe('push', () => {
  const rows: readonly (readonly [title: string, a: Moment, b: Moment, newer: boolean])[] = [
    ['later', { time: 2, digest: digest(1) }, { time: 1, digest: digest(2) }, true],
    ['earlier', { time: 1, digest: digest(2) }, { time: 2, digest: digest(1) }, false],
    ['as late, greater digest', { time: 1, digest: digest(2) }, { time: 1, digest: digest(1) }, true],
    ['as late, smaller digest', { time: 1, digest: digest(1) }, { time: 1, digest: digest(2) }, false],
    ['as late, same digest', { time: 1, digest: digest(1) }, { time: 1, digest: digest(1) }, false],
    ['as late, a digest against none', { time: 1, digest: digest(1) }, { time: 1, digest: undefined }, true],
    ['as late, no digest against one', { time: 1, digest: undefined }, { time: 1, digest: digest(1) }, false],
    ['as late, no digests', { time: 1, digest: undefined }, { time: 1, digest: undefined }, false],
  ];
  for (const [title, a, b, newer] of rows) {
    it(`is ${newer ? 'newer' : 'not newer'} than another: ${title}`, () => {
      assert.equal(isNewer(a, b), newer);
    });
  }

  it('of two different moments exactly one is newer', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const same = a.time === b.time && a.digest === b.digest;
        assert.equal(Number(isNewer(a, b)) + Number(isNewer(b, a)), same ? 0 : 1);
      }),
    );
  });

  it('newer than a newer one is newer', () => {
    fc.assert(
      fc.property(moment, moment, moment, (a, b, c) => {
        if (isNewer(a, b) && isNewer(b, c)) assert.ok(isNewer(a, c));
      }),
    );
  });
});

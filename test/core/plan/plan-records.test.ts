import assert from 'node:assert/strict';
import { RECORD_ANNOTATION } from '../../../lib/core/workload/workload.ts';
import { written } from '../../support/builders.ts';
import { IMAGE, NEW, plan, decided } from './plans.ts';

describe('planWorkload', () => {
  describe('marks and records, as they stand on the object:', () => {
    const RECORDS: readonly (readonly [
      title: string,
      metadata: object,
      publishedAt: number,
      expected: string,
    ])[] = [
      ['followed, and newer', written(), 501, NEW],
      ['followed, and older', written(), 499, 'NotNewer'],
      [
        'a mark that is no number',
        { ...written(), labels: { 'app.image-updater/applied': 'x' } },
        501,
        'InvalidMark',
      ],
      ['a mark in the future', written({ mark: '99999999999999.1' }), 501, 'NotNewer'],
      [
        'a record that is no JSON: moved, and newer',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '{' } },
        501,
        NEW,
      ],
      [
        'a record that is no JSON: moved, and of the time of the mark',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '{' } },
        500,
        'NotNewer',
      ],
      [
        'a record of another shape: moved',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '{"app":[]}' } },
        500,
        'NotNewer',
      ],
      [
        'a record of 64 KiB: moved',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '['.repeat(65_536) } },
        501,
        NEW,
      ],
      [
        'a record of one byte more, which is not read',
        { ...written(), annotations: { [RECORD_ANNOTATION]: '['.repeat(65_537) } },
        501,
        'InvalidObject',
      ],
      ['a record of an image that does not run: moved', written({ to: 'x' }), 500, 'NotNewer'],
    ];
    for (const [title, metadata, publishedAt, expected] of RECORDS)
      it(`${title}: ${expected === NEW ? 'updated' : expected}`, () =>
        assert.deepEqual(decided({ metadata }, { push: { publishedAt } }), { app: expected }));

    it('no mark: the time of creation stands for it', () => {
      const metadata = { creationTimestamp: '1970-01-01T00:00:01.001Z' };
      assert.deepEqual(decided({ metadata }), { app: 'NotNewer' });
    });
    it('a mark of one container is none of another', () => {
      const containers = [
        { name: 'app', image: IMAGE },
        { name: 'two', image: IMAGE },
      ];
      const given = { containers, metadata: written({ mark: '5000.1' }) };
      assert.deepEqual(decided(given), { app: 'NotNewer', two: NEW });
    });
  });
});

describe('a record', () => {
  const containers = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: IMAGE }));

  it('of 60 KB is read once for a hundred containers', () => {
    const text = JSON.stringify({ app: { from: 'x'.repeat(60_000) } });
    const { changes } = plan({
      containers: containers(100),
      metadata: { annotations: { [RECORD_ANNOTATION]: text } },
    });
    assert.equal(changes.length, 100);
  });

  it('that would be larger than a readable record is not written: the next push could not read it', () => {
    const { changes, skipped } = plan({ containers: containers(250) });
    assert.deepEqual(
      [changes.length, skipped.length, new Set(skipped.map(({ reason }) => reason))],
      [0, 250, new Set(['InvalidObject'])],
    );
  });
});

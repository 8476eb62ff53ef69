import assert from 'node:assert/strict';
import { decide } from '../../../lib/core/plan/decide.ts';
import { digest, push } from '../../support/builders.ts';
import { full, candidate, rows, first } from './deciding.ts';

describe('decide 4: the same bits', () => {
  rows([
    [
      'of a container without a mark are AlreadyCurrent, and the mark advances',
      {},
      { image: 'web:v1@1' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'pushed no later than the mark: AlreadyCurrent, and nothing is written',
      { publishedAt: 500 },
      { image: 'web:v1@1', stands: { followed: { mark: '500.1' } } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'pushed later than the mark advance mark, count and `at`, and keep the floor',
      { publishedAt: 501 },
      { image: 'web:v1@1', stands: { followed: { mark: '500.1', floor: 20 } } },
      { skip: 'AlreadyCurrent', mark: '501.2', at: 501, floor: 20 },
    ],
    [
      'pushed before the workload was created: nothing is written',
      { publishedAt: 1000 },
      { image: 'web:v1@1', createdAt: 1001 },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'by time, under another tag: AlreadyCurrent (three tags of one build roll once)',
      { tag: 'v2' },
      { image: 'web:v1@1', policy: 'any' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by time, under another tag of a glob: AlreadyCurrent',
      { tag: 'main-2' },
      { image: 'web:main-1@1', policy: 'glob:main-*' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by version, under the same tag: AlreadyCurrent',
      { tag: '1.1.0' },
      { image: 'web:1.1.0@1', policy: 'semver:^1' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by version, under another spelling of the version: AlreadyCurrent',
      { tag: 'v1.1.0' },
      { image: 'web:1.1.0@1', policy: 'semver:^1' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by version, under a higher version: an update all the same',
      { tag: '1.2.0' },
      { image: 'web:1.1.0@1', policy: 'semver:^1' },
      { to: 'web:1.2.0@1', ...first },
    ],
    [
      'by version, the re-push is no newer than `at`: nothing is written',
      { tag: '1.1.0', publishedAt: 400 },
      { image: 'web:1.1.0@1', policy: 'minor', stands: { followed: { mark: '500.1', at: 400 } } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'by version, the re-push is newer than `at` and older than the mark: `at` advances, the mark only counts',
      { tag: '1.1.0', publishedAt: 450 },
      { image: 'web:1.1.0@1', policy: 'minor', stands: { followed: { mark: '500.1', at: 400, floor: 7 } } },
      { skip: 'AlreadyCurrent', mark: '500.2', at: 450, floor: 7 },
    ],
    [
      'under `pin: tag` are known from the record',
      { publishedAt: 500 },
      { pin: 'tag', stands: { followed: { mark: '500.1', digest: digest(1) } } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'that somebody moved the container to are followed again, and the old mark is the floor',
      { publishedAt: 501 },
      { image: 'web:v1@1', stands: { moved: '500.3' } },
      { skip: 'AlreadyCurrent', mark: '501.4', at: 501, floor: 500 },
    ],
    [
      'that somebody moved the container to, pushed by the time of the mark, are still moved',
      { publishedAt: 500 },
      { image: 'web:v1@1', stands: { moved: '500.3' } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'of a push without digest are not known: `pin: tag` restarts',
      { bare: true },
      { image: 'web:v1', pin: 'tag' },
      { to: 'web:v1', restart: true, ...first },
    ],
  ]);

  it('keep the `from` of the last update in the record', () => {
    const decision = decide(
      push(),
      candidate({ image: 'web:v1@1', stands: { followed: { mark: '500.1', from: 'x' } } }),
    );
    assert.ok(decision.action === 'recordOnly');
    assert.equal(decision.applied.entry.from, 'x');
  });

  it('are their own `from` where there was no update', () => {
    const decision = decide(push(), candidate({ image: 'web:v1@1' }));
    assert.ok(decision.action === 'recordOnly');
    assert.equal(decision.applied.entry.from, full('web:v1@1'));
    assert.equal(decision.applied.entry.to, full('web:v1@1'));
  });
});

describe('decide 6: a digest that a person pinned', () => {
  const pinned = { image: 'web:v1@2', source: 'default' } as const;
  rows([
    ['the default policy does not move: PinnedByHand', {}, pinned, { skip: 'PinnedByHand' }],
    [
      'the default policy does not move under `pin: tag`: PinnedByHand',
      {},
      { ...pinned, pin: 'tag' },
      { skip: 'PinnedByHand' },
    ],
    [
      'another default policy does not move to another tag: PinnedByHand',
      { tag: 'v2' },
      { ...pinned, policy: 'any' },
      { skip: 'PinnedByHand' },
    ],
    [
      'the default policy does not move where it has no tag: PinnedByHand',
      {},
      { ...pinned, policy: 'any', image: 'web@2' },
      { skip: 'PinnedByHand' },
    ],
    [
      'is not marked when the same digest is pushed: it would count as an update',
      {},
      { ...pinned, image: 'web:v1@1' },
      { skip: 'AlreadyCurrent' },
    ],
    ['an annotation moves', {}, { ...pinned, source: 'annotation' }, { to: 'web:v1@1', ...first }],
    ['a rule moves', {}, { ...pinned, source: 'rule' }, { to: 'web:v1@1', ...first }],
    ['an enforced rule moves', {}, { ...pinned, source: 'enforced rule' }, { to: 'web:v1@1', ...first }],
    [
      'the default policy moves where the record wrote it',
      {},
      { ...pinned, stands: { followed: { mark: '500.1' } } },
      { to: 'web:v1@1', mark: '1000.2', at: 1000, floor: 0 },
    ],
    [
      'the default policy moves where the record wrote it and the mark was taken away',
      {},
      { ...pinned, stands: { unmarked: {} } },
      { to: 'web:v1@1', ...first },
    ],
    [
      'on a container with a mark, the record lost, is one too: PinnedByHand',
      {},
      { ...pinned, stands: { moved: '500.3' } },
      { skip: 'PinnedByHand' },
    ],
    [
      'on a container with a mark, in place of what the record tells of, is one too: PinnedByHand',
      {},
      { ...pinned, stands: { moved: '500.3', recorded: { from: full('web:v1@3'), to: full('web:v1@4') } } },
      { skip: 'PinnedByHand' },
    ],
    [
      'that is pushed is not marked there either',
      {},
      { ...pinned, image: 'web:v1@1', stands: { moved: '500.3' } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'is none where the last update replaced it: that is a rollback, which a newer push moves',
      {},
      { ...pinned, stands: { moved: '500.3', recorded: { from: full('web:v1@2') } } },
      { to: 'web:v1@1', mark: '1000.4', at: 1000, floor: 500 },
    ],
    [
      'is none where the record that came back wrote it: that is an undo',
      {},
      { ...pinned, stands: { moved: '500.3', recorded: { to: full('web:v1@2'), mark: '400.1' } } },
      { to: 'web:v1@1', mark: '1000.4', at: 1000, floor: 500 },
    ],
    [
      'is none where the push of the record had it, whatever else stands behind it',
      {},
      {
        ...pinned,
        image: 'web@2',
        stands: { moved: '500.3', recorded: { digest: digest(2) } },
        policy: 'any',
      },
      { to: 'web:v1@1', mark: '1000.4', at: 1000, floor: 500 },
    ],
    [
      'NotNewer comes before PinnedByHand',
      { publishedAt: 1 },
      { ...pinned, createdAt: 2 },
      { skip: 'NotNewer' },
    ],
    ['a tag alone is followed', {}, { source: 'default' }, { to: 'web:v1@1', ...first }],
  ]);
});

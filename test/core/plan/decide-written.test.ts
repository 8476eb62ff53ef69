import assert from 'node:assert/strict';
import { decide } from '../../../lib/core/plan/decide.ts';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { digest, push } from '../../support/builders.ts';
import { full, candidate, rows, first } from './deciding.ts';

describe('decide 6: what is written', () => {
  const bare = { bare: true } as const;
  rows([
    ['`pin: digest` writes tag and digest', {}, {}, { to: 'web:v1@1', ...first }],
    [
      '`pin: digest` writes another tag with its digest',
      { tag: 'v2' },
      { policy: 'any' },
      { to: 'web:v2@1', ...first },
    ],
    [
      '`pin: digest` gives a digest alone its tag',
      {},
      { policy: 'any', image: 'web@2' },
      { to: 'web:v1@1', ...first },
    ],
    ['`pin: digest`, a push without digest, the same tag: NoDigest', bare, {}, { skip: 'NoDigest' }],
    [
      '`pin: digest`, a push without digest, another tag: plain',
      { ...bare, tag: 'v2' },
      { policy: 'any' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: digest`, a push without digest, another tag than the pinned one: NoDigest',
      { ...bare, tag: 'v2' },
      { policy: 'any', image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: digest`, a push without digest that says unpinned, another tag than the pinned one: plain',
      { ...bare, tag: 'v2', unpinned: true },
      { policy: 'any', image: 'web:v1@2' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: digest`, a push without digest that says unpinned, the pinned tag: NoDigest',
      { ...bare, unpinned: true },
      { image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: digest`, a push without digest that says unpinned, the same plain tag: NoDigest',
      { ...bare, unpinned: true },
      {},
      { skip: 'NoDigest' },
    ],
    [
      'a push with a digest that says unpinned is pinned all the same',
      { tag: 'v2', unpinned: true },
      { policy: 'any', image: 'web:v1@2' },
      { to: 'web:v2@1', ...first },
    ],
    [
      '`pin: tag`, a push without digest, another tag than the pinned one: NoDigest',
      { ...bare, tag: 'v2' },
      { pin: 'tag', policy: 'any', image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: tag`, the same tag: the text stays and pods restart',
      {},
      { pin: 'tag' },
      { to: 'web:v1', restart: true, ...first },
    ],
    [
      '`pin: tag`, the implied `latest`: the text stays',
      { tag: 'latest' },
      { pin: 'tag', image: 'web' },
      { to: 'web', restart: true, ...first },
    ],
    [
      '`pin: tag`, the same tag of jobs: the next one has it, and nothing restarts',
      {},
      { pin: 'tag', restartable: false, inJob: true },
      { to: 'web:v1', ...first },
    ],
    [
      '`pin: tag`, the same tag where nothing can be restarted: mark and record advance',
      {},
      { pin: 'tag', restartable: false },
      { skip: 'NotRestartable', ...first },
    ],
    [
      '`pin: tag`, another tag where nothing can be restarted: written plain',
      { tag: 'v2' },
      { pin: 'tag', policy: 'any', restartable: false },
      { to: 'web:v2', ...first },
    ],
    [
      'the same tag where nothing can be restarted: its digest is written',
      {},
      { restartable: false },
      { to: 'web:v1@1', ...first },
    ],
    [
      '`pin: tag`, another tag: written plain, nothing restarts',
      { tag: 'v2' },
      { pin: 'tag', policy: 'any' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: tag`, another tag than the pinned one: written plain',
      { tag: 'v2' },
      { pin: 'tag', policy: 'any', image: 'web:v1@2' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: tag` never takes a digest away from the same tag',
      {},
      { pin: 'tag', image: 'web:v1@2' },
      { to: 'web:v1@1', ...first },
    ],
    [
      '`pin: tag`, a pinned tag and a push without digest: NoDigest',
      bare,
      { pin: 'tag', image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: tag`, another spelling of the version is written',
      { tag: 'v1.1.0' },
      { pin: 'tag', policy: 'semver:^1', image: 'web:1.1.0' },
      { to: 'web:v1.1.0', ...first },
    ],
    [
      'the mark never goes back',
      { publishedAt: 10, tag: '1.1.0' },
      { policy: 'semver:^1', image: 'web:1.0.0', stands: { followed: { mark: '70.1', at: 5, floor: 0 } } },
      { to: 'web:1.1.0@1', mark: '70.2', at: 10, floor: 0 },
    ],
  ]);

  it('the spelling that the workload uses is kept', () => {
    const parsed = parseImage('EU.gcr.io/shop/web:v1');
    assert.ok('image' in parsed);
    const decision = decide(push(), { ...candidate({}), image: parsed.image });
    assert.ok(decision.action === 'update');
    assert.equal(decision.to, `EU.gcr.io/shop/web:v1@${digest(1)}`);
  });

  it('the entry tells the whole story of the push', () => {
    const decision = decide(push({ tag: 'v2', id: 'm7', source: 'shop' }), candidate({ policy: 'any' }));
    assert.deepEqual(decision, {
      action: 'update',
      from: full('web:v1'),
      to: full('web:v2@1'),
      restart: false,
      applied: {
        mark: '1000.1',
        before: 0,
        entry: {
          from: full('web:v1'),
          to: full('web:v2@1'),
          at: 1000,
          mark: '1000.1',
          floor: 0,
          push: 'm7',
          digest: digest(1),
          by: 'shop',
        },
      },
    });
  });

  it('the entry of a push without digest or source says so', () => {
    const { repository, tag, publishedAt, id } = push({ tag: 'v2' });
    const decision = decide({ repository, tag, publishedAt, id }, candidate({ policy: 'any' }));
    assert.ok(decision.action === 'update');
    assert.equal('digest' in decision.applied.entry, false);
    assert.equal(decision.applied.entry.by, 'unnamed topic');
  });
});

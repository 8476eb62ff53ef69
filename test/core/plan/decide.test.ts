import assert from 'node:assert/strict';
import { decide } from '../../../lib/core/plan/decide.ts';
import { push } from '../../support/builders.ts';
import { candidate, rows, first, pattern } from './deciding.ts';

describe('decide: what the policy says comes first', () => {
  rows([
    ['same-tag: another tag is OtherTag', { tag: 'v2' }, {}, { skip: 'OtherTag' }],
    ['never is Never', {}, { policy: 'never' }, { skip: 'Never' }],
    [
      'same-tag: a digest without a tag is NoTag, and not `latest`',
      { tag: 'latest' },
      { image: 'web@2' },
      { skip: 'NoTag' },
    ],
    [
      'no tag and no digest is `latest`',
      { tag: 'latest' },
      { image: 'web' },
      { to: 'web:latest@1', ...first },
    ],
    [
      'the policy answers before the mark is read',
      { tag: 'v2' },
      { stands: { unreadable: 'x' } },
      { skip: 'OtherTag' },
    ],
    [
      'a mark that is no number is InvalidMark',
      {},
      { stands: { unreadable: 'yesterday' } },
      { skip: 'InvalidMark' },
    ],
    [
      'InvalidMark also where the bits are there already',
      {},
      { image: 'web:v1@1', stands: { unreadable: '' } },
      { skip: 'InvalidMark' },
    ],
    [
      '`1.2.3-alpine` never turns into `1.2.4`',
      { tag: '1.2.4' },
      { image: 'web:1.2.3-alpine', policy: 'semver:^1' },
      { skip: 'OtherVariant' },
    ],
    [
      'a branch build follows its track',
      { tag: '124-master' },
      { image: 'web:123-master', policy: pattern },
      { to: 'web:124-master@1', ...first },
    ],
    [
      'a branch build is untouched by another track',
      { tag: '125-feature' },
      { image: 'web:123-master', policy: pattern },
      { skip: 'OtherTrack' },
    ],
  ]);

  it('what the policy says beside its reason is the detail of the skip', () => {
    const decision = decide(
      push({ tag: 'build-x' }),
      candidate({ image: 'web:build-1', policy: 'pattern:^build-(?<number>.+)$' }),
    );
    assert.ok(decision.action === 'skip');
    assert.equal(decision.reason, 'NotComparable');
    assert.match(decision.detail ?? '', /`number`.*`x`/);
  });

  it('InvalidMark says what stands there, fit to be printed', () => {
    const decision = decide(push(), candidate({ stands: { unreadable: '\u001b[31mred' } }));
    assert.deepEqual(decision, { action: 'skip', reason: 'InvalidMark', detail: '\\u{1b}[31mred' });
  });
});

import assert from 'node:assert/strict';
import {
  compareAdmitted,
  correctState,
  reachesRunning,
  suggestAlias,
  writtenImage,
} from '../../../lib/core/plan/admitted.ts';
import {
  digest,
  entry,
  push,
  REPOSITORY,
  policy,
  rule,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';
import { IMAGE, NEW } from './patches.ts';

const MIRROR = 'mirror.example.com/shop/images/web';
const ALIASES = [{ prefix: 'mirror.example.com', means: 'europe-docker.pkg.dev' }];

/** What the push of `v1` writes to a workload, and what runs by the answer. */
function compared(runs: string, changes: Parameters<typeof settings>[0] = {}, given: Given = {}) {
  const scope = { push: push(), settings: settings(changes) };
  const before = workload(given);
  const [change] = planned(before, scope).changes;
  assert.ok(change !== undefined);
  return { scope, before, admitted: compareAdmitted(change, runs, scope) };
}

describe('the image of an answer', () => {
  const rows: readonly (readonly [string, string, Parameters<typeof settings>[0], string])[] = [
    ['as it was written', NEW, {}, 'written'],
    ['of before', IMAGE, {}, 'reverted'],
    ['of another registry', `${MIRROR}:v1@${digest(1)}`, {}, 'rewritten'],
    ['of another registry that is an alias', `${MIRROR}:v1@${digest(1)}`, { aliases: ALIASES }, 'respelled'],
    ['of another digest', `${IMAGE}@${digest(2)}`, {}, 'rewritten'],
    ['without the tag', `${REPOSITORY}@${digest(1)}`, {}, 'rewritten'],
    ['of another tag', `${REPOSITORY}:v2@${digest(1)}`, {}, 'rewritten'],
    ['that is none', '::', {}, 'rewritten'],
    ['with the digest of the push behind a plain tag', NEW, { pin: 'tag' }, 'respelled'],
    ['with another digest behind a plain tag', `${IMAGE}@${digest(2)}`, { pin: 'tag' }, 'rewritten'],
    ['of a restart as it was', IMAGE, { pin: 'tag' }, 'written'],
  ];
  for (const [what, runs, changes, status] of rows)
    it(`${what}: ${status}`, () => assert.equal(compared(runs, changes).admitted.status, status));

  it('of a push without a digest may have any digest behind its tag', () => {
    const { digest: _, ...pushed } = push({ tag: 'v2' });
    const scope = { push: pushed, settings: settings({ policy: policy('any') }) };
    const [change] = planned(workload(), scope).changes;
    assert.ok(change !== undefined);
    const statusFor = (runs: string) => compareAdmitted(change, runs, scope).status;
    assert.equal(statusFor(`${REPOSITORY}:v2@${digest(7)}`), 'respelled');
    assert.equal(statusFor(`${REPOSITORY}:v1@${digest(7)}`), 'reverted');
    assert.equal(statusFor(`${REPOSITORY}:v3@${digest(7)}`), 'rewritten');
  });

  it('is compared with the one that was tested where only the record was written', () => {
    const given = { containers: [{ name: 'app', image: NEW }] };
    const { admitted } = compared(`${MIRROR}:v1@${digest(1)}`, { rules: [rule('same-tag')] }, given);
    assert.deepEqual([writtenImage(admitted.change), admitted.status], [NEW, 'rewritten']);
  });
});

describe('the alias with which pushes reach what runs', () => {
  const rows: readonly (readonly [string, object | undefined])[] = [
    [`${MIRROR}:v1`, { prefix: 'mirror.example.com', means: 'europe-docker.pkg.dev' }],
    [
      'mirror.example.com/cache/web:v1',
      { prefix: 'mirror.example.com/cache', means: 'europe-docker.pkg.dev/shop/images' },
    ],
    ['mirror.example.com/other:v1', undefined],
    [`${IMAGE}@${digest(2)}`, undefined],
    ['::', undefined],
  ];
  for (const [runs, alias] of rows)
    it(`of ${runs}: ${JSON.stringify(alias)}`, () => {
      const { admitted, scope } = compared(runs);
      assert.deepEqual(suggestAlias(admitted, scope), alias);
    });

  it('is none where there is one', () => {
    const { admitted, scope } = compared(`${MIRROR}:v1@${digest(2)}`, { aliases: ALIASES });
    assert.equal(reachesRunning(admitted, scope), true);
    assert.equal(suggestAlias(admitted, scope), undefined);
  });
});

describe('label and record that tell of what runs', () => {
  const state = (runs: string, given: Given = {}, changes = {}) => {
    const { before, admitted } = compared(runs, changes, given);
    return correctState(before, admitted);
  };
  const after = { from: IMAGE, at: 1000, mark: '1000.2', floor: 0, push: 'm1', by: 'shop' };

  it('of another image: it is the result of the push, with its own digest', () => {
    const runs = `${MIRROR}:v1@${digest(2)}`;
    assert.deepEqual(state(runs), {
      mark: '1000.2',
      entry: { ...after, to: runs, digest: digest(2) },
    });
  });
  it('of the pushed tag without its digest: the digest of the push', () =>
    assert.deepEqual(state(`${MIRROR}:v1`).entry, { ...after, to: `${MIRROR}:v1`, digest: digest(1) }));
  it('of another tag without a digest: none', () =>
    assert.deepEqual(state(`${MIRROR}:v2`).entry, { ...after, to: `${MIRROR}:v2` }));
  it('of what is no image: none', () => assert.deepEqual(state('::').entry, { ...after, to: '::' }));

  it('of the image before, which was followed: what they said, and one more write', () =>
    assert.deepEqual(state(IMAGE, { metadata: written() }), {
      mark: '500.3',
      entry: entry({ mark: '500.3' }),
    }));
  it("of the image before, which was followed with the record's digest behind it: likewise", () => {
    const image = `${IMAGE}@${digest(3)}`;
    const given = { metadata: written({ digest: digest(3) }), containers: [{ name: 'app', image }] };
    assert.deepEqual(state(image, given), {
      mark: '500.3',
      entry: entry({ digest: digest(3), mark: '500.3' }),
    });
  });
  it('of the image before, which had drifted: it has drifted still', () =>
    assert.deepEqual(state(IMAGE, { metadata: written({ to: 'x', mark: '500.4' }) }), {
      mark: '500.6',
      entry: entry({ to: 'x', mark: '500.4' }),
    }));
  it('of the image before, of which there was nothing: the creation of the workload, and no entry', () =>
    assert.deepEqual(state(IMAGE, { metadata: { creationTimestamp: '1970-01-01T00:00:00.300Z' } }), {
      mark: '300.2',
      entry: undefined,
    }));
});

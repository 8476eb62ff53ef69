import assert from 'node:assert/strict';
import { deadlineWithin } from '../../../lib/async/deadline.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { listRepositories } from '../../../lib/pipeline/reconcile/list-repositories.ts';
import { digest, glob, REPOSITORY, settings } from '../../support/builders.ts';
import { listing, listings, tag } from './reconciling.ts';

const within = () => deadlineWithin(10_000, { signal: new AbortController().signal });
const context = (listTags: ReturnType<typeof listing>, caller?: string) => ({
  settings: settings({ ignoreTags: [glob('cache-*')] }),
  sources: [],
  listTags,
  caller,
});

describe('listed tags', () => {
  it('are pushes with the upload time, the same in each run', async () => {
    const { tags } = await listRepositories(new Set([REPOSITORY]), context(listing(tag()), 'ada'), within());
    assert.deepEqual(tags.get(REPOSITORY)?.pushes, [
      {
        repository: REPOSITORY,
        tag: 'v1',
        digest: digest(1),
        publishedAt: 5000,
        id: `listed-5000-${'1'.repeat(12)}`,
        trigger: 'reconcile',
        caller: 'ada',
      },
    ]);
  });
  it('leave out what an event would ignore', async () => {
    const all = ['v1', 'cache-main', `sha256-${'2'.repeat(64)}`].map((name) => tag({ tag: name }));
    const { tags } = await listRepositories(new Set([REPOSITORY]), context(listing(...all)), within());
    assert.deepEqual([...(tags.get(REPOSITORY)?.byTag.keys() ?? [])], ['v1']);
  });
  it('are none, but known to be none, of an empty repository', async () => {
    const { tags } = await listRepositories(new Set([REPOSITORY]), context(listing()), within());
    assert.deepEqual(tags.get(REPOSITORY)?.pushes, []);
  });
  it('are unknown where the listing failed, or where there is none', async () => {
    const fault = new UpdaterError('ListingForbidden', 'refused');
    const result = await listRepositories(
      new Set(['a/x', 'b/y']),
      context(listings({ repositories: ['a/x'], fault }, { repositories: ['b/y'], unlistable: true })),
      within(),
    );
    assert.deepEqual(
      [result.tags.size, result.faults.get('a/x')?.reason, result.unlistable],
      [0, 'ListingForbidden', ['b/y']],
    );
  });
});

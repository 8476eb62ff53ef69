import assert from 'node:assert/strict';
import { responseStatus } from '../../lib/core/report/event-result.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { REMAINDER_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { handleRequest } from '../support/handle-request.ts';
import { updateContext } from './fan-out-builders.ts';
import { signal, ALL, EVENT, share, entry, lost, missing, onThree, outcome } from './cluster-tasks.ts';

describe('a share whose cluster is not under its entry any more', () => {
  it('is done where the entry has another name', () =>
    onThree(async (a, b, c) => {
      const sources = [entry('one', [b.cluster]), entry('renamed', [a.cluster, c.cluster])];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
      assert.deepEqual([b.sandbox.requests.length, c.sandbox.requests.length], [0, 0]);
    }));

  it('is done where another entry stands for it now', () =>
    onThree(async (a, b) => {
      const sources = [entry(ALL, [b.cluster]), entry('more', [a.cluster])];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
      assert.equal(b.sandbox.requests.length, 0);
    }));

  it('is done there, also where others could not be looked at', () =>
    onThree(async (a) => {
      const sources = [lost(ALL), entry('now', [a.cluster]), lost('other')];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
    }));

  it('is done by the entry that names it in full now', () =>
    onThree(async (a) => {
      const sources = [entry(ALL, []), entry('p/l/a', [a.cluster])];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
    }));

  it('is for nobody, and over', () =>
    onThree(async (a) => {
      const handled = await handleRequest(
        share('p/l/gone', ALL),
        updateContext(entry(ALL, [a.cluster]), entry('other', [])),
        signal,
      );
      assert.ok(handled.status === 'ignored');
      assert.deepEqual(
        [handled.reason, handled.detail, responseStatus(handled)],
        ['UnknownCluster', 'p/l/gone', 204],
      );
      assert.equal(a.sandbox.requests.length, 0);
    }));

  it('is for nobody where there is no entry at all', async () =>
    assert.deepEqual(await outcome(share('prod')), ['UnknownCluster', 204]));

  for (const [where, sources] of [
    ['its own entry', [lost(ALL), entry('other', [])]],
    ['another entry', [entry(ALL, []), lost('other')]],
    ['another entry, while its own is gone', [lost('other')]],
    ['all of the locations of its entry', [entry(ALL, [], [missing(ALL, 'ForbiddenByIam')])]],
    [
      'all of the locations of another',
      [entry(ALL, []), entry('other', [], [missing('other', 'ForbiddenByIam')])],
    ],
  ] as const)
    it(`is tried again where nobody could look at ${where}`, async () => {
      const [said, status] = await outcome(share('p/l/a', ALL), ...sources);
      assert.deepEqual(Object.values(said ?? {}), ['ForbiddenByIam']);
      assert.equal(status, 500);
    });

  it('is for nobody although other clusters are missing: each of them is told by name', async () => {
    const source = entry(ALL, [], [missing('p/l/b', 'NotServing')]);
    assert.deepEqual(await outcome(share('p/l/a', ALL), source), ['UnknownCluster', 204]);
  });
});

describe('a share of a whole entry', () => {
  it('does all that the entry stands for, and reports what it misses', () =>
    onThree(async (a, b, c) => {
      const sources = [
        entry(ALL, [a.cluster, b.cluster], [missing(ALL, 'MissingZones')]),
        entry('other', [c.cluster]),
      ];
      assert.deepEqual(await outcome(share(ALL), ...sources), [
        { 'p/l/a': 'updated', 'p/l/b': 'updated', [ALL]: 'MissingZones' },
        500,
      ]);
      assert.equal(c.sandbox.requests.length, 0);
    }));

  it('is tried again while nobody can tell what that is', async () =>
    assert.deepEqual(await outcome(share(ALL), lost(ALL)), [{ [ALL]: 'ForbiddenByIam' }, 500]));

  it('that stands for nothing now is done', async () =>
    assert.deepEqual(await outcome(share(ALL), entry(ALL, [])), [{}, 204]));

  it('that is gone is for nobody', () =>
    onThree(async (a) =>
      assert.deepEqual(await outcome(share(ALL), entry('other', [a.cluster])), ['UnknownCluster', 204]),
    ));
});

describe('a share of the rest of an entry', () => {
  const rest = (): DeliveryRequest => share(ALL, ALL, EVENT, { more: { [REMAINDER_ATTRIBUTE]: 'true' } });

  it('touches no cluster while the entry cannot be seen in full, and is tried again', () =>
    onThree(async (a) => {
      const misses = [missing('p/l/b', 'NotServing'), missing(ALL, 'MissingZones')];
      const source = entry(ALL, [a.cluster], misses);
      assert.deepEqual(await outcome(rest(), source), [{ [ALL]: 'MissingZones' }, 500]);
      assert.equal(a.sandbox.requests.length, 0);
    }));

  it('does all that the entry stands for once it can be seen', () =>
    onThree(async (a, b) => {
      const source = entry(ALL, [a.cluster, b.cluster]);
      assert.deepEqual(await outcome(rest(), source), [{ 'p/l/a': 'updated', 'p/l/b': 'updated' }, 204]);
    }));

  it('is tried again while nobody can look at the entry at all', async () =>
    assert.deepEqual(await outcome(rest(), lost(ALL)), [{ [ALL]: 'ForbiddenByIam' }, 500]));
});

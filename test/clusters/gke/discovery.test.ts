import assert from 'node:assert/strict';
import { discovery } from '../../../lib/clusters/gke/discovery.ts';
import type { GkeCluster } from '../../../lib/clusters/gke/gke-cluster.ts';
import type { ClusterListing } from '../../../lib/clusters/gke/cluster-listing.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { AS_IT_IS, described, gkePath, RENEWED } from '../../support/gke-builders.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const [A, B] = [described({}, gkePath('eu-a', 'a')), described({}, gkePath('us', 'b'))];

/** A discovery under a clock that is set by hand; its answers and faults come in this order, the last one for good. */
function discovering(...answers: readonly (readonly GkeCluster[] | ClusterListing | ErrorReason)[]) {
  const time = { now: 1_000_000 };
  const waits: (number | undefined)[] = [];
  const ask = async ({ endsAt }: { readonly endsAt?: number }): Promise<ClusterListing> => {
    const answer = answers[Math.min(waits.length, answers.length - 1)] ?? assert.fail();
    waits.push(endsAt === undefined ? undefined : endsAt - time.now);
    if (typeof answer === 'string') throw new UpdaterError(answer, 'not now');
    return 'clusters' in answer ? answer : { clusters: answer, invalid: [], missingZones: [] };
  };
  const discover = discovery('the fleet', ask, { ...fakeClock(), now: () => time.now });
  const tell = async (wanted = AS_IT_IS): Promise<readonly string[]> => {
    const { listing, fault } = await discover(wanted);
    return [...listing.clusters.map(({ name }) => name), ...(fault === undefined ? [] : [fault.reason])];
  };
  return { time, waits, discover, tell };
}

describe('a discovery', () => {
  it('is good for 60 s', async () => {
    const { time, tell } = discovering([A], [B]);
    assert.deepEqual(await tell(), ['a']);
    time.now += 60 * SECOND - 1;
    assert.deepEqual(await tell(), ['a']);
    time.now += 1;
    assert.deepEqual(await tell(), ['b']);
  });

  it('is made again where a cluster could not be reached, unless it is younger than 10 s', async () => {
    const { time, tell } = discovering([A], [B]);
    await tell();
    time.now += 10 * SECOND - 1;
    assert.deepEqual(await tell(RENEWED), ['a']);
    time.now += 1;
    assert.deepEqual(await tell(RENEWED), ['b']);
  });

  it('is made once for 100 who want it at once', async () => {
    const { waits, tell } = discovering([A]);
    const told = await Promise.all(Array.from({ length: 100 }, () => tell()));
    assert.deepEqual([waits.length, new Set(told.flat())], [1, new Set(['a'])]);
  });

  it('that fails with nothing known is a fault, and is made again the next time', async () => {
    const { tell } = discovering('ServerError', [A]);
    await rejectsWith('ServerError', tell());
    assert.deepEqual(await tell(), ['a']);
  });

  it('that fails gives what was known, and the fault, for 10 s', async () => {
    const { time, waits, tell } = discovering([A], 'ForbiddenByIam', [B]);
    await tell();
    time.now += 60 * SECOND;
    assert.deepEqual(await tell(), ['a', 'ForbiddenByIam']);
    time.now += 10 * SECOND - 1;
    assert.deepEqual(await tell(RENEWED), ['a', 'ForbiddenByIam']);
    assert.equal(waits.length, 2);
    time.now += 1;
    assert.deepEqual(await tell(), ['b']);
  });

  it('that keeps failing gives what was known for an hour', async () => {
    const { time, tell } = discovering([A], 'Timeout');
    await tell();
    time.now += HOUR;
    assert.deepEqual(await tell(), ['a', 'Timeout']);
    time.now += 10 * SECOND;
    await rejectsWith('Timeout', tell());
  });

  it('that says the cluster is gone is believed, and what was known is forgotten', async () => {
    const { time, tell } = discovering([A], 'NoCluster', 'ServerError');
    await tell();
    time.now += 60 * SECOND;
    await rejectsWith('NoCluster', tell());
    await rejectsWith('ServerError', tell());
  });

  it('is patient where nothing is known, and less so where something is', async () => {
    const { time, waits, tell } = discovering([A]);
    await tell();
    time.now += 60 * SECOND;
    await tell();
    time.now += HOUR + 1;
    await tell();
    assert.deepEqual(waits, [30_000, 5_000, 30_000]);
  });

  it('takes clusters of zones that could not be seen from the one before', async () => {
    for (const [zone, names] of [
      ['eu-a', ['b', 'a']],
      ['eu', ['b', 'a']],
      ['eu-a-x', ['b', 'a']],
      ['eu-b', ['b']],
      ['e', ['b']],
    ] as const) {
      const { time, tell } = discovering([A, B], { clusters: [B], invalid: [], missingZones: [zone] });
      await tell();
      time.now += 60 * SECOND;
      assert.deepEqual(await tell(), names, zone);
    }
  });

  it('believes the newer description where there are two', async () => {
    const moved = described({ status: 'DEGRADED' }, A.path);
    const { time, tell, discover } = discovering([A], {
      clusters: [moved],
      invalid: [],
      missingZones: ['eu-a'],
    });
    await tell();
    time.now += 60 * SECOND;
    assert.deepEqual((await discover(AS_IT_IS)).listing.clusters, [moved]);
  });

  it('keeps nobody waiting whose time is over', async () => {
    const { promise, resolve } = Promise.withResolvers<ClusterListing>();
    const discover = discovery('the fleet', () => promise);
    await rejectsWith('OutOfTime', discover({ forceRefresh: false, signal: AbortSignal.abort() }));
    resolve({ clusters: [A], invalid: [], missingZones: [] });
    assert.deepEqual((await discover(AS_IT_IS)).listing.clusters, [A]);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shareDiscovery } from '../../../lib/clusters/gke/shared-discovery.ts';
import { gkeSource } from '../../../lib/clusters/gke/gke-source.ts';
import type { GkeSource } from '../../../lib/config/config.ts';
import type { FoundClusters } from '../../../lib/kubernetes/cluster.ts';
import { CLUSTER } from '../../support/builders.ts';
import { sendError, withContainerApi, type ContainerApi } from '../../support/container-api.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { gke, identity, gkePath } from '../../support/gke-builders.ts';
import { ALL, A, B, MINUTE, scene, somewhere, only, find, told } from './gke-entries.ts';

describe('a fleet that changes', () => {
  it('is noticed within a minute: clusters that come, and clusters that go', () =>
    scene(async ({ api, time, open }) => {
      const [source] = open(gke(ALL));
      assert.deepEqual(await told(source), []);
      api.put(somewhere(A));
      time.now += MINUTE;
      assert.deepEqual(await told(source), ['shop/eu/a']);
      api.put(somewhere(B));
      api.remove(A);
      time.now += MINUTE - 1;
      assert.deepEqual(await told(source), ['shop/eu/a']);
      time.now += 1;
      assert.deepEqual(await told(source), ['shop/us/b']);
    }));

  it('keeps the connections to its clusters between events, and lets those go that are gone', () =>
    scene(async ({ api, time, open }) => {
      const [source] = open(gke(ALL));
      const transport = async () => only(await find(source)).transport;
      api.put(somewhere(A));
      const first = await transport();
      time.now += MINUTE;
      assert.equal(await transport(), first);
      api.remove(A);
      time.now += MINUTE;
      assert.deepEqual(await told(source), []);
      api.put(somewhere(A));
      time.now += MINUTE;
      assert.notEqual(await transport(), first);
    }));

  it('is worked on as it was known while the Container API fails, and that is reported', () =>
    scene(async ({ api, time, open }) => {
      api.put(somewhere(A));
      const [source, exact] = open(gke(ALL), gke(B));
      api.put(somewhere(B));
      await Promise.all([find(source), find(exact)]);
      time.now += MINUTE;
      for (let index = 0; index < 2; index += 1)
        api.instead.push((_, response) =>
          sendError(response, { code: 403, status: 'PERMISSION_DENIED', message: 'not any more' }),
        );
      assert.deepEqual(await told(source), ['shop/eu/a', 'entry 0: ForbiddenByIam']);
      assert.deepEqual(await told(exact), ['entry 1']);
    }));

  it('that was never seen is a fault while the Container API fails, and found once it is well', () =>
    scene(async ({ api, open }) => {
      api.put(somewhere(A));
      const [source] = open(gke(ALL));
      api.tokens.clear();
      await rejectsWith('CredentialsRefused', find(source));
      api.tokens.add('token');
      assert.deepEqual(await told(source), ['shop/eu/a']);
    }));
});

describe('GKE entries that name the same clusters', () => {
  const word = fc.constantFrom('a', 'b');
  const part = fc.constantFrom('a', 'b', '-');
  const entry = fc
    .record({ location: part, name: part, labels: fc.dictionary(word, word, { maxKeys: 1 }) })
    .map(({ location, name, labels }) =>
      gke(gkePath(location, name), location === '-' || name === '-' ? { labels } : {}),
    );

  it('find each of them once, whatever the order of the answers', () =>
    withContainerApi(async (api) => {
      for (const [index, path] of [gkePath('a', 'a'), gkePath('a', 'b'), gkePath('b', 'a')].entries())
        api.put(somewhere(path, { resourceLabels: index === 0 ? {} : { a: 'a' } }));
      const run = fc
        .array(entry, { minLength: 1, maxLength: 6 })
        .chain((entries) => fc.tuple(fc.constant(entries), inAnyOrder(entries)));
      await fc.assert(
        fc.asyncProperty(run, async ([entries, order]) => {
          const found = await foundInOrder(api, entries, order);
          const ways = found.flatMap(({ clusters }) => clusters.map(({ origin }) => String(origin?.way)));
          assert.deepEqual(ways.toSorted(), expectedOf(entries));
        }),
        { numRuns: 100 },
      );
    }));

  function inAnyOrder(entries: readonly unknown[]) {
    return fc.shuffledSubarray([...entries.keys()], { minLength: entries.length });
  }

  /** Has each entry, with an identity of its own, get its answer after those before it in this order. */
  async function foundInOrder(
    api: ContainerApi,
    entries: readonly GkeSource[],
    order: readonly number[],
  ): Promise<readonly FoundClusters[]> {
    const waiting = entries.map((source, index) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const place = { name: `entry ${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]` };
      const who = identity({ token: () => promise });
      const opened = gkeSource({ ...place, source, others: entries }, who, shareDiscovery(who, api)(source));
      return { resolve, found: find(opened).catch(() => ({ clusters: [], missing: [] })) };
    });
    for (const index of order) {
      waiting[index]?.resolve('token');
      await waiting[index]?.found;
    }
    return Promise.all(waiting.map(({ found }) => found));
  }

  /** The clusters of the stage that any of these entries matches, found without the code under test. */
  function expectedOf(entries: readonly GkeSource[]): readonly string[] {
    const stage = [
      { location: 'a', name: 'a', labels: {} },
      { location: 'a', name: 'b', labels: { a: 'a' } },
      { location: 'b', name: 'a', labels: { a: 'a' } },
    ];
    return stage
      .filter(({ location, name, labels }) =>
        entries.some(
          (each) =>
            (each.location === '-' || each.location === location) &&
            (each.cluster === '-' || each.cluster === name) &&
            (Object.keys(each.labels).length === 0 || JSON.stringify(each.labels) === JSON.stringify(labels)),
        ),
      )
      .map(({ location, name }) => gkePath(location, name));
  }
});

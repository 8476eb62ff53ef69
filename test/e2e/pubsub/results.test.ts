/** The results topic: one CloudEvent for each report that changed or failed something. */
import assert from 'node:assert/strict';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { digest } from '../../support/builders.ts';
import type { Pulled } from './rest.ts';
import { inserted, withInstallation, type Installation } from './installation.ts';
import { until } from './until.ts';
import { NAMES, three } from './three-clusters.ts';
import { rolloutCount } from '../../support/on-sandbox.ts';

/** Waits for that many reports, and gives what there is by then. */
async function reports({ rest, results }: Installation, count: number): Promise<readonly Pulled[]> {
  const all: Pulled[] = [];
  await until(`${count} reports`, async () => {
    const pulled = await rest.pull(results);
    if (pulled.length > 0)
      await rest.acknowledge(
        results,
        pulled.map(({ ackId }) => ackId),
      );
    all.push(...pulled);
    return all.length >= count;
  });
  return all;
}

function clustersIn({ data }: Pulled): ReadonlySet<unknown> {
  const clusters = valueAt(parseJson(data), ['clusters']);
  assert.ok(Array.isArray(clusters), data);
  return new Set(clusters.map((each) => valueAt(each, ['cluster'])));
}

function digestIn({ data }: Pulled): unknown {
  return valueAt(parseJson(data), ['push', 'digest']);
}

describe('the results topic', () => {
  it('gets one CloudEvent for an event in place, of all clusters, and none for one that changed nothing', () =>
    withInstallation({ clusters: three }, async (installation) => {
      const { repository, gcr, rest, delivered } = installation;
      for (const n of [1, 1, 2]) {
        const [id] = await rest.publish(gcr, { data: inserted(repository, n) });
        await until('its end', () => delivered.some((each) => each.messageId === id && each.status === 204));
      }
      const [first, second, ...more] = await reports(installation, 2);
      assert.ok(first !== undefined && second !== undefined);
      assert.deepEqual(more, []);
      assert.equal(first.attributes['ce-type'], 'dev.image-updater.report');
      assert.equal(first.attributes['ce-subject'], `${repository}:v1`);
      assert.notEqual(first.attributes['ce-id'], second.attributes['ce-id']);
      assert.deepEqual(new Set([first, second].map(digestIn)), new Set([digest(1), digest(2)]));
      assert.deepEqual(clustersIn(first), new Set(NAMES));
    }));

  it('gets one for each share of an event that is fanned out', () =>
    withInstallation({ clusters: three, fanOut: true }, async (installation) => {
      const { repository, gcr, rest } = installation;
      await rest.publish(gcr, { data: inserted(repository) });
      const events = await reports(installation, 3);
      assert.equal(events.length, 3);
      assert.deepEqual(new Set(events.flatMap((each) => [...clustersIn(each)])), new Set(NAMES));
    }));

  it('gets what failed, too', () =>
    withInstallation({ clusters: three }, async (installation) => {
      const { repository, gcr, rest, cluster } = installation;
      const fault = { type: 'webhook', webhook: 'w', message: 'no', code: 403 } as const;
      for (const name of NAMES) cluster(name).fail({ fault });
      await rest.publish(gcr, { data: inserted(repository) });
      const [failed] = await reports(installation, 1);
      assert.equal(failed?.attributes['ce-failed'], 'true');
      assert.equal(failed?.attributes['ce-updated'], 'false');
    }));

  it('that is gone changes no outcome: the event is answered 204, and the log says so', () =>
    withInstallation({}, async (installation) => {
      const { project, repository, gcr, rest, results, cluster, delivered } = installation;
      await rest.deleteSubscription(results);
      await rest.deleteTopic(`projects/${project}/topics/results`);
      await rest.publish(gcr, { data: inserted(repository) });
      await until('its end', () => delivered[0]?.ended !== undefined);
      assert.deepEqual([delivered[0]?.status, rolloutCount(cluster())], [204, 1]);
      assert.ok(installation.function.entries().some(({ message }) => message === 'Report not published'));
    }));
});

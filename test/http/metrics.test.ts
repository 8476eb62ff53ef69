import assert from 'node:assert/strict';
import { openMetrics } from '../../lib/http/metrics.ts';
import { report } from './api-builders.ts';

const delivery = { shape: 'push', data: '', attributes: {}, id: '1', publishedAt: 1 } as const;

describe('metrics', () => {
  it('count events, containers and requests', async () => {
    const metrics = openMetrics();
    metrics.onResult({ status: 'completed', delivery, report: report(['Refused', 'Refused'], ['Timeout']) });
    metrics.onResult({ status: 'ignored', delivery, reason: 'IgnoredTag', detail: '' });
    metrics.onRequest()('/ready', 200);
    metrics.onRequest();
    const text = await metrics.text();
    for (const line of [
      'image_updater_events_total{status="completed"} 1',
      'image_updater_events_total{status="ignored"} 1',
      'image_updater_containers_total{result="failed",reason="Refused"} 2',
      'image_updater_containers_total{result="fault",reason="Timeout"} 1',
      'image_updater_requests_total{route="/ready",status="200"} 1',
      'image_updater_requests_in_flight 1',
    ])
      assert.ok(text.includes(`${line}\n`), line);
  });

  it('count what a reconcile run could not read', async () => {
    const metrics = openMetrics();
    const fault = (reason: 'ListingForbidden' | 'Forbidden') => ({ where: 'list', reason, detail: '' });
    metrics.onResult({
      status: 'reconciled',
      delivery,
      reconciled: {
        repositories: [
          { repository: 'a/b', tags: 0, reports: [], fault: fault('ListingForbidden') },
          { repository: 'a/c', tags: 1, reports: [report(['Refused'], [])] },
        ],
        unlistable: [],
        faults: [{ cluster: 'here', ...fault('Forbidden') }],
      },
    });
    const text = await metrics.text();
    for (const line of [
      'image_updater_events_total{status="reconciled"} 1',
      'image_updater_containers_total{result="failed",reason="Refused"} 1',
      'image_updater_containers_total{result="fault",reason="ListingForbidden"} 1',
      'image_updater_containers_total{result="fault",reason="Forbidden"} 1',
    ])
      assert.ok(text.includes(`${line}\n`), line);
  });

  it('count containers that the report does not list', async () => {
    const metrics = openMetrics();
    const { clusters, ...rest } = report(['Refused', 'Refused'], ['Timeout']);
    const unlisted = [
      { result: 'updated', count: 40 },
      { result: 'failed', reason: 'Refused', count: 5 },
    ] as const;
    const more = { ...rest, clusters: clusters.map((cluster) => ({ ...cluster, unlisted })) };
    metrics.onResult({ status: 'completed', delivery, report: more });
    const text = await metrics.text();
    for (const line of [
      'image_updater_containers_total{result="updated",reason=""} 40',
      'image_updater_containers_total{result="failed",reason="Refused"} 7',
    ])
      assert.ok(text.includes(`${line}\n`), line);
  });
});

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
});

/** The text of the metrics: alerts and dashboards name what stands in it. */
import assert from 'node:assert/strict';
import { openMetrics } from '../../lib/http/metrics.ts';
import { report } from './api-builders.ts';

const OWN = `# HELP image_updater_events_total Events by status: completed, fanned-out, reconciled, ignored, rejected, failed.
# TYPE image_updater_events_total counter
image_updater_events_total{status="completed"} 1

# HELP image_updater_containers_total Containers by result: updated, planned, alreadyApplied (by an earlier delivery), failed, skipped; and errors of whole clusters and registries.
# TYPE image_updater_containers_total counter
image_updater_containers_total{result="failed",reason="Refused"} 1

# HELP image_updater_requests_total HTTP requests by route and status.
# TYPE image_updater_requests_total counter
image_updater_requests_total{route="/ready",status="200"} 1

# HELP image_updater_requests_in_flight HTTP requests in flight.
# TYPE image_updater_requests_in_flight gauge
image_updater_requests_in_flight 0
`;

/** Those of the library; Linux has more of the process. */
const COMMON = [
  'process_cpu_user_seconds_total counter',
  'process_cpu_system_seconds_total counter',
  'process_cpu_seconds_total counter',
  'process_start_time_seconds gauge',
  'process_resident_memory_bytes gauge',
  'nodejs_eventloop_lag_seconds gauge',
  'nodejs_eventloop_lag_min_seconds gauge',
  'nodejs_eventloop_lag_max_seconds gauge',
  'nodejs_eventloop_lag_mean_seconds gauge',
  'nodejs_eventloop_lag_stddev_seconds gauge',
  'nodejs_eventloop_lag_p50_seconds gauge',
  'nodejs_eventloop_lag_p90_seconds gauge',
  'nodejs_eventloop_lag_p99_seconds gauge',
  'nodejs_eventloop_utilization_summary summary',
  'nodejs_eventloop_utilization_histogram histogram',
  'nodejs_active_resources gauge',
  'nodejs_active_resources_total gauge',
  'nodejs_active_handles gauge',
  'nodejs_active_handles_total gauge',
  'nodejs_active_requests gauge',
  'nodejs_active_requests_total gauge',
  'nodejs_heap_size_total_bytes gauge',
  'nodejs_heap_size_used_bytes gauge',
  'nodejs_external_memory_bytes gauge',
  'nodejs_heap_space_size_total_bytes gauge',
  'nodejs_heap_space_size_used_bytes gauge',
  'nodejs_heap_space_size_available_bytes gauge',
  'nodejs_version_info gauge',
  'nodejs_gc_duration_seconds histogram',
];

describe('the text of the metrics', () => {
  const metrics = openMetrics();
  const delivery = { shape: 'push', data: '', attributes: {}, id: '1', publishedAt: 1 } as const;

  it('is of the format that Prometheus scrapes', () =>
    assert.equal(metrics.contentType, 'text/plain; version=0.0.4; charset=utf-8'));

  it('has each metric of the updater by its name, help, type and labels', async () => {
    metrics.onResult({ status: 'completed', delivery, report: report(['Refused'], []) });
    metrics.onRequest()('/ready', 200);
    const text = await metrics.text();
    assert.equal(text.slice(text.indexOf('# HELP image_updater_')), OWN);
  });

  it('has those of the process and of Node', async () => {
    const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+ \S+)$/gm)].map(([, type = '']) => type);
    const others = types.filter((type) => COMMON.includes(type) || /^(?:nodejs|process_cpu)/.test(type));
    assert.deepEqual(others, COMMON);
  });
});

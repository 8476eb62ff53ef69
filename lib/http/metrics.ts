/** What a process did, in the format of Prometheus: counts alone, and no name of anything. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from '@prometheus-io/client';
import { eventReports, type EventResult } from '../core/report/event-result.ts';
import type { ClusterReport } from '../core/report/report.ts';

export interface Metrics {
  readonly contentType: string;
  readonly text: () => Promise<string>;
  /** Counts the result of an event, from every source. */
  readonly onResult: (result: EventResult) => void;
  /** Counts the start of a request; the returned function counts its end. */
  readonly onRequest: () => (route: string, status: number) => void;
}

/** Creates metrics, starting at zero. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const events = new Counter({
    name: 'image_updater_events_total',
    help: 'Events by status: completed, fanned-out, reconciled, ignored, rejected, failed.',
    labelNames: ['status'],
    registers,
  });
  const containers = new Counter({
    name: 'image_updater_containers_total',
    help: 'Containers by result: updated, planned, alreadyApplied (by an earlier delivery), failed, skipped; and errors of whole clusters and registries.',
    labelNames: ['result', 'reason'],
    registers,
  });
  const requests = new Counter({
    name: 'image_updater_requests_total',
    help: 'HTTP requests by route and status.',
    labelNames: ['route', 'status'],
    registers,
  });
  const inFlight = new Gauge({
    name: 'image_updater_requests_in_flight',
    help: 'HTTP requests in flight.',
    registers,
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    onResult: (result) => {
      events.inc({ status: result.status });
      const clusters = eventReports(result).flatMap((report) => report.clusters);
      const counts = [...clusters.flatMap(countResults), ...runFaults(result)];
      for (const { result: outcome, reason, count } of counts)
        containers.inc({ result: outcome, reason }, count);
    },
    onRequest: () => {
      inFlight.inc();
      return (route, status) => {
        inFlight.dec();
        requests.inc({ route, status: String(status) });
      };
    },
  };
}

interface Count {
  readonly result: string;
  readonly reason: string;
  readonly count: number;
}

/** What a reconcile run could not read: no report has it. */
function runFaults(result: EventResult): readonly Count[] {
  if (result.status !== 'reconciled') return [];
  const { repositories, faults } = result.reconciled;
  const unlisted = repositories.flatMap(({ fault }) => fault ?? []);
  return [...unlisted, ...faults].map(({ reason }) => ({ result: 'fault', reason, count: 1 }));
}

function countResults({
  updated,
  alreadyApplied,
  failed,
  unlisted = [],
  faults,
  skipped,
}: ClusterReport): readonly Count[] {
  return [
    ...unlisted.map(({ result, reason = '', count }) => ({ result, reason, count })),
    ...[...updated, ...alreadyApplied].map(({ result }) => ({ result, reason: '', count: 1 })),
    ...failed.map(({ reason }) => ({ result: 'failed', reason, count: 1 })),
    ...faults.map(({ reason }) => ({ result: 'fault', reason, count: 1 })),
    ...skipped.map(({ reason, count }) => ({ result: 'skipped', reason, count })),
  ];
}

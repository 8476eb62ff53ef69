/** `updateCluster`: what Pub/Sub calls with one cluster's share of an event, from the fan-out topic. */
import type { HttpFunction } from '@google-cloud/functions-framework';
import { handleShare } from '../lib/pipeline/cluster-task.ts';
import { eventFunction } from './event-function.ts';
import type { Surroundings } from './surroundings.ts';

/** The function. */
export function updateCluster({ opened, ...surroundings }: Surroundings): HttpFunction {
  const { updater, results } = opened;
  return eventFunction({
    ...surroundings,
    results,
    handle: (request, signal) => handleShare(request, updater, signal),
  });
}

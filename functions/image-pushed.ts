/** `imagePushed`: what Pub/Sub calls when an image was pushed, from the topic `gcr` or our own replay topic. */
import type { HttpFunction } from '@google-cloud/functions-framework';
import { handle } from '../lib/pipeline/handle-event.ts';
import { eventFunction } from './event-function.ts';
import type { Surroundings } from './surroundings.ts';

/** The function: shares out where a topic for it is configured and there are several clusters, else in place. */
export function imagePushed({ opened, ...surroundings }: Surroundings): HttpFunction {
  const { updater, fanOut, results } = opened;
  const all = { ...updater, ...(fanOut && { fanOut }) };
  return eventFunction({
    ...surroundings,
    results,
    handle: (request, signal) => handle(request, all, signal),
  });
}

/** The story for what a test has at hand: no log, no topics but those that it gives. */
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import type { App, UpdateContext } from '../../lib/pipeline/context.ts';
import { handleEvent } from '../../lib/pipeline/handle-event.ts';

/** An app that logs nothing. */
export function silentApp(given: UpdateContext & Partial<App>): App {
  return { log: () => undefined, ...given };
}

/** Handles a request. */
export function handleRequest(
  request: DeliveryRequest,
  given: UpdateContext & Partial<App>,
  signal: AbortSignal,
): Promise<EventResult> {
  return handleEvent({ from: 'request', request }, silentApp(given), signal);
}

/**
 * The function for all that Pub/Sub pushes. It is registered as an HTTP function, so that no shape of delivery loses its
 * subscription or attempt, and a GET gets an answer.
 */
import type { HttpFunction, Request, Response } from '@google-cloud/functions-framework';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import { responseStatus } from '../../core/report/event-result.ts';
import { parseTraceContext } from '../../logging/trace-context.ts';
import type { App } from '../../pipeline/context.ts';
import { handleEvent, type IncomingEvent } from '../../pipeline/handle-event.ts';
import { byteBudget, partOfBudget } from '../byte-budget.ts';
import { discardRest } from '../discard-rest.ts';
import { requestsInFlight, type InFlight } from '../in-flight.ts';
import { PUSH_LIMITS } from '../read-body.ts';
import { refuse } from '../refuse.ts';
import { refusalLog } from '../refusal-log.ts';
import { bodyIn, respond } from './framework-request.ts';
import { leaveDomain } from './leave-domain.ts';

export interface EventFunctionOptions {
  readonly app: App;
  /** For the traces of log lines. */
  readonly project: string | undefined;
  /** {@link handleEvent} unless given. */
  readonly handle?: typeof handleEvent;
  /** Those of the process; of its own unless given. */
  readonly inFlight?: InFlight;
}

/** Bodies that are being read or processed in one instance, in bytes: a registry event has less than 2 KB. */
const MAX_BODIES = 2 * 1024 * 1024;

/** What a request takes of that at least: the platform bounds their number, at 1,000. */
const REQUEST_BYTES = 2 * 1024;

const WHAT_THIS_IS = 'kubernetes-image-updater takes registry events from Pub/Sub by POST.\n';

/**
 * 204 for what is done, 500 for what a redelivery may do, 405 for all but POST, 413 and 415 before anything is handled.
 */
export function eventFunction({
  app,
  project,
  handle = handleEvent,
  inFlight = requestsInFlight(),
}: EventFunctionOptions): HttpFunction {
  const refusing = { logRefusal: refusalLog(app.log), project };
  const budget = byteBudget(MAX_BODIES);
  const answer = async (request: Request, response: Response): Promise<void> => {
    const part = partOfBudget(budget, REQUEST_BYTES);
    const body = await bodyIn(request, PUSH_LIMITS, part).catch(toUpdaterError);
    if (body instanceof Error) respond(request, response, refuse(body, request, refusing));
    else {
      const result = await handle(toEvent(request, body, project), app, inFlight.signal);
      response.status(responseStatus(result)).end();
    }
    part.end();
  };
  return async (request, response) => {
    leaveDomain();
    if (request.method !== 'POST') {
      discardRest(request);
      response.status(405).set('Allow', 'POST').type('text').send(WHAT_THIS_IS);
      return;
    }
    await inFlight.track(answer(request, response), response);
  };
}

function toEvent({ path, headers }: Request, body: Uint8Array, project: string | undefined): IncomingEvent {
  return {
    from: 'request',
    request: { path, headers, body, receivedAt: Date.now() },
    trace: parseTraceContext(headers, project),
  };
}

/**
 * The function for pushes of Pub/Sub. It is registered as an HTTP function, so that every shape of delivery keeps its
 * subscription and attempt, and a GET is answered.
 */
import type { HttpFunction, Request, Response } from '@google-cloud/functions-framework';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import { responseStatus } from '../../core/report/event-result.ts';
import { parseTraceContext } from '../../logging/trace-context.ts';
import type { App, IncomingEvent } from '../../pipeline/context.ts';
import { handleEvent } from '../../pipeline/handle-event.ts';
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
  /** The project of traces in log lines. */
  readonly project: string | undefined;
  /** Default: {@link handleEvent}. */
  readonly handle?: typeof handleEvent;
  /** The requests in flight of the process. Default: its own. */
  readonly inFlight?: InFlight;
}

/** The maximum size of all bodies in an instance, in bytes: a registry event has less than 2 KB. */
const MAX_BODIES = 2 * 1024 * 1024;

/** The minimum cost of a request; the platform limits their number to 1,000. */
const REQUEST_BYTES = 2 * 1024;

const WHAT_THIS_IS = 'kubernetes-image-updater accepts registry events of Pub/Sub by POST.\n';

/**
 * 204 for completed events, 500 if a redelivery may help, 405 for other methods than POST, 413 and 415 before anything is
 * processed.
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
    const { signal } = inFlight;
    const body = await bodyIn(request, PUSH_LIMITS, { budget: part, signal }).catch(toUpdaterError);
    if (body instanceof Error) respond(request, response, refuse(body, request, refusing));
    else {
      const result = await handle(toEvent(request, body, project), app, signal);
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

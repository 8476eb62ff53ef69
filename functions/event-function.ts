/**
 * The frame of both event functions: what Pub/Sub posts is handed over, what came of it is told, and the answer says
 * whether it is to be sent again.
 *
 * They are registered as HTTP functions, so that no shape of delivery loses its subscription or attempt, a GET gets an
 * answer, and the end of the request aborts the work.
 */
import type { HttpFunction, Request } from '@google-cloud/functions-framework';
import { refuse } from '../lib/http/refuse.ts';
import type { DeliveryRequest } from '../lib/core/event/delivery.ts';
import { asFault } from '../lib/core/errors/fault.ts';
import type { Destination } from '../lib/core/event/message.ts';
import { statusOf, type Handled } from '../lib/core/report/handled.ts';
import { byteBudget, reserved } from '../lib/http/byte-budget.ts';
import { discardRest } from '../lib/http/discard-rest.ts';
import { PUSH_LIMITS } from '../lib/http/read-body.ts';
import { refusalLog } from '../lib/http/refusal-log.ts';
import { traceOf } from '../lib/logging/trace.ts';
import { tell } from '../lib/pipeline/report-result.ts';
import { bodyIn, endOf, respond } from './framework-request.ts';
import { leaveDomain } from './leave-domain.ts';

export interface EventFunction {
  readonly handle: (request: DeliveryRequest, signal: AbortSignal) => Promise<Handled>;
  readonly log: (line: string) => void;
  readonly results: Destination | undefined;
  /** For the traces of log lines. */
  readonly project: string | undefined;
  /** Told of each event after its lines are logged. */
  readonly onHandled?: ((handled: Handled) => void) | undefined;
}

/** Bodies that are being read or worked on in one instance, in bytes: a registry event has less than 2 KB. */
const MAX_BODIES = 2 * 1024 * 1024;

const WHAT_THIS_IS = 'kubernetes-image-updater takes registry events from Pub/Sub by POST.\n';

/** 204 for what is over, 500 for what a redelivery can fix, 405 for all but POST, 413 and 415 before anything is handled. */
export function eventFunction({ handle, log, results, project, onHandled }: EventFunction): HttpFunction {
  const refusing = { logRefusal: refusalLog(log), project };
  const budget = byteBudget(MAX_BODIES);
  return async (request, response) => {
    leaveDomain();
    if (request.method !== 'POST') {
      discardRest(request);
      response.status(405).set('Allow', 'POST').type('text').send(WHAT_THIS_IS);
      return;
    }
    const body = await bodyIn(request, PUSH_LIMITS, reserved(budget, response)).catch(asFault);
    if (body instanceof Error) return respond(request, response, refuse(body, request, refusing));
    const handled = await handle(incoming(request, body), endOf(response));
    await tell(handled, { log, results, trace: traceOf(request.headers, project) });
    onHandled?.(handled);
    response.status(statusOf(handled)).end();
  };
}

function incoming({ path, headers }: Request, body: Uint8Array): DeliveryRequest {
  return { path, headers, body, receivedAt: Date.now() };
}

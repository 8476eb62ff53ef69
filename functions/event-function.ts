/**
 * The frame of both event functions: what Pub/Sub posts is handed over, what came of it is told, and the answer says
 * whether it is to be sent again.
 *
 * They are registered as HTTP functions, so that no shape of delivery loses its subscription or attempt, a GET gets an
 * answer, and the end of the request aborts the work.
 */
import type { HttpFunction, Request, Response } from '@google-cloud/functions-framework';
import type { DeliveryRequest } from '../lib/core/delivery.ts';
import type { Destination } from '../lib/core/message.ts';
import { statusOf, type Handled } from '../lib/core/handled.ts';
import { traceOf } from '../lib/output/trace.ts';
import { tell } from '../lib/tell.ts';
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

const WHAT_THIS_IS = 'kubernetes-image-updater takes registry events from Pub/Sub by POST.\n';

/** 204 for what is over, 500 for what a redelivery can mend, 405 for all but POST. */
export function eventFunction({ handle, log, results, project, onHandled }: EventFunction): HttpFunction {
  return async (request, response) => {
    leaveDomain();
    if (request.method !== 'POST') {
      response.status(405).set('Allow', 'POST').type('text').send(WHAT_THIS_IS);
      return;
    }
    const handled = await handle(incoming(request), endOf(response));
    await tell(handled, { log, results, trace: traceOf(request.headers, project) });
    onHandled?.(handled);
    response.status(statusOf(handled)).end();
  };
}

/** The body as it came: the framework parses it too, and loses what it takes for a form. */
function incoming({ path, headers, rawBody }: Request): DeliveryRequest {
  return { path, headers, body: rawBody ?? new Uint8Array(), receivedAt: Date.now() };
}

/** Aborts when the caller goes away before there was an answer. */
export function endOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

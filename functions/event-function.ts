/**
 * The frame of both event functions: what Pub/Sub posts is handed over, what came of it is told, and the answer says
 * whether it is to be sent again.
 *
 * They are registered as HTTP functions, so that no shape of delivery loses its subscription or attempt, a GET gets an
 * answer, and the end of the request aborts the work.
 */
import type { HttpFunction, Request, Response } from '@google-cloud/functions-framework';
import type { Answer } from '../lib/callback/answer.ts';
import { refuse } from '../lib/callback/refuse.ts';
import type { DeliveryRequest } from '../lib/core/delivery.ts';
import { checkSize } from '../lib/core/payload.ts';
import { asFault } from '../lib/core/fault.ts';
import type { Destination } from '../lib/core/message.ts';
import { statusOf, type Handled } from '../lib/core/handled.ts';
import { byteBudget, partOf, type ByteBudget } from '../lib/http/byte-budget.ts';
import { discardRest } from '../lib/http/discard-rest.ts';
import { PUSH_LIMITS, readBody, type BodyLimits } from '../lib/http/read-body.ts';
import { refusalLog } from '../lib/http/refusal-log.ts';
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

/** Bodies that are being read or worked on in one instance, in bytes: a registry event has less than 2 KB. */
const MAX_BODIES = 4 * 1024 * 1024;

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
    const part = partOf(budget);
    response.once('close', part.giveAllBack);
    const body = await bodyOf(request, PUSH_LIMITS, part).catch(asFault);
    if (body instanceof Error) return respond(request, response, refuse(body, request, refusing));
    const handled = await handle(incoming(request, body), endOf(response));
    await tell(handled, { log, results, trace: traceOf(request.headers, project) });
    onHandled?.(handled);
    response.status(statusOf(handled)).end();
  };
}

/**
 * Reads the body, once. Throws as `readBody`. Where the framework has read it after all, because nothing hid it
 * (`hide-bodies.ts`), the function still works, without protection against large bodies.
 */
export async function bodyOf(request: Request, limits: BodyLimits, budget?: ByteBudget): Promise<Uint8Array> {
  const { rawBody } = request;
  if (rawBody === undefined) return readBody(request, limits, budget);
  checkSize(rawBody.length, limits.maxBytes, 'the body');
  return rawBody;
}

function incoming({ path, headers }: Request, body: Uint8Array): DeliveryRequest {
  return { path, headers, body, receivedAt: Date.now() };
}

/** Lets go of what is left of the request, and writes an answer. */
export function respond(request: Request, response: Response, { status, headers, body }: Answer): void {
  discardRest(request);
  response.status(status).set(headers).send(body);
}

/** Aborts when the caller goes away before there was an answer. */
export function endOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

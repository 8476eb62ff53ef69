/** Requests of the framework: body, response and end. */
import type { Request, Response } from '@google-cloud/functions-framework';
import type { HttpResponse } from '../http-response.ts';
import { checkSize } from '../../core/event/payload.ts';
import type { ByteBudget } from '../byte-budget.ts';
import { discardRest } from '../discard-rest.ts';
import { readBody, type BodyLimits } from '../read-body.ts';

/**
 * Reads the body, once. Throws like `readBody`. If the framework has read it, because nothing hid it (`guard-server.ts`),
 * the function still works, without protection against large bodies.
 */
export async function bodyIn(request: Request, limits: BodyLimits, budget?: ByteBudget): Promise<Uint8Array> {
  const { rawBody } = request;
  if (rawBody === undefined) return readBody(request, limits, budget);
  checkSize(rawBody.length, limits.maxBytes, 'the body');
  return rawBody;
}

/** Discards the rest of the request, and writes a response. */
export function respond(request: Request, response: Response, { status, headers, body }: HttpResponse): void {
  discardRest(request);
  response.status(status).set(headers).send(body);
}

/** Requests of the framework: body, response and end. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request } from '@google-cloud/functions-framework';
import type { HttpResponse } from '../http-response.ts';
import { checkSize } from '../../core/event/payload.ts';
import { discardRest } from '../discard-rest.ts';
import { readBody, type BodyContext, type BodyLimits } from '../read-body.ts';
import { writeResponse } from '../write-response.ts';

/**
 * Reads the body, once. Throws like `readBody`. If the framework has read it, because nothing hid it (`guard-server.ts`),
 * the function still works, without protection against large bodies.
 */
export async function bodyIn(
  request: Request,
  limits: BodyLimits,
  context: BodyContext = {},
): Promise<Uint8Array> {
  const { rawBody } = request;
  if (rawBody === undefined) return readBody(request, limits, context);
  checkSize(rawBody.length, limits.maxBytes, 'the body');
  return rawBody;
}

/** Discards the rest of the request, and writes a response. */
export function respond(request: IncomingMessage, response: ServerResponse, answer: HttpResponse): void {
  discardRest(request);
  writeResponse(response, answer);
}

/** The function for the HTTP API. */
import type { HttpFunction } from '@google-cloud/functions-framework';
import { apiHandler } from '../api.ts';
import type { ApiOptions } from '../api-options.ts';
import { requestsInFlight } from '../in-flight.ts';
import type { ReadBody } from '../read-body.ts';
import { bodyIn, respond } from './framework-request.ts';
import { leaveDomain } from './leave-domain.ts';

/** Serves the API. */
export function apiFunction(options: ApiOptions, inFlight = requestsInFlight()): HttpFunction {
  const handle = apiHandler(options);
  return async (request, response) => {
    leaveDomain();
    const { method, originalUrl: url, headers } = request;
    const { signal } = inFlight;
    const readBody: ReadBody = (limits) => bodyIn(request, limits, { signal });
    const call = { method, url, headers, readBody };
    const answer = async (): Promise<void> => respond(request, response, await handle(call, signal));
    await inFlight.track(answer(), response);
  };
}

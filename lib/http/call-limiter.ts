/** Limits the concurrent calls of a process. Only authenticated callers are counted, so others cannot exhaust it. */
import { problemResponse, type HttpResponse } from './http-response.ts';

/** Handles a call, or answers with 429. */
export type CallLimiter = (work: () => Promise<HttpResponse>) => Promise<HttpResponse>;

/** A limiter for this number of calls. */
export function callLimiter(callsInFlight: number): CallLimiter {
  let inFlight = 0;
  return async (work) => {
    if (inFlight >= callsInFlight)
      return problemResponse(429, {
        title: 'Too many calls',
        detail: `this instance handles ${callsInFlight} calls, its limit; try again later`,
      });
    inFlight += 1;
    try {
      return await work();
    } finally {
      inFlight -= 1;
    }
  };
}

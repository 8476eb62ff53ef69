/** How many calls one process works on at once. Only authenticated callers are counted: nobody else can use it up. */
import { problemResponse, type HttpResponse } from './http-response.ts';

/** Works on a call, or answers 429. */
export type CallLimiter = (work: () => Promise<HttpResponse>) => Promise<HttpResponse>;

/** A limiter of so many calls. */
export function callLimiter(callsInFlight: number): CallLimiter {
  let inFlight = 0;
  return async (work) => {
    if (inFlight >= callsInFlight)
      return problemResponse(429, {
        title: 'Too many calls',
        detail: `this instance works on ${callsInFlight} calls, its limit; another one may have room`,
      });
    inFlight += 1;
    try {
      return await work();
    } finally {
      inFlight -= 1;
    }
  };
}

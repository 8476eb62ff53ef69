/** `updateImage`: the HTTP API, for every CI that can call a URL. */
import type { HttpFunction } from '@google-cloud/functions-framework';
import { callersOf } from '../lib/http/authenticate.ts';
import { callbackApi } from '../lib/http/api.ts';
import { NO_CALLERS } from '../lib/config/config.ts';
import { tokenVerifier } from '../lib/google-auth/verify-token.ts';
import type { BodyLimits } from '../lib/http/read-body.ts';
import { refusalLog } from '../lib/http/refusal-log.ts';
import { bodyIn, endOf, respond } from './framework-request.ts';
import { leaveDomain } from './leave-domain.ts';
import type { Surroundings } from './surroundings.ts';

/** The function. Who may call stands in the configuration; without it, nobody. */
export function updateImage({ opened, log, project, certificates }: Surroundings): HttpFunction {
  const { config, updater, replay, results } = opened;
  const callback = config.callback ?? NO_CALLERS;
  const handle = callbackApi({
    updater,
    identify: callersOf(callback, tokenVerifier(certificates)),
    callsInFlight: callback.callsInFlight,
    replay,
    results,
    log,
    logRefusal: refusalLog(log),
    project,
  });
  return async (request, response) => {
    leaveDomain();
    const { method, originalUrl: url, headers } = request;
    const asked = { method, url, headers, readBody: (limits: BodyLimits) => bodyIn(request, limits) };
    respond(request, response, await handle(asked, endOf(response)));
  };
}

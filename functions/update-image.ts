/** `updateImage`: the HTTP API, for every CI that can call a URL. */
import type { HttpFunction } from '@google-cloud/functions-framework';
import { callersOf } from '../lib/callback/callers.ts';
import { callbackApi } from '../lib/callback/api.ts';
import { NO_CALLERS } from '../lib/config/config.ts';
import { tokenVerifier } from '../lib/google/verify-token.ts';
import { endOf } from './event-function.ts';
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
    project,
  });
  return async (request, response) => {
    leaveDomain();
    const { method, originalUrl: url, headers, rawBody: body = new Uint8Array() } = request;
    const answer = await handle({ method, url, headers, body }, endOf(response));
    response.status(answer.status).set(answer.headers).send(answer.body);
  };
}

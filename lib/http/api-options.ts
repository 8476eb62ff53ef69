/** Requests and options of the HTTP API. */
import { NO_CALLERS, type CallbackConfig } from '../config/config.ts';
import { tokenVerifier } from '../google-auth/verify-token.ts';
import type { App } from '../pipeline/context.ts';
import { authenticator, type RequestHeaders, type Authenticate } from './authenticate.ts';
import type { ReadBody } from './read-body.ts';
import { refusalLog, type RefusalLog } from './refusal-log.ts';
import type { HttpResponse } from './http-response.ts';

export interface CallRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: RequestHeaders;
  /** Called only after the caller is authenticated, and only by routes that need the body. */
  readonly readBody: ReadBody;
}

/** The authentication that a route accepts, for its 401. */
export interface CallerChallenge {
  readonly headers: { readonly 'www-authenticate': string };
  /** The same in words. */
  readonly credential: string;
}

/** The log for rejected requests. */
export interface RefusalContext {
  readonly logRefusal: RefusalLog;
  readonly project: string | undefined;
  /** Default: that of the API. */
  readonly challenge?: CallerChallenge;
}

/** Options of calls. */
export interface ApiOptions extends RefusalContext {
  readonly app: App;
  readonly authenticate: Authenticate;
  /** The maximum number of concurrent calls of authenticated callers. */
  readonly callsInFlight: number;
}

export interface ApiEnvironment {
  /** The project of traces in log lines. */
  readonly project?: string | undefined;
  /** The address of Google's certificates, for tests. */
  readonly certificates?: URL | undefined;
}

/** The options of an API with the callers of the configuration; without them every call is rejected. */
export function apiOptions(
  app: App,
  callers: CallbackConfig = NO_CALLERS,
  { project, certificates }: ApiEnvironment = {},
): ApiOptions {
  return {
    app,
    authenticate: authenticator(callers, tokenVerifier(certificates)),
    callsInFlight: callers.callsInFlight,
    logRefusal: refusalLog(app.log),
    project,
  };
}

/** Handles a request. Never rejects. */
export type HandleCall = (request: CallRequest, signal: AbortSignal) => Promise<HttpResponse>;

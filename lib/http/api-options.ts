/** What the HTTP API gets, and what it works with. */
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
  /** Not called before the caller is known; not at all for what has no use for a body. */
  readonly readBody: ReadBody;
}

/** What refused requests are logged with. */
export interface RefusalContext {
  readonly logRefusal: RefusalLog;
  readonly project: string | undefined;
}

/** What calls are handled with. */
export interface ApiOptions extends RefusalContext {
  readonly app: App;
  readonly identify: Authenticate;
  /** Of authenticated callers. */
  readonly callsInFlight: number;
}

export interface ApiEnvironment {
  /** For the traces of log lines. */
  readonly project?: string | undefined;
  /** Where Google's certificates are, for tests. */
  readonly certificates?: URL | undefined;
}

/** The options of an API whose callers are those of the configuration; nobody where it names none. */
export function apiOptions(
  app: App,
  callers: CallbackConfig = NO_CALLERS,
  { project, certificates }: ApiEnvironment = {},
): ApiOptions {
  return {
    app,
    identify: authenticator(callers, tokenVerifier(certificates)),
    callsInFlight: callers.callsInFlight,
    logRefusal: refusalLog(app.log),
    project,
  };
}

/** Answers a request. Never rejects. */
export type HandleCall = (request: CallRequest, signal: AbortSignal) => Promise<HttpResponse>;

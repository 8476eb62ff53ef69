/** What the HTTP API gets, and what it works with. */
import type { Handled } from '../core/report/handled.ts';
import type { Destination } from '../core/event/message.ts';
import type { ReadBody } from './read-body.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { Updater } from '../pipeline/context.ts';
import type { Answer } from './response.ts';
import type { Headers, Identify } from './authenticate.ts';

export interface CallRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Headers;
  /** Not called before the caller is known; not at all for what has no use for a body. */
  readonly readBody: ReadBody;
}

/** What refused requests are logged with. */
export interface Refusing {
  readonly logRefusal: RefusalLog;
  readonly project: string | undefined;
}

/** What calls are worked on with. */
export interface CallbackApi extends Refusing {
  readonly updater: Updater;
  readonly identify: Identify;
  /** Of authenticated callers. */
  readonly callsInFlight: number;
  /** Where what may work later is queued, and how. */
  readonly replay: Destination | undefined;
  readonly results: Destination | undefined;
  readonly log: (line: string) => void;
  /** Told of each push after its lines are logged. */
  readonly onHandled?: (handled: Handled) => void;
}

/** Answers a request. Never rejects. */
export type HandleCall = (request: CallRequest, signal: AbortSignal) => Promise<Answer>;

/** What the HTTP API gets, and what it works with. */
import type { Handled } from '../core/handled.ts';
import type { Destination } from '../core/message.ts';
import type { ReadBody } from '../http/read-body.ts';
import type { RefusalLog } from '../http/refusal-log.ts';
import type { Updater } from '../updater.ts';
import type { Answer } from './answer.ts';
import type { Headers, Identify } from './callers.ts';

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

/**
 * Time limits of an event during the shutdown of its process, in milliseconds. Each step has its own limit; the limit of the
 * process (http/drain-server.ts, framework/drain-on-signals.ts, pubsub/consumer/worker.ts) has to be longer than their sum.
 */
import { FINISH_MS } from '../async/deadline.ts';

/** For queueing the remaining work of a call, at any time: its caller waits for it. */
export const REQUEUE_MS = 3_000;

/** For publishing a report, at any time: the response to Pub/Sub waits for it. */
export const PUBLISH_MS = 10_000;

/** The same during shutdown. */
export const PUBLISH_AT_END_MS = 1_000;

/** The total for a message: patches in flight, and its report. */
export const MESSAGE_END_MS = FINISH_MS + PUBLISH_AT_END_MS;

/** The total for a call, whose remaining work is queued too. */
export const CALL_END_MS = MESSAGE_END_MS + REQUEUE_MS;

/**
 * What an event may still do once its process is to end, in milliseconds. Each step has its own limit: what the process allows
 * (http/drain-server.ts, framework/drain-on-signals.ts, pubsub/consumer/worker.ts) has to be longer than all together.
 */
import { FINISH_MS } from '../async/deadline.ts';

/** For queueing what is left of a call, at any time: its caller waits for it. */
export const REQUEUE_MS = 3_000;

/** For publishing a report, at any time: the answer to Pub/Sub waits for it. */
export const PUBLISH_MS = 10_000;

/** Of that, once the process is to end. */
export const PUBLISH_AT_END_MS = 1_000;

/** All that a message may take: patches in flight, and its report. */
export const MESSAGE_END_MS = FINISH_MS + PUBLISH_AT_END_MS;

/** All that a call may take: what is left of it is queued too. */
export const CALL_END_MS = MESSAGE_END_MS + REQUEUE_MS;

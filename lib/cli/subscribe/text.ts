/** The messages of `subscribe` at startup and shutdown. */
import { subscriptionName, topicName } from '../../core/names/topic.ts';
import type { LoopResult, PulledSubscription } from '../../pubsub/consumer/pull-loop.ts';
import type { PreflightResult } from '../../pubsub/consumer/preflight.ts';
import type { WorkerCounts } from '../../pubsub/consumer/worker.ts';
import { errorText } from '../error-text.ts';

/** Why a subscription cannot be pulled, or what to improve; empty if nothing is wrong. */
export function formatPreflight(result: PreflightResult): string {
  if ('fault' in result) return errorText(result.fault);
  return result.advice
    .flatMap(({ message, commands }) => [`Warning: ${message}`, ...commands])
    .map((line) => `${line}\n`)
    .join('');
}

/** The subscriptions and their topics. */
export function startupMessage(sources: readonly PulledSubscription[], concurrency: number): string {
  const lines = sources.map(
    ({ subscription, topic }) => `Pulling from ${subscriptionName(subscription)}, of ${topicName(topic)}.\n`,
  );
  return `${lines.join('')}At most ${concurrency} messages are processed concurrently.\n`;
}

/** The counts of messages, and the errors that ended it if no signal did. */
export function shutdownMessage(
  { faults, tooSlow }: LoopResult,
  { acknowledged, givenBack }: Pick<WorkerCounts, 'acknowledged' | 'givenBack'>,
  drainSeconds: number,
): string {
  const slow = `${tooSlow} still in flight after ${drainSeconds} s: nacked.\n`;
  return [
    ...faults.map(errorText),
    tooSlow > 0 ? slow : '',
    `Ended: ${acknowledged} acknowledged, ${givenBack} nacked.\n`,
  ].join('');
}

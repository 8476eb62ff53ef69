/** What `subscribe` says of its subscriptions, at its start and at its end. */
import { subscriptionName, topicName } from '../../core/names/topic.ts';
import type { LoopResult, PulledSubscription } from '../../pubsub/consumer/pull-loop.ts';
import type { PreflightResult } from '../../pubsub/consumer/preflight.ts';
import type { WorkerCounts } from '../../pubsub/consumer/worker.ts';
import { errorText } from '../error-text.ts';

/** Why a subscription cannot be pulled from, or what to improve about it; empty where all is well. */
export function formatPreflight(result: PreflightResult): string {
  if ('fault' in result) return errorText(result.fault);
  return result.advice
    .flatMap(({ message, commands }) => [`Warning: ${message}`, ...commands])
    .map((line) => `${line}\n`)
    .join('');
}

/** What it pulls from. */
export function startupMessage(sources: readonly PulledSubscription[], concurrency: number): string {
  const lines = sources.map(
    ({ subscription, topic }) => `Pulling from ${subscriptionName(subscription)}, of ${topicName(topic)}.\n`,
  );
  return `${lines.join('')}At most ${concurrency} messages at once.\n`;
}

/** What became of all messages, and what ended it where no signal did. */
export function shutdownMessage(
  { faults, tooSlow }: LoopResult,
  { acknowledged, givenBack }: Pick<WorkerCounts, 'acknowledged' | 'givenBack'>,
  drainSeconds: number,
): string {
  const slow = `${tooSlow} still in flight after ${drainSeconds} s: nacked too.\n`;
  return [
    ...faults.map(errorText),
    tooSlow > 0 ? slow : '',
    `Ended: ${acknowledged} acknowledged, ${givenBack} nacked.\n`,
  ].join('');
}

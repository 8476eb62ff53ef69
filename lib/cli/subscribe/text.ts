/** What `subscribe` says of its subscriptions, at its start and at its end. */
import { subscriptionName, topicName } from '../../core/names/topic.ts';
import type { Ending, Source } from '../../pubsub/consumer/loop.ts';
import type { Looked } from '../../pubsub/consumer/preflight.ts';
import type { Counts } from '../../pubsub/consumer/worker.ts';
import { faultText } from '../error-text.ts';

/** Why a subscription cannot be pulled from, or what to improve about it; empty where all is well. */
export function formatPreflight(looked: Looked): string {
  if ('fault' in looked) return faultText(looked.fault);
  return looked.advice
    .flatMap(({ message, commands }) => [`Warning: ${message}`, ...commands])
    .map((line) => `${line}\n`)
    .join('');
}

/** What it pulls from. */
export function startupMessage(sources: readonly Source[], concurrency: number): string {
  const lines = sources.map(
    ({ subscription, topic }) => `Pulling from ${subscriptionName(subscription)}, of ${topicName(topic)}.\n`,
  );
  return `${lines.join('')}At most ${concurrency} at work at once.\n`;
}

/** What became of all messages, and what ended it where no signal did. */
export function shutdownMessage(
  { faults, tooSlow }: Ending,
  { acknowledged, givenBack }: Pick<Counts, 'acknowledged' | 'givenBack'>,
  drainSeconds: number,
): string {
  const slow = `${tooSlow} were at work for more than ${drainSeconds} s: they are given back too.\n`;
  return [
    ...faults.map(faultText),
    tooSlow > 0 ? slow : '',
    `Ended: ${acknowledged} acknowledged, ${givenBack} given back.\n`,
  ].join('');
}

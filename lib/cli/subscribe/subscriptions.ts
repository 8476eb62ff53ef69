/** The subscriptions that `subscribe` pulls: those of the command line, else those of the configuration. */
import { parseSubscription, parseTopic } from '../../config/pubsub-schema.ts';
import { printable } from '../../core/text/printable.ts';
import { subscriptionName, type Subscription, type Topic } from '../../core/names/topic.ts';

export interface SubscriptionSelection {
  /** At least one, each once. */
  readonly subscriptions: readonly Subscription[];
  /** The topic of `--topic`, for a single subscription. */
  readonly topic: Topic | undefined;
}

/** The subscriptions, or all errors of the command line at once. */
export function selectSubscriptions(
  names: readonly string[],
  topicNamed: string | undefined,
  configured: readonly Subscription[],
): SubscriptionSelection | { readonly invalid: string } {
  const { values: named, complaints } = parsedBy(parseSubscription, names);
  const { values: topics, complaints: more } = parsedBy(
    parseTopic,
    topicNamed === undefined ? [] : [topicNamed],
  );
  const invalid = [...complaints, ...more.map((each) => `--topic: ${each}`)];
  if (invalid.length > 0) return { invalid: invalid.join('\n') };
  const subscriptions = distinct(names.length > 0 ? named : configured);
  const [topic] = topics;
  if (subscriptions.length === 0) return { invalid: NO_SUBSCRIPTION };
  if (topic !== undefined && subscriptions.length > 1) return { invalid: ONE_TOPIC };
  return { subscriptions, topic };
}

const NO_SUBSCRIPTION =
  'expected a subscription, as projects/PROJECT/subscriptions/SUBSCRIPTION or under `subscriptions` of the configuration, got none';
const ONE_TOPIC = 'expected --topic only with a single subscription, got several subscriptions';

function parsedBy<T>(
  parse: (text: string) => { readonly value: T } | { readonly invalid: string },
  texts: readonly string[],
) {
  const parsed = texts.map((text) => ({ text, ...parse(text) }));
  return {
    values: parsed.flatMap((each) => ('value' in each ? [each.value] : [])),
    complaints: parsed.flatMap((each) =>
      'invalid' in each ? [`${each.invalid}, got ${printable(each.text)}`] : [],
    ),
  };
}

function distinct(subscriptions: readonly Subscription[]): readonly Subscription[] {
  return [...new Map(subscriptions.map((each) => [subscriptionName(each), each])).values()];
}

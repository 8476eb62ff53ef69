/**
 * The attributes of a replayed message. Attributes of publishers are kept; those of Pub/Sub are removed, because they cannot
 * be published. The original time and id are kept, so that replaying old pushes cannot downgrade an image.
 */
import { type Delivery } from '../core/event/delivery.ts';
import { PUBLISHED_AT_ATTRIBUTE, PUSH_ID_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../core/event/attributes.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { withoutRequests } from '../core/event/push-request.ts';
import { isOwnTopic, type Settings } from '../core/settings.ts';
import { topicName, type Topic } from '../core/names/topic.ts';

type Attributes = Delivery['attributes'];

/** The `receivedAt` of deliveries that are parsed here; a message with this publish time has none of its own. */
export const NO_TIME = Number.MAX_SAFE_INTEGER;

const OF_PUBSUB = /^(?:CloudPubSubDeadLetter|googclient_)/;

/** With `now` the replay is a push of its own, at this moment. */
export function replayedAttributes(delivery: Delivery, now: boolean): Attributes {
  const kept = Object.entries(delivery.attributes).filter(
    ([name]) => name !== PUBLISHED_AT_ATTRIBUTE && name !== PUSH_ID_ATTRIBUTE && !OF_PUBSUB.test(name),
  );
  return { ...Object.fromEntries(kept), ...(now ? {} : originAttributes(delivery)) };
}

/** The id of the push, if the delivery contains one. */
export function readPushId({ id, messageId, attributes }: Delivery): string | undefined {
  return messageId === undefined && attributes[PUSH_ID_ATTRIBUTE] === undefined ? undefined : id;
}

/** The same for a message that goes to another topic than before; `first` is the original topic, if it is known. */
export function attributesForOtherTopic(attributes: Attributes, first: Topic | undefined): Attributes {
  const { [TOPIC_ATTRIBUTE]: _claimed, ...others } = withoutRequests(attributes);
  return first === undefined ? others : { ...others, [TOPIC_ATTRIBUTE]: topicName(first) };
}

/**
 * Why a message with an original time cannot be published to a topic: the time attribute is honoured only on own topics. On
 * another topic the push would count as published now, and might replace a newer one.
 */
export function lostTimeError(
  topic: Topic,
  attributes: Attributes,
  settings: Pick<Settings, 'ownTopics'>,
): UpdaterError | undefined {
  if (attributes[PUBLISHED_AT_ATTRIBUTE] === undefined || isOwnTopic(topic, settings)) return undefined;
  return new UpdaterError(
    'NoDestination',
    `expected an own topic of the updater (\`replay\` of the configuration, or --to), got ${topicName(topic)}, where the original time is ignored; with --now the push counts as published now`,
  );
}

function originAttributes(delivery: Delivery): Attributes {
  const id = readPushId(delivery);
  return {
    ...(delivery.publishedAt === NO_TIME ? {} : { [PUBLISHED_AT_ATTRIBUTE]: String(delivery.publishedAt) }),
    ...(id === undefined ? {} : { [PUSH_ID_ATTRIBUTE]: id }),
  };
}

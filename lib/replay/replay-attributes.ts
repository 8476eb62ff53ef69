/**
 * The attributes of a replayed message. What others wrote stays; Pub/Sub's own do not, nor may they be published. The
 * original time and id are kept, so that replaying history cannot take anything backwards.
 */
import { type Delivery } from '../core/event/delivery.ts';
import { PUBLISHED_AT_ATTRIBUTE, PUSH_ID_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../core/event/attributes.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { withoutRequests } from '../core/event/push-request.ts';
import { isOwnTopic, type Settings } from '../core/settings.ts';
import { topicName, type Topic } from '../core/names/topic.ts';

type Attributes = Delivery['attributes'];

/** For `receivedAt` of a delivery that is read here: what tells no time is published at this one, and so at none. */
export const NO_TIME = Number.MAX_SAFE_INTEGER;

const OF_PUBSUB = /^(?:CloudPubSubDeadLetter|googclient_)/;

/** With `now` the replay is a push of its own, of this moment. */
export function replayedAttributes(delivery: Delivery, now: boolean): Attributes {
  const kept = Object.entries(delivery.attributes).filter(
    ([name]) => name !== PUBLISHED_AT_ATTRIBUTE && name !== PUSH_ID_ATTRIBUTE && !OF_PUBSUB.test(name),
  );
  return { ...Object.fromEntries(kept), ...(now ? {} : originAttributes(delivery)) };
}

/** The id of the push, where the delivery tells one. */
export function readPushId({ id, messageId, attributes }: Delivery): string | undefined {
  return messageId === undefined && attributes[PUSH_ID_ATTRIBUTE] === undefined ? undefined : id;
}

/** The same for a message that goes to another topic than before: `first` brought the push first, as far as is known. */
export function attributesForOtherTopic(attributes: Attributes, first: Topic | undefined): Attributes {
  const { [TOPIC_ATTRIBUTE]: _claimed, ...others } = withoutRequests(attributes);
  return first === undefined ? others : { ...others, [TOPIC_ATTRIBUTE]: topicName(first) };
}

/**
 * Why a message that carries its first time cannot go to a topic: attributes that move the time are believed on topics
 * of the updater alone, so elsewhere it would count as pushed now, and might take newer things back.
 */
export function lostTimeError(
  topic: Topic,
  attributes: Attributes,
  settings: Pick<Settings, 'ownTopics'>,
): UpdaterError | undefined {
  if (attributes[PUBLISHED_AT_ATTRIBUTE] === undefined || isOwnTopic(topic, settings)) return undefined;
  return new UpdaterError(
    'NoDestination',
    `expected a topic of the updater, \`replay\` of the configuration or one named with --to, got ${topicName(topic)}: there its first time does not count (--now wants it to count as pushed now)`,
  );
}

function originAttributes(delivery: Delivery): Attributes {
  const id = readPushId(delivery);
  return {
    ...(delivery.publishedAt === NO_TIME ? {} : { [PUBLISHED_AT_ATTRIBUTE]: String(delivery.publishedAt) }),
    ...(id === undefined ? {} : { [PUSH_ID_ATTRIBUTE]: id }),
  };
}

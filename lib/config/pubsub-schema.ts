/** Topics and subscriptions of the updater, by full name, because a short name does not determine the project. */
import * as v from 'valibot';
import { objectOr } from '../core/text/json.ts';
import type { Settings } from '../core/settings.ts';
import { topicName, type Subscription, type Topic } from '../core/names/topic.ts';
import type { PubSubConfig } from './config.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

// Names become words of shell commands in remedies. https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
// The project id, not its number: deliveries contain the id, and own topics are recognized by it.
const PROJECT = '(?:[a-z0-9][a-z0-9.-]{0,252}:)?[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = '(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}';
const WHOLE_PROJECT = new RegExp(`^(?:${PROJECT})$`);
const WHOLE_NAME = new RegExp(`^(?:${NAME})$`);
const TOPIC_NAME = new RegExp(`^projects/(?:${PROJECT})/topics/(?:${NAME})$`);
const OWN_TOPIC_NAME = new RegExp(`^projects/(?:${PROJECT})/topics/(?!gcr$)(?:${NAME})$`);
const SUBSCRIPTION_NAME = new RegExp(`^projects/(?:${PROJECT})/subscriptions/(?:${NAME})$`);

const TOPIC_FORM = '`projects/PROJECT/topics/TOPIC`';
// `gcr` is excluded: messages published there would return as events, and publishers of an own topic may trigger updates of any image.
const OWN_TOPIC_FORM = `${TOPIC_FORM} with an own topic of the updater, not the registry topic \`gcr\``;
const SUBSCRIPTION_FORM = '`projects/PROJECT/subscriptions/SUBSCRIPTION`';

/** The expected full name, with a hint at the part that is wrong. */
function expectedTopic(text: string): string {
  return expectedName(text, 'topics', TOPIC_FORM);
}

function expectedOwnTopic(text: string): string {
  return TOPIC_NAME.test(text) ? OWN_TOPIC_FORM : expectedTopic(text);
}

function expectedSubscription(text: string): string {
  return expectedName(text, 'subscriptions', SUBSCRIPTION_FORM);
}

function expectedName(text: string, collection: string, form: string): string {
  const [projects, project = '', list, name = '', ...more] = text.split('/');
  if (WHOLE_NAME.test(text)) return `the full name \`projects/PROJECT/${collection}/${text}\``;
  if (projects !== 'projects' || list !== collection || more.length > 0) return form;
  if (!WHOLE_PROJECT.test(project)) return `${form} with the id of the project, such as \`my-project\``;
  return WHOLE_NAME.test(name)
    ? form
    : `${form} with a name of 3 to 255 letters, digits and \`-._~+%\` that begins with a letter, and not with \`goog\``;
}

/** Parses `projects/PROJECT/topics/TOPIC`, for `--to` of the command line and the configuration. */
export function parseTopic(text: string): Parsed<Topic> {
  if (!TOPIC_NAME.test(text)) return { invalid: `expected ${expectedTopic(text)}` };
  const [, project = '', , topic = ''] = text.split('/');
  return { value: { project, topic } };
}

/** Parses `projects/PROJECT/subscriptions/SUBSCRIPTION`. */
export function parseSubscription(text: string): Parsed<Subscription> {
  if (!SUBSCRIPTION_NAME.test(text)) return { invalid: `expected ${expectedSubscription(text)}` };
  const [, project = '', , subscription = ''] = text.split('/');
  return { value: { project, subscription } };
}

/** A field with a name of this form. */
function nameField<T>(form: RegExp, expected: (text: string) => string, parse: (text: string) => Parsed<T>) {
  return (description: string, example: string) =>
    v.pipe(
      v.string(TEXT),
      v.regex(form, ({ input }) => expected(input)),
      v.description(description),
      v.examples([example]),
      parsedBy(parse),
    );
}

/** Any topic, including the registry topic `gcr`. */
export const anyTopic = nameField(TOPIC_NAME, expectedTopic, parseTopic);
const ownTopic = nameField(OWN_TOPIC_NAME, expectedOwnTopic, parseTopic);
const subscriptionField = nameField(SUBSCRIPTION_NAME, expectedSubscription, parseSubscription);

/** Checks that no two keys name the same topic: its messages would reach the wrong subscriber. */
export function topicsApart<T>(): v.RawCheckAction<T> {
  return unique(ownTopics, (first) => `another topic than ${first}`);
}

function ownTopics(value: unknown): readonly ListEntry[] {
  return ['fanOut', 'replay', 'results', 'reconcile'].flatMap((key) => {
    const { project, topic } = objectOr(objectOr(value)[key]);
    if (typeof project !== 'string' || typeof topic !== 'string') return [];
    const name = topicName({ project, topic });
    return [{ keys: [key], identity: name, written: name }];
  });
}

/** The keys for the schema of the configuration. */
export const PUBSUB_FIELDS = {
  fanOut: v.optional(
    v.pipe(
      v.union(
        [
          v.literal(false),
          ownTopic('The topic for cluster tasks.', 'projects/my-project/topics/image-updater-clusters'),
        ],
        `${OWN_TOPIC_FORM}; or false`,
      ),
      v.description(
        'Own topic of the updater for cluster tasks: with several clusters, an event becomes a message for each cluster. `false` updates all clusters in place.',
      ),
    ),
    false,
  ),
  replay: v.exactOptional(
    ownTopic(
      'Own topic of the updater to which `replay` publishes. Its publishers may trigger updates of any repository.',
      'projects/my-project/topics/image-updater-replay',
    ),
  ),
  results: v.exactOptional(
    ownTopic(
      'Topic on which a CloudEvent is published for every report with an update or a failure.',
      'projects/my-project/topics/image-updater-results',
    ),
  ),
  reconcile: v.exactOptional(
    ownTopic(
      'Own topic of the updater on which `{"task":"reconcile"}` makes it compare the registries with what runs. Its publishers may trigger updates of any repository.',
      'projects/my-project/topics/image-updater-reconcile',
    ),
  ),
  deadLetters: v.exactOptional(
    subscriptionField(
      'Subscription with the dead letters, which `replay --dead-letters` drains.',
      'projects/my-project/subscriptions/image-updater-dead-letters',
    ),
  ),
  subscriptions: v.optional(
    v.pipe(
      v.array(
        subscriptionField('A pull subscription.', 'projects/my-project/subscriptions/image-updater'),
        'a list',
      ),
      v.description('Subscriptions that `subscribe` pulls.'),
    ),
    [],
  ),
};

/** The parsed fields. */
type PubSubFields = Omit<PubSubConfig, 'fanOut'> & { readonly fanOut: Topic | false };

/** The topics and subscriptions, what the settings say of the topics, and the other keys. */
export function resolvePubSub<T extends PubSubFields>({
  fanOut: fanOutOrNone,
  replay,
  results,
  reconcile,
  deadLetters,
  subscriptions,
  ...given
}: T) {
  const fanOut = fanOutOrNone === false ? undefined : fanOutOrNone;
  const pubsub: PubSubConfig = {
    ...(fanOut && { fanOut }),
    ...(replay && { replay }),
    ...(results && { results }),
    ...(reconcile && { reconcile }),
    ...(deadLetters && { deadLetters }),
    subscriptions,
  };
  const topics: Pick<Settings, 'ownTopics' | 'replayTopic' | 'reconcileTopic'> = {
    ownTopics: [fanOut, replay, reconcile].filter((own) => own !== undefined),
    ...(replay && { replayTopic: replay }),
    ...(reconcile && { reconcileTopic: reconcile }),
  };
  return { pubsub, topics, given };
}

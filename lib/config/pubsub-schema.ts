/** Topics and subscriptions of the updater, by their full names: a name alone would leave the project to chance. */
import * as v from 'valibot';
import { objectOr } from '../core/text/json.ts';
import { topicName, type Subscription, type Topic } from '../core/names/topic.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

// Names become words of commands in remedies. https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
// A project by its id: deliveries name it so, and a topic of the updater has to be known by what they name.
const PROJECT = '(?:[a-z0-9][a-z0-9.-]{0,252}:)?[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = '(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}';
const WHOLE_PROJECT = new RegExp(`^(?:${PROJECT})$`);
const WHOLE_NAME = new RegExp(`^(?:${NAME})$`);
const TOPIC_NAME = new RegExp(`^projects/(?:${PROJECT})/topics/(?:${NAME})$`);
const OWN_TOPIC_NAME = new RegExp(`^projects/(?:${PROJECT})/topics/(?!gcr$)(?:${NAME})$`);
const SUBSCRIPTION_NAME = new RegExp(`^projects/(?:${PROJECT})/subscriptions/(?:${NAME})$`);

const TOPIC_FORM = '`projects/PROJECT/topics/TOPIC`';
// What is published on `gcr` comes back as an event, and whoever may publish on a topic of the updater may trigger updates of any image.
const OWN_TOPIC_FORM = `${TOPIC_FORM} with a topic of the updater, not the registry's \`gcr\``;
const SUBSCRIPTION_FORM = '`projects/PROJECT/subscriptions/SUBSCRIPTION`';

/** What was expected of a full name that is none, about the part of it that is wrong. */
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

/** Reads `projects/PROJECT/topics/TOPIC`, as `--to` of the command line and the configuration have it. */
export function parseTopic(text: string): Parsed<Topic> {
  if (!TOPIC_NAME.test(text)) return { invalid: `expected ${expectedTopic(text)}` };
  const [, project = '', , topic = ''] = text.split('/');
  return { value: { project, topic } };
}

/** Reads `projects/PROJECT/subscriptions/SUBSCRIPTION`. */
export function parseSubscription(text: string): Parsed<Subscription> {
  if (!SUBSCRIPTION_NAME.test(text)) return { invalid: `expected ${expectedSubscription(text)}` };
  const [, project = '', , subscription = ''] = text.split('/');
  return { value: { project, subscription } };
}

/** A name of this form as a field, with what it means. */
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

/** A topic, the registry's `gcr` included. */
export const anyTopic = nameField(TOPIC_NAME, expectedTopic, parseTopic);
const ownTopic = nameField(OWN_TOPIC_NAME, expectedOwnTopic, parseTopic);
const subscriptionField = nameField(SUBSCRIPTION_NAME, expectedSubscription, parseSubscription);

/** The check that no two keys name one topic: what is published for one reader would come to another. */
export function topicsApart<T>(): v.RawCheckAction<T> {
  return unique(ownTopics, (first) => `another topic than ${first}`);
}

function ownTopics(value: unknown): readonly ListEntry[] {
  return ['fanOut', 'replay', 'results'].flatMap((key) => {
    const { project, topic } = objectOr(objectOr(value)[key]);
    if (typeof project !== 'string' || typeof topic !== 'string') return [];
    const name = topicName({ project, topic });
    return [{ keys: [key], identity: name, written: name }];
  });
}

/** The keys, as the schema of the configuration has them. */
export const PUBSUB_FIELDS = {
  fanOut: v.optional(
    v.pipe(
      v.union(
        [
          v.literal(false),
          ownTopic('The topic for shares.', 'projects/my-project/topics/image-updater-clusters'),
        ],
        `${OWN_TOPIC_FORM}; or false`,
      ),
      v.description(
        'Topic of the updater on which each cluster of an event gets a message of its own, where there are several; `false` does all in place.',
      ),
    ),
    false,
  ),
  replay: v.exactOptional(
    ownTopic(
      'Topic of the updater to which `replay` publishes. Who may publish there may trigger updates of any repository.',
      'projects/my-project/topics/image-updater-replay',
    ),
  ),
  results: v.exactOptional(
    ownTopic(
      'Topic to which a CloudEvent is published for every report that changed or failed something.',
      'projects/my-project/topics/image-updater-results',
    ),
  ),
  deadLetters: v.exactOptional(
    subscriptionField(
      'Subscription from which `replay --dead-letters` takes what failed for good.',
      'projects/my-project/subscriptions/image-updater-dead-letters',
    ),
  ),
  subscriptions: v.optional(
    v.pipe(
      v.array(
        subscriptionField(
          'A subscription that is pulled.',
          'projects/my-project/subscriptions/image-updater',
        ),
        'a list',
      ),
      v.description('Subscriptions that `subscribe` pulls from.'),
    ),
    [],
  ),
};

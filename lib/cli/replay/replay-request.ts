/** The request of `replay`, from its options and the configuration. */
import type { PubSubConfig } from '../../config/config.ts';
import { parseSubscription, parseTopic } from '../../config/pubsub-schema.ts';
import type { Parsed } from '../../config/text-schema.ts';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import { printable } from '../../core/text/printable.ts';
import { parseTimestamp } from '../../core/text/timestamp.ts';
import { isSameTopic, type Subscription, type Topic } from '../../core/names/topic.ts';
import { imageEvent } from '../../replay/image-event.ts';

export interface ReplayOptions {
  readonly image?: string | undefined;
  /** `sha256:…`. */
  readonly digest?: string;
  /** A path, or `-`. */
  readonly events?: string;
  /** True means the subscription of the configuration. */
  readonly deadLetters?: string | true;
  readonly to?: string;
  readonly now?: boolean;
  /** RFC 3339. */
  readonly publishedAt?: string;
  readonly ignoreLimit?: boolean;
  readonly unpinned?: boolean;
  readonly dryRun?: boolean;
  readonly discardMalformed?: boolean;
  readonly json?: boolean;
  readonly config?: string;
}

export type ReplayRequest =
  /** The event as JSON, and its original publish time in milliseconds since the epoch. Default: now. */
  | { readonly source: 'image'; readonly event: string; readonly publishedAt?: number; readonly to: Topic }
  | { readonly source: 'events'; readonly file: string; readonly to: Topic }
  /** Without `to`, each message returns to its own topic of the updater, else it goes to the replay topic. */
  | { readonly source: 'deadLetters'; readonly subscription: Subscription; readonly to?: Topic };

type OwnTopics = Pick<PubSubConfig, 'fanOut' | 'replay' | 'deadLetters'>;

const WHAT = 'IMAGE, --events or --dead-letters';
const TOPIC =
  'a topic to publish to, as --to projects/PROJECT/topics/TOPIC or as `replay` in the configuration';
const SUBSCRIPTION =
  'a subscription, as --dead-letters projects/PROJECT/subscriptions/SUBSCRIPTION or as `deadLetters` in the configuration';

/** Options that are honoured only on own topics of the updater. */
const REQUESTS = [
  ['ignoreLimit', '--ignore-limit'],
  ['unpinned', '--unpinned'],
] as const satisfies readonly (readonly [keyof ReplayOptions, string])[];

function onOwnTopic(option: string): string {
  return `expected \`replay\` or \`fanOut\` of the configuration as topic for ${option}, got another topic`;
}

/** The request, or what was expected of the options; `own` are the topics and the subscription of the configuration. */
export function parseReplayRequest(options: ReplayOptions, own?: OwnTopics): Parsed<ReplayRequest> {
  const complaint = COMPLAINTS.find(({ is }) => is(options));
  if (complaint !== undefined) return { invalid: complaint.message };
  const to = options.to === undefined ? { value: undefined } : named('--to', options.to, parseTopic);
  if ('invalid' in to) return to;
  const { deadLetters } = options;
  return deadLetters === undefined
    ? publishRequest(options, to.value ?? own?.replay, own)
    : deadLetterRequest(deadLetters, to.value, own);
}

/** The request for an image or events. */
function publishRequest(
  options: ReplayOptions,
  to: Topic | undefined,
  own: OwnTopics | undefined,
): Parsed<ReplayRequest> {
  if (to === undefined) return { invalid: `expected ${TOPIC}, got none` };
  const request = REQUESTS.find(([key]) => options[key] === true);
  if (request !== undefined && own !== undefined && !isOwn(to, own))
    return { invalid: onOwnTopic(request[1]) };
  const { image, events = '-' } = options;
  return image === undefined
    ? { value: { source: 'events', file: events, to } }
    : imageRequest(image, options, to);
}

function isOwn(topic: Topic, { fanOut, replay }: OwnTopics): boolean {
  return [fanOut, replay].some((own) => own !== undefined && isSameTopic(own, topic));
}

/** Wrong combinations of options. */
const COMPLAINTS: readonly {
  readonly is: (options: ReplayOptions) => boolean;
  readonly message: string;
}[] = [
  { is: (options) => countSources(options) === 0, message: `expected ${WHAT}, got none` },
  { is: (options) => countSources(options) > 1, message: `expected ${WHAT}, got several` },
  {
    is: ({ image, digest }) => digest !== undefined && image === undefined,
    message: 'expected --digest only with IMAGE: events contain their own digest',
  },
  {
    is: ({ publishedAt, image }) => publishedAt !== undefined && image === undefined,
    message: 'expected --published-at only with IMAGE: events contain their own time',
  },
  {
    is: ({ publishedAt, now }) => publishedAt !== undefined && now === true,
    message: 'expected --published-at or --now, got both',
  },
  {
    is: ({ ignoreLimit, deadLetters }) => ignoreLimit === true && deadLetters !== undefined,
    message:
      'expected --ignore-limit only with IMAGE or --events: a push that exceeds a limit does not become a dead letter',
  },
  {
    is: ({ unpinned, deadLetters }) => unpinned === true && deadLetters !== undefined,
    message: 'expected --unpinned only with IMAGE or --events, got --dead-letters',
  },
  {
    is: ({ unpinned, image, digest }) =>
      unpinned === true && (digest !== undefined || image?.includes('@') === true),
    message: 'expected --unpinned without a digest, got both',
  },
  {
    is: ({ deadLetters, discardMalformed }) => discardMalformed === true && deadLetters === undefined,
    message: 'expected --discard-malformed only with --dead-letters',
  },
];

function countSources({ image, events, deadLetters }: ReplayOptions): number {
  return [image, events, deadLetters].filter((each) => each !== undefined).length;
}

function deadLetterRequest(
  deadLetters: string | true,
  to: Topic | undefined,
  own: OwnTopics | undefined,
): Parsed<ReplayRequest> {
  const subscription =
    deadLetters === true
      ? { value: own?.deadLetters }
      : named('--dead-letters', deadLetters, parseSubscription);
  if ('invalid' in subscription) return subscription;
  if (subscription.value === undefined) return { invalid: `expected ${SUBSCRIPTION}, got none` };
  return {
    value: {
      source: 'deadLetters',
      subscription: subscription.value,
      ...(to === undefined ? {} : { to }),
    },
  };
}

function imageRequest(
  image: string,
  { digest, publishedAt }: Pick<ReplayOptions, 'digest' | 'publishedAt'>,
  to: Topic,
): Parsed<ReplayRequest> {
  const time = publishedAt === undefined ? undefined : named('--published-at', publishedAt, parseTime);
  if (time !== undefined && 'invalid' in time) return time;
  const at = time === undefined ? {} : { publishedAt: time.value };
  try {
    return { value: { source: 'image', event: imageEvent(image, digest), ...at, to } };
  } catch (thrown) {
    return { invalid: toUpdaterError(thrown).message };
  }
}

function parseTime(text: string): Parsed<number> {
  const value = parseTimestamp(text);
  return value === undefined ? { invalid: 'expected a time such as 2026-01-05T08:00:00.000Z' } : { value };
}

function named<T>(option: string, text: string, parse: (text: string) => Parsed<T>): Parsed<T> {
  const parsed = parse(text);
  return 'value' in parsed ? parsed : { invalid: `${option}: ${parsed.invalid}, got "${printable(text)}"` };
}

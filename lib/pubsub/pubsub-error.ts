/** Converts errors of Pub/Sub and of its library. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import { objectOr, stringOr } from '../core/text/json.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import type { Terms } from '../core/errors/reason-text.ts';
import { subscriptionName, topicName, type Subscription, type Topic } from '../core/names/topic.ts';
import { parseApiError } from '../google-auth/api-error.ts';

/** An operation, and the reasons for its status codes. */
export interface PubSubOperation {
  /** For messages. */
  readonly what: string;
  readonly terms: Terms;
  readonly invalid: ErrorReason;
  readonly missing: ErrorReason;
  readonly forbidden: ErrorReason;
}

export function publishOperation(topic: Topic): PubSubOperation {
  return {
    what: `publishing to ${topicName(topic)}`,
    terms: { PROJECT: topic.project, TOPIC: topic.topic },
    invalid: 'NotPublishable',
    missing: 'NoTopic',
    forbidden: 'ForbiddenToPublish',
  };
}

export function pullOperation(subscription: Subscription): PubSubOperation {
  return { ...subscriptionOperation('pulling from', subscription), forbidden: 'ForbiddenToPull' };
}

export function describeOperation(subscription: Subscription): PubSubOperation {
  return { ...subscriptionOperation('looking at', subscription), forbidden: 'ForbiddenToLook' };
}

function subscriptionOperation(
  doing: string,
  subscription: Subscription,
): Omit<PubSubOperation, 'forbidden'> {
  return {
    what: `${doing} ${subscriptionName(subscription)}`,
    terms: { PROJECT: subscription.project, SUBSCRIPTION: subscription.subscription },
    invalid: 'InvalidConfig',
    missing: 'NoSubscription',
  };
}

/** The gRPC status codes, indexed by number (https://grpc.io/docs/guides/status-codes/). */
const STATUS: readonly (readonly [
  name: string,
  meaning: ErrorReason | 'invalid' | 'missing' | 'forbidden',
])[] = [
  // A stream has no deadline.
  ['OK', 'UnexpectedAnswer'],
  ['CANCELLED', 'ServerError'],
  ['UNKNOWN', 'ServerError'],
  ['INVALID_ARGUMENT', 'invalid'],
  ['DEADLINE_EXCEEDED', 'Timeout'],
  ['NOT_FOUND', 'missing'],
  ['ALREADY_EXISTS', 'UnexpectedAnswer'],
  ['PERMISSION_DENIED', 'forbidden'],
  ['RESOURCE_EXHAUSTED', 'Throttled'],
  ['FAILED_PRECONDITION', 'UnexpectedAnswer'],
  ['ABORTED', 'ServerError'],
  ['OUT_OF_RANGE', 'UnexpectedAnswer'],
  ['UNIMPLEMENTED', 'UnexpectedAnswer'],
  ['INTERNAL', 'ServerError'],
  ['UNAVAILABLE', 'Unreachable'],
  ['DATA_LOSS', 'ServerError'],
  ['UNAUTHENTICATED', 'CredentialsRefused'],
];

// The messages of the library after the last attempt. Its version is pinned, and tests check them.
const ONE_ANSWER =
  /retrying error Error: (?<code>\d+) [A-Z_]+: (?<details>.*?)\s+before any response was received/gs;
const ALL_ANSWERS = /\{message: (?<code>\d+) [A-Z_]+: (?<details>.*?), code: \d+, details: /gs;
const DEADLINE_EXCEEDED = '4';
const PERMISSION_DENIED = 7;
// In the text, or in an encoded ErrorInfo, whose text fields follow each other.
const DISABLED = /has not been used in project [a-z0-9.:-]+ before or it is disabled|SERVICE_DISABLED/;
const COUNTED_IN =
  /(?:has not been used in project |consumer..projects\/)(?<project>[a-z0-9][a-z0-9.:-]{0,62})/s;
const UNAVAILABLE = 14;
const NO_SUCH_HOST = /^Name resolution failed/;

/** The relevant parts of an error. */
interface GrpcError {
  /** The status code of the last response. */
  readonly code: number;
  readonly details: string;
  /** Encoded details. */
  readonly encoded: string;
}

/** Converts an error of the library. `member` is the identity in the form of IAM members, if it is known. */
export function pubsubError(thrown: unknown, operation: PubSubOperation, member?: string): UpdaterError {
  if (thrown instanceof UpdaterError) return thrown;
  const error = parseGrpcError(thrown);
  if (error === undefined)
    return new UpdaterError('Unexpected', `${operation.what}: ${thirdPartyMessage(thrown)}`);
  const reason = errorReason(error, operation);
  const [status = `status ${error.code}`] = STATUS[error.code] ?? [];
  const { message = '' } = parseApiError({ error: { status, message: error.details } }) ?? {};
  const terms = { ...operation.terms, ...(reason === 'ApiDisabled' ? disabledTerms(error) : {}) };
  return new UpdaterError(reason, `${operation.what}: ${message}`, {
    terms: { ...terms, ...(member === undefined ? {} : { MEMBER: member }) },
  });
}

function parseGrpcError(thrown: unknown): GrpcError | undefined {
  const { code, details, metadata } = objectOr(thrown);
  if (!(thrown instanceof Error) || typeof code !== 'number') return undefined;
  const encoded = readEncoded(metadata);
  const answers = [ONE_ANSWER, ALL_ANSWERS].flatMap((form) => [...thrown.message.matchAll(form)]);
  // The last attempt may have had no time left.
  const answer = answers.findLast(({ groups }) => groups?.['code'] !== DEADLINE_EXCEEDED) ?? answers.at(-1);
  if (answer === undefined) return { code, details: stringOr(details, '') || thrown.message, encoded };
  return { code: Number(answer.groups?.['code']), details: answer.groups?.['details'] ?? '', encoded };
}

function readEncoded(metadata: unknown): string {
  const get: unknown = Reflect.get(Object(metadata), 'get');
  if (typeof get !== 'function') return '';
  const values: unknown = get.call(metadata, 'grpc-status-details-bin');
  return Array.isArray(values) ? values.filter((value) => Buffer.isBuffer(value)).join('') : '';
}

/** The API has to be enabled in the quota project, which may be another project than that of the topic. */
function disabledTerms({ details, encoded }: GrpcError): Terms {
  const PROJECT =
    COUNTED_IN.exec(encoded)?.groups?.['project'] ?? COUNTED_IN.exec(details)?.groups?.['project'];
  return { SERVICE: 'pubsub.googleapis.com', ...(PROJECT === undefined ? {} : { PROJECT }) };
}

function errorReason({ code, details, encoded }: GrpcError, operation: PubSubOperation): ErrorReason {
  if (code === PERMISSION_DENIED && (DISABLED.test(details) || DISABLED.test(encoded))) return 'ApiDisabled';
  const [, meaning = 'UnexpectedAnswer'] = STATUS[code] ?? [];
  if (meaning === 'invalid' || meaning === 'missing' || meaning === 'forbidden') return operation[meaning];
  return code === UNAVAILABLE && NO_SUCH_HOST.test(details) ? 'NoSuchHost' : meaning;
}

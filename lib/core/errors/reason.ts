/**
 * Why something was not done: the closed list of reasons.
 *
 * Every skip, every ignored or malformed event and every failure has one of these codes. Their sentences are defined only
 * here; the page of reasons, log lines, reports and the command line print them.
 *
 * - `skip`: the policy, the owner of the workload or the order of pushes does not allow the update. Nothing is wrong.
 * - `ignored`: a valid event, not relevant.
 * - `malformed`: the event cannot be parsed, and a redelivery will not help.
 * - `limit`: the push exceeds a limit of the configuration. It is both a failure and the reason of skipped containers; a
 *   person decides.
 * - `failed`: permanent failure: rejected by the API server or a webhook, or an error that lasts; not retried.
 * - `transient`: a later attempt may succeed: retried, then redelivered by Pub/Sub.
 */

import { CLUSTER_REASONS } from './cluster-reasons.ts';
import { CONNECTION_REASONS } from './connection-reasons.ts';
import { EVENT_REASONS } from './event-reasons.ts';
import { GOOGLE_REASONS } from './google-reasons.ts';
import { HTTP_REASONS } from './http-reasons.ts';
import { PROGRAM_REASONS } from './program-reasons.ts';
import { PUBSUB_REASONS } from './pubsub-reasons.ts';
import { REGISTRY_REASONS } from './registry-reasons.ts';
import { fillIn, type ReasonKind, type ReasonList, type ReasonText, type Terms } from './reason-text.ts';
import { SKIP_REASONS } from './skip-reasons.ts';

/** The lists by owner, in the order in which documents show them. */
export const REASONS_BY_OWNER = {
  skip: SKIP_REASONS,
  event: EVENT_REASONS,
  cluster: CLUSTER_REASONS,
  connection: CONNECTION_REASONS,
  google: GOOGLE_REASONS,
  registry: REGISTRY_REASONS,
  pubsub: PUBSUB_REASONS,
  http: HTTP_REASONS,
  program: PROGRAM_REASONS,
} as const;

/** Codes that occur in several lists. {@link REASONS} compiles only if there are none. */
type SharedCode<Lists = typeof REASONS_BY_OWNER> = {
  [Owner in keyof Lists]: keyof Lists[Owner] & KeysOfEach<Omit<Lists, Owner>>;
}[keyof Lists];
type KeysOfEach<Lists> = { [Owner in keyof Lists]: keyof Lists[Owner] }[keyof Lists];

export const REASONS = {
  ...SKIP_REASONS,
  ...EVENT_REASONS,
  ...CLUSTER_REASONS,
  ...CONNECTION_REASONS,
  ...GOOGLE_REASONS,
  ...REGISTRY_REASONS,
  ...PUBSUB_REASONS,
  ...HTTP_REASONS,
  ...PROGRAM_REASONS,
} as const satisfies [SharedCode] extends [never] ? ReasonList : SharedCode;

/** A code of the closed list. */
export type Reason = keyof typeof REASONS;

/** The codes of one kind, as a type. */
export type ReasonsOfKind<K extends ReasonKind> = {
  [R in Reason]: (typeof REASONS)[R]['kind'] extends K ? R : never;
}[Reason];

/** Why a container is skipped. A limit is the reason of the skip, and also a failure of the push. */
export type SkipReason = ReasonsOfKind<'skip' | 'limit'>;
export type ErrorReason = ReasonsOfKind<'malformed' | 'limit' | 'failed' | 'transient'>;

/** The remedy, with the names of this case. */
export function formatRemedy(reason: Reason, terms: Terms = {}): string {
  return fillIn(REASONS[reason].remedy, terms);
}

/** The command, with the names of this case. Undefined if the reason has none, or if a name is unknown. */
export function formatCommand(reason: Reason, terms: Terms = {}): string | undefined {
  const { command }: ReasonText = REASONS[reason];
  if (command === undefined || command.needs.some((term) => terms[term] === undefined)) return undefined;
  const filled = fillIn(command.text, terms);
  return terms.options === undefined ? filled : `${filled} ${terms.options}`;
}

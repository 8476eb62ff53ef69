/**
 * Why something was not done: the closed list of reasons.
 *
 * Every skip, every ignored or malformed event and every failure carries one of these codes. The README's
 * table, the log lines and the demo print their sentences from here; nothing else phrases them.
 *
 * - `skip`: the policy, the workload's owner or the order of pushes says no. Nothing is wrong.
 * - `ignored`: a valid event, not relevant.
 * - `malformed`: the event cannot be understood, and sending it again will not help.
 * - `limit`: more than the configuration lets one push change. A failure, and why a container is left as it is: a person
 *   decides.
 * - `failed`: the API server's or a webhook's last word on one workload, or a permanent fault.
 * - `transient`: it may work later: retried, and redelivered by Pub/Sub.
 */

import { CLUSTER_REASONS } from './cluster-reasons.ts';
import { CONNECTION_REASONS } from './connection-reasons.ts';
import { EVENT_REASONS } from './event-reasons.ts';
import { GOOGLE_REASONS } from './google-reasons.ts';
import { HTTP_REASONS } from './http-reasons.ts';
import { PROGRAM_REASONS } from './program-reasons.ts';
import { PUBSUB_REASONS } from './pubsub-reasons.ts';
import { fillIn, type ReasonKind, type ReasonList, type ReasonText, type Terms } from './reason-text.ts';
import { SKIP_REASONS } from './skip-reasons.ts';

/** The lists by owner, in the order in which documents show them. */
export const REASONS_BY_OWNER = {
  skip: SKIP_REASONS,
  event: EVENT_REASONS,
  cluster: CLUSTER_REASONS,
  connection: CONNECTION_REASONS,
  google: GOOGLE_REASONS,
  pubsub: PUBSUB_REASONS,
  http: HTTP_REASONS,
  program: PROGRAM_REASONS,
} as const;

/** Codes that more than one owner has; the list compiles only where there is none. */
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
  ...PUBSUB_REASONS,
  ...HTTP_REASONS,
  ...PROGRAM_REASONS,
} as const satisfies [SharedCode] extends [never] ? ReasonList : SharedCode;

/** A code of the closed list. */
export type Reason = keyof typeof REASONS;

/** The codes of one kind, as a type: what a skip may say is not what a failure may say. */
export type ReasonsOfKind<K extends ReasonKind> = {
  [R in Reason]: (typeof REASONS)[R]['kind'] extends K ? R : never;
}[Reason];

/** Why a container is left as it is: beyond a limit for its own part, though what is beyond it is a failure. */
export type SkipReason = ReasonsOfKind<'skip' | 'limit'>;
export type EventReason = ReasonsOfKind<'ignored' | 'malformed'>;
export type ErrorReason = ReasonsOfKind<'malformed' | 'limit' | 'failed' | 'transient'>;

/** What a person can do about it, with the names of this very case. */
export function formatRemedy(reason: Reason, terms: Terms = {}): string {
  return fillIn(REASONS[reason].remedy, terms);
}

/** The command, with the names of this very case. Undefined where there is none, or the fault does not know all names. */
export function formatCommand(reason: Reason, terms: Terms = {}): string | undefined {
  const { command }: ReasonText = REASONS[reason];
  if (command === undefined || command.needs.some((term) => terms[term] === undefined)) return undefined;
  const filled = fillIn(command.text, terms);
  return terms.options === undefined ? filled : `${filled} ${terms.options}`;
}

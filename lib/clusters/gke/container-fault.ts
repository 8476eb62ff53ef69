/**
 * What an error of the Container API means for us. Google's APIs explain one like this (AIP-193):
 *
 *     { "error": { "code": 403, "status": "PERMISSION_DENIED", "message": "…", "details": [
 *       { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
 *         "metadata": { "service": "container.googleapis.com", "consumer": "projects/123" } } ] } }
 */
import { Fault } from '../../core/fault.ts';
import { at, isObject, stringOr } from '../../core/json.ts';
import type { FaultReason, Terms } from '../../core/reason.ts';
import { printable } from '../../core/text.ts';
import type { Answer } from '../../kubernetes/http/answer.ts';
import { parseRetryAfter } from '../../kubernetes/http/retry-after.ts';

/** Who asked for what. */
export interface Asker {
  readonly project: string;
  /** As IAM writes members; safe in a shell. */
  readonly member?: string;
  /** What must not be told again: whatever stands between us and Google may echo it. */
  readonly token: string;
}

const BY_STATUS: Readonly<Record<number, FaultReason>> = {
  401: 'CredentialsRefused',
  403: 'ForbiddenByIam',
  404: 'NoCluster',
  408: 'ServerError',
  429: 'Throttled',
};

// `reason` of an ErrorInfo: what a status code alone does not tell.
const BY_REASON: Readonly<Record<string, FaultReason>> = {
  SERVICE_DISABLED: 'ApiDisabled',
  RATE_LIMIT_EXCEEDED: 'Throttled',
};

const SHOWN = 512;

/** The fault that an answer of 4xx or 5xx amounts to, one of 3xx too; its terms are what its remedy names. */
export function containerFault(answer: Answer, asker: Asker): Fault {
  return new Fault(reasonOf(answer), `${answer.request}: ${answer.status} ${wordsOf(answer, asker.token)}`, {
    retryAfterMs: parseRetryAfter(answer.retryAfter, Date.now()),
    terms: termsOf(answer, asker),
  });
}

function reasonOf(answer: Answer): FaultReason {
  const { status, body } = answer;
  if (status >= 500) return 'ServerError';
  // A proxy that has no permission for us, or no such page, says nothing of our project.
  if (!isGoogleError(body)) return status === 429 ? 'Throttled' : 'UnexpectedAnswer';
  return BY_REASON[infoOf(body).reason] ?? BY_STATUS[status] ?? 'UnexpectedAnswer';
}

function isGoogleError(body: unknown): boolean {
  return isObject(at(body, ['error']));
}

interface Info {
  readonly reason: string;
  readonly service: string;
  readonly consumer: string;
}

/** Of the first ErrorInfo. */
function infoOf(body: unknown): Info {
  const details = at(body, ['error', 'details']);
  const isInfo = (detail: unknown): boolean =>
    stringOr(at(detail, ['@type']), '').endsWith('google.rpc.ErrorInfo');
  const info: unknown = Array.isArray(details) ? details.find(isInfo) : undefined;
  return {
    reason: stringOr(at(info, ['reason']), ''),
    service: stringOr(at(info, ['metadata', 'service']), ''),
    consumer: stringOr(at(info, ['metadata', 'consumer']), ''),
  };
}

/** The API has to be enabled where the request is counted, which may be another project than that of the clusters. */
function termsOf({ body }: Answer, { project, member }: Asker): Terms {
  const { reason, service, consumer } = infoOf(body);
  const counted = /^projects\/([a-z0-9][a-z0-9.:-]{0,62})$/.exec(consumer)?.[1];
  return {
    PROJECT: reason === 'SERVICE_DISABLED' && counted !== undefined ? counted : project,
    SERVICE: /^[a-z0-9-]{1,63}\.googleapis\.com$/.test(service) ? service : 'container.googleapis.com',
    ...(member === undefined ? {} : { MEMBER: member }),
  };
}

/** What Google says. */
function wordsOf({ body, text }: Answer, token: string): string {
  if (!isGoogleError(body)) return `and ${text.length} characters that are no error of a Google API`;
  const status = stringOr(at(body, ['error', 'status']), '');
  const message = stringOr(at(body, ['error', 'message']), '');
  const words = [status, message].filter((word) => word !== '').join(': ');
  return printable(withoutToken(words, token), SHOWN);
}

// Tokens of Google are longer than anything else in its messages; the other is ours, whatever its length.
function withoutToken(text: string, token: string): string {
  const known = token === '' ? text : text.replaceAll(token, '…');
  return known.replace(/[\w.~+/=-]{120,}/g, '…');
}

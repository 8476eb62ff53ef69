/** The `Status` object with which the Kubernetes API explains an error. */
import { isObject, objectOr, stringOr, type JsonObject } from '../../core/json.ts';

export interface Cause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** Whatever is missing or of another type is empty. Texts are raw: `printable` before they are shown. */
export interface ApiStatus {
  /** 0 where there is none. */
  readonly code: number;
  readonly reason: string;
  /** Cut to 4,096 characters. */
  readonly message: string;
  /** As it came: that it is empty has a meaning (a JSON Patch whose `test` does not hold). */
  readonly details: JsonObject;
  /** The first ten. */
  readonly causes: readonly Cause[];
}

/** Whether this is a `Status` object, as only the Kubernetes API sends it. */
export function isApiStatus(body: unknown): boolean {
  return isObject(body) && body['kind'] === 'Status';
}

/**
 * Whether an admission webhook said no. It chooses code and reason, those of a missing object or of a failed `test`
 * included; only the first words of the message are always the API server's.
 */
export function isDenial(body: unknown): boolean {
  return /^admission webhook "[^"]*" denied the request/.test(parseApiStatus(body).message);
}

/** Reads the body of an error answer, leniently: webhooks and proxies leave parts out. */
export function parseApiStatus(body: unknown): ApiStatus {
  const status = objectOr(body);
  const details = objectOr(status['details']);
  const causes: unknown = details['causes'];
  return {
    code: typeof status['code'] === 'number' ? status['code'] : 0,
    reason: stringOr(status['reason'], ''),
    message: stringOr(status['message'], '').slice(0, 4096),
    details,
    causes: Array.isArray(causes) ? causes.slice(0, 10).map(parseCause) : [],
  };
}

function parseCause(value: unknown): Cause {
  const cause = objectOr(value);
  return {
    field: stringOr(cause['field'], ''),
    reason: stringOr(cause['reason'], ''),
    message: stringOr(cause['message'], '').slice(0, 4096),
  };
}

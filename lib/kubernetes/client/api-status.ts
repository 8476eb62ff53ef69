/** The `Status` object with which the Kubernetes API explains an error. */
import { isObject, objectOr, stringOr, type JsonObject } from '../../core/text/json.ts';

/** Missing fields and fields of another type are empty. Texts are raw: use `printable` before showing them. */
export interface ApiStatus {
  readonly reason: string;
  /** Truncated to 4,096 characters. */
  readonly message: string;
  /** The raw value: an empty one has a meaning (the `test` of a JSON Patch failed). */
  readonly details: JsonObject;
}

/** Whether this is a `Status` object, which only the Kubernetes API sends. */
export function isApiStatus(body: unknown): boolean {
  return isObject(body) && body['kind'] === 'Status';
}

/**
 * Whether an admission webhook rejected the request. The webhook chooses code and reason, including those of a missing object
 * or a failed `test`; only the beginning of the message is always from the API server.
 */
export function isDenial(body: unknown): boolean {
  return /^admission webhook "[^"]*" denied the request/.test(parseApiStatus(body).message);
}

/** Parses the body of an error response leniently: webhooks and proxies omit parts. */
export function parseApiStatus(body: unknown): ApiStatus {
  const status = objectOr(body);
  return {
    reason: stringOr(status['reason'], ''),
    message: stringOr(status['message'], '').slice(0, 4096),
    details: objectOr(status['details']),
  };
}

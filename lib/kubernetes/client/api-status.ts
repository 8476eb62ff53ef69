/** The `Status` object with which the Kubernetes API explains an error. */
import { isObject, objectOr, stringOr, type JsonObject } from '../../core/text/json.ts';

/** Whatever is missing or of another type is empty. Texts are raw: `printable` before they are shown. */
export interface ApiStatus {
  readonly reason: string;
  /** Cut to 4,096 characters. */
  readonly message: string;
  /** As it came: that it is empty has a meaning (a JSON Patch whose `test` does not hold). */
  readonly details: JsonObject;
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
  return {
    reason: stringOr(status['reason'], ''),
    message: stringOr(status['message'], '').slice(0, 4096),
    details: objectOr(status['details']),
  };
}

/** The HTTP request with a message, before its body is parsed. */
import { UpdaterError } from '../../errors/updater-error.ts';
import { parseJson } from '../../text/json.ts';
import { describeValue } from '../../text/printable.ts';
import { decodeUtf8 } from '../payload.ts';

export interface DeliveryRequest {
  /** Without the query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** Milliseconds since the epoch, an integer. */
  readonly receivedAt: number;
}

/** The first value of a header. */
export function header(headers: DeliveryRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** Parses JSON; `where` is the place in messages. Throws an UpdaterError `NotJson`. */
export function requireJson(bytes: Uint8Array, where: string): unknown {
  const text = decodeUtf8(bytes, where);
  const value = parseJson(text);
  if (value === undefined)
    throw new UpdaterError('NotJson', `expected JSON in ${where}, got ${describeValue(text)}`);
  return value;
}
